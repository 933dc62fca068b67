/** Verifies the chain row by row against every published head, with bounded memory (rule U2). */

import { hashOf, readChain, readLink } from "../../../../platform/db/chain.ts";
import { fileHash, unpackRows } from "../../../../platform/db/ndjson.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { linkNow } from "../../../../platform/queue/sealer.ts";
import { type ChainRow, type Finding, GENESIS, type Head } from "../../../../shared/chain.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { archivePrefix } from "../domain/archive.ts";
import {
  beginAt,
  judgeEnd,
  judgePlace,
  judgeRow,
  type Place,
  type PublishedHeads,
  publishedHeads,
} from "../domain/walk.ts";
import { type Archive, lastArchive, listArchives } from "../store/archives.ts";
import { getArchive, listFiles, listHeads } from "../store/files.ts";
import { findByHash } from "../store/rows.ts";

const PAGE = 2_500;
/** The most rows that one request verifies; the reply says how far it came. */
const MAX_ROWS = 500_000;

export interface VerifyQuery {
  /** Begins after the row with this sequence, for a chain that needs several requests. */
  after?: number;
  /** Also verify archived rows. */
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
  /** The sequence of the last sound row. */
  sound_through: number;
  /** False when the chain has more rows than one request verifies: continue with `after`. */
  complete: boolean;
  /** The present head of the tenant's chain. */
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

/**
 * Verifies the chain from its first row, or from `after`. Errors: E_VALIDATION for a row that does not exist;
 * E_UNAVAILABLE.
 */
export async function verify(asked: Context, query: VerifyQuery): Promise<Verification> {
  // The sealer's latest writes may not have reached the replica of the caller's bookmark.
  const ctx = { ...asked, db: openDatabase(asked.env, asked.tenant_id) };
  const verification = await followChain(ctx, query);
  asked.db.rows.read += ctx.db.rows.read;
  return verification;
}

async function followChain(ctx: Context, query: VerifyQuery): Promise<Verification> {
  const sealed = await linkNow(ctx.env, ctx.tenant_id);
  const [archives, exported] = await Promise.all([listArchives(ctx.db), everyHead(ctx)]);
  const { sequence, hash } = query;
  const held = sequence === undefined || hash === undefined ? [] : [{ sequence, hash }];
  const published = publishedHeads([sealed.head, ...exported, ...held]);
  const root = rootOf(archives.at(-1));
  const reads_archives = query.archives || (sequence !== undefined && sequence < root.sequence);

  const place = await placeAfter(ctx, query.after, reads_archives ? rootOf(undefined) : root);
  const walk: Walk = { place, checked: 0, archives_read: 0, found: judgePlace(place, published) };
  walk.found ??= await missingArchive(ctx, archives);
  if (reads_archives && query.after === undefined) await followArchives(ctx, walk, archives, published);
  // From the lowest sequence, so that a row before the root is found as well.
  const from = query.after === undefined ? Number.MIN_SAFE_INTEGER : query.after + 1;
  const complete = await followTable(ctx, walk, { from, through: sealed.head.sequence }, published);

  const end = complete ? judgeEnd(walk.place, published) : null;
  const found = await lookAround(ctx, walk.found ?? end ?? sealed.broken, sealed.head);
  // Rows that were archived during the walk are missing from the table; that is no fault.
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

/** The place that a walk begins at: the row that the caller verified up to, else the chain's root. */
async function placeAfter(ctx: Context, after: number | undefined, root: Head): Promise<Place> {
  if (after === undefined || after === root.sequence) return beginAt(root);
  const row = await readLink(ctx.db, after);
  if (row?.sequence !== after || row.hash === null)
    throw new AppError(errors.validation, {
      fields: [{ path: "after", message: "must be the sequence of a linked row in the table" }],
    });
  return beginAt({ sequence: after, hash: row.hash });
}

/** Checks that every registered archive file exists; otherwise its rows were deleted without one. */
async function missingArchive(ctx: Context, archives: readonly Archive[]): Promise<Finding | null> {
  if (archives.length === 0) return null;
  const files = await listFiles(ctx.env.BUCKET, archivePrefix(ctx.tenant_id));
  const bad = archives.find(({ object_key, sha256 }) => files.get(object_key) !== sha256);
  if (!bad) return null;
  return { first_bad: bad.from_sequence, reason: files.has(bad.object_key) ? "archive_edited" : "archive_missing" };
}

async function followArchives(
  ctx: Context,
  walk: Walk,
  archives: readonly Archive[],
  published: PublishedHeads,
): Promise<void> {
  for (const archive of archives) {
    if (walk.found) return;
    const bytes = await getArchive(ctx.env.BUCKET, archive.object_key);
    const sha256 = bytes && (await fileHash(bytes));
    if (!bytes || sha256 !== archive.sha256) {
      walk.found = { first_bad: archive.from_sequence, reason: bytes ? "archive_edited" : "archive_missing" };
      return;
    }
    await follow(walk, await unpackRows<ChainRow>(bytes), published);
    walk.archives_read += 1;
  }
}

/** Verifies the rows of the table up to the sealer's head; it reads the next page while it hashes one. */
async function followTable(
  ctx: Context,
  walk: Walk,
  { from, through }: { from: number; through: number },
  published: PublishedHeads,
): Promise<boolean> {
  let page = readChain(ctx.db, from, PAGE);
  while (!walk.found) {
    const { rows, more: goes_on } = await page;
    const last = rows.at(-1);
    const more = goes_on && last !== undefined && last.sequence < through;
    if (more && walk.checked >= MAX_ROWS) return false;
    if (more) page = readChain(ctx.db, last.sequence + 1, PAGE);
    const linked = rows.filter(({ sequence }) => sequence <= through);
    await follow(walk, linked, published);
    if (!more) return true;
  }
  await page;
  return true;
}

async function follow(walk: Walk, rows: readonly ChainRow[], published: PublishedHeads): Promise<void> {
  const hashes = await Promise.all(rows.map((row) => hashOf(row.prev_hash ?? "", row)));
  for (const [index, row] of rows.entries()) {
    walk.found = judgeRow(walk.place, row, hashes[index] ?? "");
    if (walk.found) return;
    walk.place = { sequence: row.sequence, hash: row.hash ?? "", is_root: false };
    walk.checked += 1;
    walk.found = judgePlace(walk.place, published);
    if (walk.found) return;
  }
}

/** Gives a finding its reason from the rows around it. */
async function lookAround(ctx: Context, found: Finding | null, head: Head): Promise<Finding | null> {
  if (found?.reason === "unsealed") {
    // A row has no link although the head is past it. If the row of the head is missing too, the tail was cut and grew
    // again.
    const last = await readLink(ctx.db, head.sequence);
    return last?.hash === head.hash ? found : { ...found, reason: "cut" };
  }
  if (found?.reason === "out_of_order") {
    // The row links to an earlier place: another row now occupies the sequence after that place and pushed this row
    // down, unless both are the same row.
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
