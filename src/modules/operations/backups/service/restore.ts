/**
 * Use-case of a restore: it restores a tenant that has no records here, and nobody can log in until all rows are there.
 */

import { bookkeep, commit } from "../../../../platform/db/commit.ts";
import { unpackRows } from "../../../../platform/db/ndjson.ts";
import { findSequences } from "../../../../platform/db/outbox.ts";
import { asTenant, type Context } from "../../../../platform/http/context.ts";
import { linkNow } from "../../../../platform/queue/sealer.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { reloadTokens } from "../../../access/api-tokens/index.ts";
import { DEVICE_EVENTS, reloadDevices } from "../../../access/devices/index.ts";
import { findForeignEmail, reloadEmployees } from "../../../access/employees/index.ts";
import { findTenant, TENANT_EVENTS } from "../../../access/tenants/index.ts";
import { countByStatus } from "../../../admission/tickets/index.ts";
import { insertSpans, sumSales } from "../../../counter/sales/index.ts";
import { findHash } from "../../audits/index.ts";
import { backupErrors } from "../domain/errors.ts";
import {
  type BackupFile,
  chunksOf,
  DOOR,
  FORMAT_VERSION,
  findNull,
  type Manifest,
  missingMaster,
  planRestore,
  RESTORED_LAST,
  type RestorePlan,
  type Row,
  rowsToRestore,
  type Sums,
  type TableShape,
  tablesToCopy,
} from "../domain/manifest.ts";
import { bringBack, closeRestore, listRestores, openRestore, type Restore } from "../store/backups.ts";
import { getManifest, getSound, MANIFEST, prefixOf } from "../store/files.ts";
import { clearRows, countRows, listShapes, putLargeRow, putRows } from "../store/rows.ts";
import { mastersOf, verifyManifest } from "./seals.ts";

/** The most files that one call restores; the next call continues. */
const FILES_AT_ONCE = 100;
/** Tables that the deployment fills without a record. Late counts of a purged tenant are deleted, new ones stay. */
const KEPT_BESIDE = ["outbox_cursors", "usage_counters"];

export interface RestoreProgress {
  tenant_id: string;
  backup_id: string;
  status: "running" | "completed";
  files_done: number;
  files_total: number;
  exact: boolean;
  rows: Record<string, number>;
  sums: Sums;
  /** Tables, and columns as `sales.note`, of the backup that this release lacks. */
  left_out: string[];
  /** Tables and columns that the backup lacks: tables stay empty, columns get their default. */
  defaulted: string[];
}

type Shapes = ReadonlyMap<string, TableShape>;

/**
 * Restores a tenant from a backup in the bucket, as far as one call goes. Calling it again continues; when all is done
 * it answers the same. `confirm` is the tenant's id again.
 * Errors: E_VALIDATION, E_NOT_FOUND, E_BACKUP_BROKEN, E_BACKUP_MASTERS, E_BACKUP_SCHEMA, E_TENANT_NOT_EMPTY,
 * E_EMAIL_TAKEN, E_RESTORE_OPEN, E_RESTORE_DIFFERS.
 */
