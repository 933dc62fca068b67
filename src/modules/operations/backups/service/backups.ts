/** Use-cases of backups: start and read them, and make each tenant's daily backup. */

import { commit } from "../../../../platform/db/commit.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { eachTenant, oncePerTick, type TickCache } from "../../../../platform/queue/cron.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import { backupErrors } from "../domain/errors.ts";
import { type Manifest, NOTHING_COPIED } from "../domain/manifest.ts";
import { isDue } from "../domain/schedule.ts";
import {
  type Backup,
  type BackupWork,
  findBackup,
  insertBackup,
  listBackupRows,
  readBackupWork,
} from "../store/backups.ts";
import { getManifest, prefixOf } from "../store/files.ts";
import { copyOn } from "./copy.ts";
import { verifyManifest } from "./seals.ts";

/** Starts a backup of the whole tenant; the cron job makes it. Errors: E_PERMISSION, E_BACKUP_RUNNING. */
export async function startBackup(ctx: Context): Promise<Backup> {
  await requireEveryStore(ctx, "settings_write");
  return beginBackup(ctx);
}

/** The same by the tenant's id; another tenant's is not found. Errors: also E_NOT_FOUND. */
export async function startOwnBackup(ctx: Context, tenant_id: string): Promise<Backup> {
  if (tenant_id !== ctx.tenant_id) throw new AppError(errors.not_found);
  return startBackup(ctx);
}

async function beginBackup(ctx: Context): Promise<Backup> {
  const { tenant_id } = ctx;
  const backup_id = ctx.newId();
  const backup: Backup = {
    tenant_id,
    backup_id,
    status: "running",
    rows: {},
    bytes: 0,
    object_prefix: prefixOf(tenant_id, backup_id),
    exact: null,
    progress: NOTHING_COPIED,
    started_by: ctx.actor.id,
    started_at: ctx.arrived_at,
    finished_at: null,
    error: null,
    version: 1,
  };
  await commit(ctx, {
    writes: [insertBackup(backup)],
    audit: [{ event: "backup.started", subject: ["backup", backup_id], store_id: null }],
    reply: backup,
    refusals: [["UNIQUE constraint failed: backups.tenant_id", backupErrors.running]],
  });
  return backup;
}

/** The tenant's backups, latest first. Error: E_PERMISSION. */
export async function listBackups(
  ctx: Context,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<Backup>> {
  await requireEveryStore(ctx, "settings_write");
  const before = readCursor(cursor, 1)?.[0]?.toString();
  return pageOf(await listBackupRows(ctx.db, { before, limit }), limit, ({ backup_id }) => [backup_id]);
}

/** The last backups, latest first. */
export function listLatestBackups({ db }: Context, limit: number): Promise<Backup[]> {
  return listBackupRows(db, { limit });
}

/** A backup, with the rows copied so far. Errors: E_PERMISSION, E_NOT_FOUND. */
export async function getBackup(ctx: Context, backup_id: string): Promise<Backup> {
  await requireEveryStore(ctx, "settings_write");
  const backup = await findBackup(ctx.db, backup_id);
  if (!backup) throw new AppError(errors.not_found);
  return backup;
}

/** A backup's manifest. Errors: E_PERMISSION, E_NOT_FOUND, E_BACKUP_INCOMPLETE, E_BACKUP_BROKEN. */
export async function readManifest(ctx: Context, backup_id: string): Promise<Manifest> {
  const { object_prefix } = await getBackup(ctx, backup_id);
  const text = await getManifest(ctx.env.BUCKET, object_prefix);
  if (text === undefined) throw new AppError(backupErrors.incomplete);
  const manifest = await verifyManifest(ctx.env, ctx.tenant_id, text);
  if (!manifest) throw new AppError(backupErrors.broken, { file: "manifest.json" });
  return manifest;
}

const known: TickCache<BackupWork> = new WeakMap();

/** What both jobs of a tick have to do, by one query. */
const workOf = (base: PublicContext) => oncePerTick(known, base, () => readBackupWork(base.env, base.arrived_at));

/** Continues every running backup. One tenant's failure does not stop the others. */
export async function resumeBackups(base: PublicContext): Promise<void> {
  for (const { tenant_id, backup_id } of (await workOf(base)).running)
    await copyOn(asTenant(base, tenant_id), backup_id);
}

/** Makes the daily backup of each tenant whose time has come. */
export async function startDailyBackups(base: PublicContext): Promise<void> {
  await eachTenant(await listDue(base), "daily backup not begun yet", (tenant_id) =>
    makeDailyBackup(asTenant(base, tenant_id)),
  );
}

/** Tenants whose daily backup is due and not begun. */
export async function listDue(base: PublicContext): Promise<string[]> {
  return (await workOf(base)).without_daily.filter((tenant_id) => isDue(tenant_id, base.arrived_at));
}

/** Starts the tenant's daily backup and copies as much as one run does. */
export async function makeDailyBackup(ctx: Context): Promise<void> {
  try {
    const { backup_id } = await beginBackup(ctx);
    await copyOn(ctx, backup_id);
  } catch (error) {
    logTrouble("error", "daily backup not begun", error, { tenant_id: ctx.tenant_id });
  }
}
