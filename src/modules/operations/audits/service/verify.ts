/** The chain is followed row by row against everything that was ever told of it, in memory that does not grow (rule U2). */

import { hashOf, readChain, readLink } from "../../../../platform/db/chain.ts";
import { fileHash, unpackRows } from "../../../../platform/db/ndjson.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { sealNow } from "../../../../platform/queue/seal.ts";
import { type ChainRow, type Finding, GENESIS, type Head } from "../../../../shared/chain.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { archivePrefix } from "../domain/archive.ts";
import { beginAt, judgeEnd, judgePlace, judgeRow, type Place, type ToldHeads, toldHeads } from "../domain/walk.ts";
import { type Archive, lastArchive, listArchives } from "../store/archives.ts";
import { getArchive, listFiles, listHeads } from "../store/files.ts";
import { findByHash } from "../store/rows.ts";

const PAGE = 2_500;
/** What one request follows at most; the answer says how far it came. */
const MAX_ROWS = 500_000;

export interface VerifyQuery {
  /** Begins behind this row, for a chain that one request does not get through. */
  after?: number;
  /** Also reads the rows that lie in archives. */
  archives: boolean;
  /** A head that the caller holds. */
  sequence?: number;
  hash?: string;
}

export interface Verification {
  ok: boolean;
  first_bad: number | null;
  reason: Finding["reason"] | null;
  /** Rows that were hashed. */
  checked: number;
  /** The last row that was found sound. */
  sound_through: number;
  /** False when there are more rows than one request follows: go on with `after`. */
  complete: boolean;
  /** Where the tenant's sealer stands. */
  head: Head;
  exported_heads: number;
  archives_read: number;
}

interface Walk {
  place: Place;
  checked: number;
  archives_read: number;
  found: Finding | null;
}

/** Follows the chain from its first row, or from `after`. Errors: E_VALIDATION for a row that is not there; E_UNAVAILABLE. */
export async function verify(asked: Context, query: VerifyQuery): Promise<Verification> {
  // What the sealer wrote just now may not have reached the replica that the caller's bookmark leads to.
  const ctx = { ...asked, db: openDatabase(asked.env, asked.tenant_id) };
  const verification = await followChain(ctx, query);
  asked.db.rows.read += ctx.db.rows.read;
  return verification;
}

async function followChain(ctx: Context, query: VerifyQuery): Promise<Verification> {
  const sealed = await sealNow(ctx.env, ctx.tenant_id);
  const [archives, exported] = await Promise.all([listArchives(ctx.db), everyHead(ctx)]);
  const { sequence, hash } = query;
  const held = sequence === undefined || hash === undefined ? [] : [{ sequence, hash }];
  const told = toldHeads([sealed.head, ...exported, ...held]);
  const root = rootOf(archives.at(-1));
  const reads_archives = query.archives || (sequence !== undefined && sequence < root.sequence);

  const place = await placeAfter(ctx, query.after, reads_archives ? rootOf(undefined) : root);
  const walk: Walk = { place, checked: 0, archives_read: 0, found: judgePlace(place, told) };
  walk.found ??= await missingArchive(ctx, archives);
  if (reads_archives && query.after === undefined) await followArchives(ctx, walk, archives, told);
  // From whatever row is first: one that stood before the root would be nobody's.
  const from = query.after === undefined ? Number.MIN_SAFE_INTEGER : query.after + 1;
  const complete = await followTable(ctx, walk, { from, through: sealed.head.sequence }, told);

  const end = complete ? judgeEnd(walk.place, told) : null;
  const found = await lookAround(ctx, walk.found ?? end ?? sealed.broken, sealed.head);
  // Rows that were archived meanwhile are missed, and are where they should be.
  const archived = (await lastArchive(ctx.db))?.through_sequence !== archives.at(-1)?.through_sequence;
  if (found && archived) return followChain(ctx, query);
  return {
    ok: found === null,
    first_bad: found?.first_bad ?? null,
    reason: found?.reason ?? null,
    checked: walk.checked,
    sound_through: found ? Math.min(walk.place.sequence, found.first_bad - 1) : walk.place.sequence,
    complete,
    head: sealed.head,
    exported_heads: exported.length,
    archives_read: walk.archives_read,
  };
}

function rootOf(last: Archive | undefined): Head {
  return last ? { sequence: last.through_sequence, hash: last.hash } : { sequence: 0, hash: GENESIS };
}