export async function restoreBackup(
  ctx: Context,
  { tenant_id, backup_id, confirm }: { tenant_id: string; backup_id: string; confirm: string },
): Promise<RestoreProgress> {
  if (confirm !== tenant_id)
    throw new AppError(errors.validation, {
      fields: [{ path: "confirm", message: "must be the tenant's id again" }],
    });
  const park = asTenant(ctx, tenant_id, { actor: ctx.actor });
  const restores = await listRestores(park.db);
  const earlier = restores.find((restore) => restore.backup_id === backup_id);
  const open = restores.find(({ finished_at }) => finished_at === null);
  if (open && open.backup_id !== backup_id)
    throw new AppError(backupErrors.other_restore, { backup_id: open.backup_id });
  const manifest = await openBackup(ctx, tenant_id, backup_id);
  const here = await listShapes(park.db);
  const plan = planRestore(manifest, here);
  if (plan.missing) throw new AppError(backupErrors.schema, { missing: plan.missing });
  const { left_out, defaulted } = plan;
  const answer = (status: RestoreProgress["status"], files_done: number): RestoreProgress => {
    const { exact, sums, files, tables } = manifest;
    const rows = Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
    const files_total = files.length;
    return { tenant_id, backup_id, status, files_done, files_total, exact, rows, sums, left_out, defaulted };
  };
  if (earlier?.finished_at && (await findTenant(park.db))?.status !== "purged") {
    await reloadAll(park);
    return answer("completed", manifest.files.length);
  }
  const restore = open ?? (await begin(ctx, park, manifest, plan, here));

  const inside = manifest.files.filter(({ table }) => !RESTORED_LAST.includes(table));
  const now = inside.slice(restore.files_done, restore.files_done + FILES_AT_ONCE);
  let files_done = restore.files_done;
  for (const file of now) {
    const rows = await rowsOf(park, manifest, file);
    files_done += 1;
    await bookkeep(park.db, bringBack(restore, statementsFor(park, plan, file, rows, 0), files_done));
  }
  if (files_done < inside.length) return answer("running", files_done);
  await finish(ctx, park, restore, manifest, plan);
  return answer("completed", manifest.files.length);
}

/** The manifest, if it is ours, belongs to this backup, and its master keys are here. */
async function openBackup({ env }: Context, tenant_id: string, backup_id: string): Promise<Manifest> {
  const text = await getManifest(env.BUCKET, prefixOf(tenant_id, backup_id));
  if (text === undefined) throw new AppError(errors.not_found);
  const manifest = await verifyManifest(env, tenant_id, text);
  const known = manifest?.backup_id === backup_id && manifest.format_version === FORMAT_VERSION;
  if (!manifest || !known) throw new AppError(backupErrors.broken, { file: MANIFEST });
  const master = missingMaster(manifest.masters, await mastersOf(env));
  if (master) throw new AppError(backupErrors.masters, { master });
  return manifest;
}

/** Checks before the first row: every file is unaltered and fits the tables, and no rows here conflict with it. */
async function begin(
  ctx: Context,
  park: Context,
  manifest: Manifest,
  { shapes }: RestorePlan,
  here: readonly TableShape[],
): Promise<Restore> {
  const { tenant_id, backup_id } = manifest;
  const tenant = await findTenant(park.db);
  if (tenant && (tenant.status !== "purged" || tenant.purge_at !== null))
    throw new AppError(backupErrors.not_empty, { table: DOOR });
  for (const shape of tablesToCopy(here))
    if (shape.name !== DOOR && !KEPT_BESIDE.includes(shape.name) && (await countRows(park.db, shape, 1)) > 0)
      throw new AppError(backupErrors.not_empty, { table: shape.name });
  for (const file of manifest.files) {
    const rows = await rowsOf(park, manifest, file);
    const shape = shapes.get(file.table);
    const missing = shape ? findNull(shape, rows) : null;
    if (missing) throw new AppError(backupErrors.schema, { missing });
    const emails = file.table === "login_emails" ? rows.map(({ email }) => String(email)) : [];
    if (emails.length > 0 && (await findForeignEmail(park.db, emails))) throw new AppError(backupErrors.email_taken);
  }
  await ctx.env.TENANT.getByName(tenant_id).forget();
  const counted = here.filter(({ name }) => KEPT_BESIDE.includes(name));
  const begun = { tenant_id, backup_id, started_by: ctx.actor.id, started_at: ctx.arrived_at };
  await commit(ctx, {
    writes: [...counted.map((shape) => clearRows(park.db, shape)), ...openRestore(begun)],
    audit: [
      { event: "tenant.restore_started", subject: ["tenant", tenant_id], changes: { backup_id }, store_id: null },
    ],
    refusals: [["UNIQUE constraint failed: restores.tenant_id", backupErrors.other_restore]],
  });
  return { ...begun, finished_at: null, files_done: 0, writing: false };
}

