/** Reads and statements of backups and restores. */

import type { Env } from "../../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { ACTIVE_TENANTS, deletePurged, hasRecords } from "../../../access/tenants/fragments.ts";
import { type BackupDates, BY_SCHEDULE, dayOf } from "../domain/schedule.ts";
import { backups, restores } from "../tables.ts";

export type Backup = typeof backups.$inferSelect;
export type Restore = typeof restores.$inferSelect;

export function findBackup(db: Database, backup_id: string): Promise<Backup | undefined> {
  return db.rowOf(backups, sql`SELECT * FROM backups WHERE tenant_id = ${db.tenant_id} AND backup_id = ${backup_id}`);
}

/** Backups, latest first, one more than `limit`. */
export function listBackupRows(db: Database, { before, limit }: { before?: string; limit: number }): Promise<Backup[]> {
  return db.rowsOf(
    backups,
    sql`SELECT * FROM backups WHERE tenant_id = ${db.tenant_id} AND backup_id < ${before ?? "~"}
        ORDER BY backup_id DESC LIMIT ${limit + 1}`,
  );
}

type DatedBackup = BackupDates & Pick<Backup, "tenant_id" | "object_prefix">;
const DATED = sql`tenant_id, backup_id, status, started_by, started_at, object_prefix`;

/**
 * Backups that may be expired: the latest scheduled ones, and the earliest others that were begun before a time (epoch
 * ms); at most `limit` of each.
 */
export async function listExpiring(db: Database, others_before: number, limit: number): Promise<DatedBackup[]> {
  const scheduled = sql`status = 'completed' AND started_by = ${BY_SCHEDULE}`;
  const of_tenant = sql`SELECT ${DATED} FROM backups WHERE tenant_id = ${db.tenant_id}`;
  return [
    ...(await db.all<DatedBackup>(sql`${of_tenant} AND ${scheduled} ORDER BY backup_id DESC LIMIT ${limit}`)),
    ...(await db.all<DatedBackup>(
      sql`${of_tenant} AND NOT (${scheduled}) AND status <> 'running' AND started_at < ${others_before}
          ORDER BY backup_id LIMIT ${limit}`,
    )),
  ];
}

/** The running backups of all tenants, and the tenants without one of today. */
export interface BackupWork {
  running: Pick<Backup, "tenant_id" | "backup_id">[];
  without_daily: string[];
}

/**
 * The backups that are running, and the active tenants without a scheduled backup on the day of `now`; one that an
 * employee requested does not count. One query.
 */
export async function readBackupWork(env: Env, now: number): Promise<BackupWork> {
  const rows = await openDatabase(env, EVERY_TENANT).all<{ tenant_id: string; backup_id: string | null }>(
    sql`SELECT tenant_id, backup_id FROM backups WHERE status = 'running'
        UNION ALL
        SELECT t.tenant_id, NULL FROM ${ACTIVE_TENANTS} t WHERE NOT EXISTS (
          SELECT 1 FROM backups b WHERE b.tenant_id = t.tenant_id
            AND b.started_by = ${BY_SCHEDULE} AND (b.status = 'running' OR b.started_at >= ${dayOf(now)}))`,
  );
  return {
    running: rows.flatMap(({ tenant_id, backup_id }) => (backup_id === null ? [] : [{ tenant_id, backup_id }])),
    without_daily: rows.filter(({ backup_id }) => backup_id === null).map(({ tenant_id }) => tenant_id),
  };
}

export function insertBackup(row: typeof backups.$inferInsert): Statement {
  return insert(backups, row);
}

/** Writes the changes of a step. A trigger aborts it if another step was faster. */
export function changeBackup(
  { tenant_id, backup_id, version }: Backup,
  after: Pick<Backup, "status" | "rows" | "bytes" | "exact" | "progress" | "finished_at" | "error">,
): Statement {
  const { status, rows, bytes, exact, progress, finished_at, error } = after;
  return sql`UPDATE backups SET status = ${status}, rows = ${rows}, bytes = ${bytes}, exact = ${exact},
               progress = ${progress}, finished_at = ${finished_at}, error = ${error}, version = ${version + 1}
             WHERE tenant_id = ${tenant_id} AND backup_id = ${backup_id}`;
}

export function deleteBackup({ tenant_id, backup_id }: Pick<Backup, "tenant_id" | "backup_id">): Statement {
  return sql`DELETE FROM backups WHERE tenant_id = ${tenant_id} AND backup_id = ${backup_id}`;
}

/** The restores of a tenant. */
export function listRestores(db: Database): Promise<Restore[]> {
  return db.rowsOf(restores, sql`SELECT * FROM restores WHERE tenant_id = ${db.tenant_id}`);
}

/** Opens a tenant for the restore of its rows. It replaces the tombstone of a purged tenant, never a living tenant. */
export function openRestore({
  tenant_id,
  backup_id,
  started_by,
  started_at,
}: Omit<Restore, "finished_at" | "files_done" | "writing">) {
  return [
    sql`INSERT INTO restores (tenant_id, backup_id, started_by, started_at)
        SELECT ${tenant_id}, ${backup_id}, ${started_by}, ${started_at}
        WHERE NOT ${hasRecords(tenant_id)}
        ON CONFLICT (tenant_id, backup_id) DO UPDATE SET started_by = excluded.started_by,
          started_at = excluded.started_at, finished_at = NULL, files_done = 0
          WHERE restores.finished_at IS NOT NULL`,
    deletePurged(tenant_id),
  ];
}

/** Statements that write restored rows, in one batch in which the tenant's guards accept them. */
export function bringBack(
  { tenant_id, backup_id }: Restore,
  rows: readonly Statement[],
  files_done: number,
): Statement[] {
  return [
    sql`UPDATE restores SET writing = 1
        WHERE tenant_id = ${tenant_id} AND backup_id = ${backup_id} AND finished_at IS NULL`,
    ...rows,
    sql`UPDATE restores SET writing = 0, files_done = MAX(files_done, ${files_done})
        WHERE tenant_id = ${tenant_id} AND backup_id = ${backup_id}`,
  ];
}

export function closeRestore({ tenant_id, backup_id }: Restore, finished_at: number): Statement {
  return sql`UPDATE restores SET finished_at = ${finished_at}
             WHERE tenant_id = ${tenant_id} AND backup_id = ${backup_id} AND finished_at IS NULL`;
}

/** Whether a restore of the tenant has begun and not ended: some of its rows are not there yet. */
export async function isRestoring(db: Database): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM restores WHERE tenant_id = ${db.tenant_id} AND finished_at IS NULL LIMIT 1`,
  );
  return rows.length > 0;
}
