/**
 * Archives old rows: they leave the table only when their file is registered, and the chain continues from their last
 * hash (rule U2).
 */

import { hashOf, readChain, readLink } from "../../../../platform/db/chain.ts";
import { bookkeep, commit } from "../../../../platform/db/commit.ts";
import { fileHash, packRows } from "../../../../platform/db/ndjson.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { linkNow } from "../../../../platform/queue/sealer.ts";
import { type ChainRow, GENESIS } from "../../../../shared/chain.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { readNumberOfTenants, readSettings } from "../../../access/settings/index.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import {
  archiveKey,
  dateOf,
  FILE_CHARS,
  FILE_ROWS,
  keptFrom,
  LEAST_KEPT_DAYS,
  rowsOfFile,
  sumDays,
} from "../domain/archive.ts";
import { beginAt, judgeRow } from "../domain/walk.ts";
import { AUDIT_ARCHIVED } from "../events.ts";
import {
  type Archive,
  addToDays,
  type DayFilter,
  deleteArchived,
  deleteDays,
  insertArchive,
  lastArchive,
  listArchivesAfter,
  listDays,
} from "../store/archives.ts";
import { putArchive } from "../store/files.ts";
import { auditedTenants } from "./audited.ts";

/** The most files that one tick writes, and the most tenants that it checks; the next tick continues. */
const FILES_PER_TICK = 5;
const TENANTS_PER_TICK = 100;
/** Days that the sums of archived days are kept. */
const DAYS_KEPT = 365;
const PAGE = 1_000;
/** Tenants with nothing more to archive on a day; a cache of this isolate that saves reads. */
const done_on = new Map<string, string>();

/** Archives rows that are older than the tenant keeps them, at most `FILES_PER_TICK` files. */
export async function archiveOldRows(base: PublicContext): Promise<void> {
  const today = dateOf(base.arrived_at);
  const undone = (await listDue(base)).filter(({ tenant_id }) => done_on.get(tenant_id) !== today);
  let files = 0;
  await eachTenant(
    turnsOf(undone, TENANTS_PER_TICK, base.arrived_at),
    "audit not archived yet",
    async ({ tenant_id }) => {
      const ctx = asTenant(base, tenant_id);
      while (files < FILES_PER_TICK && (await archiveNext(ctx))) files += 1;
      if (files === FILES_PER_TICK) return;
      await bookkeep(ctx.db, [deleteDays(tenant_id, keptFrom(base.arrived_at, DAYS_KEPT))]);
      done_on.set(tenant_id, today);
    },
  );
}

/** Tenants with rows to archive, or sums of days that are kept no longer. The last row of a tenant always stays. */
async function listDue(base: PublicContext) {
  const audited = await auditedTenants(base);
  const first_day = keptFrom(base.arrived_at, DAYS_KEPT);
  const old = audited.filter(
    ({ oldest, oldest_at, sequence }) =>
      oldest < sequence && dateOf(oldest_at) < keptFrom(base.arrived_at, LEAST_KEPT_DAYS),
  );
  const days = old.length > 0 ? await readNumberOfTenants(base, "audit.raw_days") : undefined;
  const archivable = new Set(
    old.filter(({ tenant_id, oldest_at }) => days && dateOf(oldest_at) < keptFrom(base.arrived_at, days.of(tenant_id))),
  );
  return audited.filter((one) => archivable.has(one) || (one.oldest_day !== null && one.oldest_day < first_day));
}

/** Archives one file of a tenant's oldest rows. False when all rows are kept. */
export async function archiveNext(ctx: Context): Promise<boolean> {
  const { env, db, tenant_id } = ctx;
  const last = await lastArchive(db);
  const root = { sequence: last?.through_sequence ?? 0, hash: last?.hash ?? GENESIS };
  const settings = await readSettings(ctx, null);
  const kept_from = keptFrom(ctx.arrived_at, settings["audit.raw_days"]);
  const oldest = await readLink(db, root.sequence + 1);
  if (!oldest || rowsOfFile([oldest], kept_from).length === 0) return false;

  const { head, broken } = await linkNow(env, tenant_id);
  // The row of the sealer's head stays: the next row links to it.
  const rows = rowsOfFile(await readUpTo(ctx, oldest.sequence, head.sequence - 1), kept_from);
  const newest = rows.at(-1);
  if (broken || !newest || !(await isSound(root, rows))) return false;

  const { sequence: through_sequence, hash } = newest;
  const from_sequence = root.sequence + 1;
  const bytes = await packRows(rows);
  const sha256 = await fileHash(bytes);
  const object_key = archiveKey(tenant_id, from_sequence, through_sequence);
  await putArchive(env.BUCKET, object_key, bytes, sha256);
  const file = { from_sequence, through_sequence, hash: hash ?? "", object_key, sha256 };
  const archive: Archive = { tenant_id, ...file, archived_at: ctx.now };
  await commit(ctx, {
    writes: [insertArchive(archive), addToDays(tenant_id, sumDays(rows)), deleteArchived(archive)],
    audit: [{ event: AUDIT_ARCHIVED, subject: ["tenant", tenant_id], changes: file }],
  });
  return true;
}

async function readUpTo({ db }: Context, from: number, through: number): Promise<ChainRow[]> {
  const rows: ChainRow[] = [];
  for (let next = from, chars = 0; rows.length <= FILE_ROWS && chars <= FILE_CHARS; ) {
    const page = await readChain(db, next, PAGE);
    const last = page.rows.at(-1)?.sequence ?? through;
    rows.push(...page.rows.filter(({ sequence }) => sequence <= through));
    if (!page.more || last >= through) break;
    next = last + 1;
    chars += page.rows.reduce((sum, { changes }) => sum + changes.length, 0);
  }
  return rows;
}

/** Rows that somebody changed stay in the table, so that everybody can see them. */
async function isSound(root: { sequence: number; hash: string }, rows: readonly ChainRow[]): Promise<boolean> {
  let place = beginAt(root);
  for (const row of rows) {
    if (judgeRow(place, row, await hashOf(row.prev_hash ?? "", row))) return false;
    place = { sequence: row.sequence, hash: row.hash ?? "", is_root: false };
  }
  return true;
}

/** Counts of archived events by day, latest day first. Error: E_PERMISSION, because the sums cover all stores. */
export async function listDaySums(
  ctx: Context,
  { cursor, ...filter }: Omit<DayFilter, "before"> & { cursor?: string },
): Promise<Page<{ date: string; event: string; count: number }>> {
  await requireEveryStore(ctx, "audit_view");
  const [date, event] = readCursor(cursor, 2) ?? [];
  const before = cursor === undefined ? undefined : ([String(date), String(event)] as const);
  const rows = await listDays(ctx.db, { ...filter, before });
  const page = pageOf(rows, filter.limit, (row) => [row.date, row.event]);
  return { ...page, items: page.items.map(({ tenant_id, ...sum }) => sum) };
}

/** Archives, earliest first. */
export async function listArchiveFiles(
  ctx: Context,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<Archive>> {
  const after = Number(readCursor(cursor, 1)?.[0] ?? -1);
  const rows = await listArchivesAfter(ctx.db, after, limit);
  return pageOf(rows, limit, ({ from_sequence }) => [from_sequence]);
}