/** A file's rows. Error: E_BACKUP_BROKEN when the file is missing, was altered, or has rows of another tenant. */
async function rowsOf(park: Context, { tenant_id, backup_id }: Manifest, file: BackupFile): Promise<Row[]> {
  const packed = await getSound(park.env.BUCKET, prefixOf(tenant_id, backup_id), file);
  const rows = packed ? await unpackRows<Row>(packed) : [];
  if (!packed || rows.some((row) => row.tenant_id !== tenant_id))
    throw new AppError(backupErrors.broken, { file: file.name });
  return rows;
}

/** `newest`: the number of the newest restored event; only tables that are restored last use it. */
function statementsFor(
  { db, arrived_at }: Context,
  plan: RestorePlan,
  { table }: BackupFile,
  rows: readonly Row[],
  newest: number,
) {
  const shape = plan.shapes.get(table);
  if (!shape) return [];
  const about = { silence: DEVICE_EVENTS.offline.type, now: arrived_at, newest };
  const { chunks, large } = chunksOf(rowsToRestore(table, rows, about), shape.columns);
  return [
    ...chunks.map((chunk) => putRows(db, shape, chunk)),
    ...large.map((row) => putLargeRow(db, shape, row)),
    // No trigger makes the spans of sales while a tenant is restored.
    ...(table === "sales" && plan.derived.includes("sale_spans") ? [insertSpans(db, rows)] : []),
  ];
}

/**
 * Ends the restore when all rows are here and the audit chain is sound. The same commit writes the tenant's own row and
 * closes the restore.
 */
async function finish(
  ctx: Context,
  park: Context,
  restore: Restore,
  manifest: Manifest,
  plan: RestorePlan,
): Promise<void> {
  const { tenant_id, backup_id } = restore;
  const { left_out } = plan;
  await expectSame(park, manifest, plan.shapes);
  const { newest } = await findSequences(park.db);
  const last = manifest.files.filter(({ table }) => RESTORED_LAST.includes(table));
  const opening = await Promise.all(
    last.map(async (file) => statementsFor(park, plan, file, await rowsOf(park, manifest, file), newest)),
  );
  const subject = ["tenant", tenant_id] as const;
  const restored = { event: TENANT_EVENTS.restored.type, subject, changes: { backup_id, left_out }, store_id: null };
  await commit(ctx, {
    writes: [...opening.flat(), closeRestore(restore, ctx.arrived_at)],
    audit: [restored],
    beside: { ctx: park, work: { writes: [], audit: [restored] } },
  });
  await reloadAll(park);
}

async function expectSame(park: Context, { tables, sums, audit_head }: Manifest, shapes: Shapes): Promise<void> {
  for (const { name, rows } of tables) {
    const shape = shapes.get(name);
    const found = shape && !RESTORED_LAST.includes(name) ? await countRows(park.db, shape) : rows;
    if (found < rows || (found > rows && !KEPT_BESIDE.includes(name)))
      throw new AppError(backupErrors.differs, { table: name, expected: rows, found });
  }
  const found = { sales: await sumSales(park.db), tickets: await countByStatus(park.db) };
  const same = (a: Sums, b: Sums) =>
    a.sales.total === b.sales.total &&
    Object.entries(a.tickets).every(([status, count]) => b.tickets[status] === count);
  if (!same(sums, found)) throw new AppError(backupErrors.differs, { expected: sums, found });
  if (audit_head && (await findHash(park.db, audit_head.sequence)) !== audit_head.hash)
    throw new AppError(backupErrors.differs, { audit_sequence: audit_head.sequence });
  const { broken } = await linkNow(park.env, park.tenant_id);
  if (broken) throw new AppError(backupErrors.differs, { audit_sequence: broken.first_bad, reason: broken.reason });
}

/** Objects that hold earlier facts of the tenant reload them. */
async function reloadAll(park: Context): Promise<void> {
  await Promise.all([reloadDevices(park), reloadEmployees(park), reloadTokens(park)]);
}