async function everyHead(ctx: Context): Promise<Head[]> {
  const every: Head[] = [];
  for (let after: string | undefined; ; ) {
    const { heads, has_more } = await listHeads(ctx.env.BUCKET, ctx.tenant_id, { after });
    every.push(...heads);
    if (!has_more) return every;
    after = heads.at(-1)?.date;
  }
}

/** The place that a walk begins at: a row that the caller has followed the chain to, else the chain's root. */
async function placeAfter(ctx: Context, after: number | undefined, root: Head): Promise<Place> {
  if (after === undefined || after === root.sequence) return beginAt(root);
  const row = await readLink(ctx.db, after);
  if (row?.sequence !== after || row.hash === null)
    throw new AppError(errors.validation, { fields: [{ path: "after", message: "is no sealed row in the table" }] });
  return beginAt({ sequence: after, hash: row.hash });
}

/** An archive that is registered must lie where it was put: otherwise its rows were deleted under a pretext. */
async function missingArchive(ctx: Context, archives: readonly Archive[]): Promise<Finding | null> {
  if (archives.length === 0) return null;
  const files = await listFiles(ctx.env.BUCKET, archivePrefix(ctx.tenant_id));
  const bad = archives.find(({ object_key, sha256 }) => files.get(object_key) !== sha256);
  if (!bad) return null;
  return { first_bad: bad.from_sequence, reason: files.has(bad.object_key) ? "archive_edited" : "archive_missing" };
}

async function followArchives(ctx: Context, walk: Walk, archives: readonly Archive[], told: ToldHeads): Promise<void> {
  for (const archive of archives) {
    if (walk.found) return;
    const bytes = await getArchive(ctx.env.BUCKET, archive.object_key);
    const sha256 = bytes && (await fileHash(bytes));
    if (!bytes || sha256 !== archive.sha256) {
      walk.found = { first_bad: archive.from_sequence, reason: bytes ? "archive_edited" : "archive_missing" };
      return;
    }
    await follow(walk, await unpackRows<ChainRow>(bytes), told);
    walk.archives_read += 1;
  }
}

/** Follows the rows of the table up to the sealer's head; the next page is read while one is hashed. */
async function followTable(
  ctx: Context,
  walk: Walk,
  { from, through }: { from: number; through: number },
  told: ToldHeads,
): Promise<boolean> {
  let page = readChain(ctx.db, from, PAGE);
  while (!walk.found) {
    const { rows, more: goes_on } = await page;
    const last = rows.at(-1);
    const more = goes_on && last !== undefined && last.sequence < through;
    if (more && walk.checked >= MAX_ROWS) return false;
    if (more) page = readChain(ctx.db, last.sequence + 1, PAGE);
    const linked = rows.filter(({ sequence }) => sequence <= through);
    await follow(walk, linked, told);
    if (!more) return true;
  }
  await page;
  return true;
}

async function follow(walk: Walk, rows: readonly ChainRow[], told: ToldHeads): Promise<void> {
  const hashes = await Promise.all(rows.map((row) => hashOf(row.prev_hash ?? "", row)));
  for (const [index, row] of rows.entries()) {
    walk.found = judgeRow(walk.place, row, hashes[index] ?? "");
    if (walk.found) return;
    walk.place = { sequence: row.sequence, hash: row.hash ?? "", is_root: false };
    walk.checked += 1;
    walk.found = judgePlace(walk.place, told);
    if (walk.found) return;
  }
}

/** Names a finding by what stands around it. */
async function lookAround(ctx: Context, found: Finding | null, head: Head): Promise<Finding | null> {
  if (found?.reason === "unsealed") {
    // A row waits where the sealer was before: when the sealer's last row is gone as well, the tail was cut and grew again.
    const last = await readLink(ctx.db, head.sequence);
    return last?.hash === head.hash ? found : { ...found, reason: "cut" };
  }
  if (found?.reason === "out_of_order") {
    // A row that hangs on one further up has the hash of the place behind that one: who stands there pushed it down, unless
    // it is the same one twice.
    const row = await readLink(ctx.db, found.first_bad);
    const above = row?.prev_hash && (await findByHash(ctx.db, row.prev_hash, row.sequence));
    if (!row?.prev_hash || !above) return found;
    const place = above + 1;
    const pushed = row.hash === (await hashOf(row.prev_hash, { ...row, sequence: place }));
    const other = await readLink(ctx.db, place);
    if (pushed) return { first_bad: other?.hash === row.hash ? row.sequence : place, reason: "inserted" };
  }
  return found;
}
