/** Tables: backups of a tenant's records, and restores from them. */

import { sql } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { BACKUP_STATUSES, type Progress } from "./domain/manifest.ts";

export const backups = sqliteTable(
  "backups",
  {
    tenant_id: text().notNull(),
    backup_id: text().notNull(),
    status: text({ enum: BACKUP_STATUSES }).notNull(),
    /** The number of rows of each table. */
    rows: text({ mode: "json" }).$type<Record<string, number>>().notNull(),
    bytes: integer().notNull(),
    object_prefix: text().notNull(),
    /** True: nothing changed during the copy; null until it is known. */
    exact: integer({ mode: "boolean" }),
    progress: text({ mode: "json" }).$type<Progress>().notNull(),
    started_by: text().notNull(),
    started_at: integer().notNull(),
    finished_at: integer(),
    error: text(),
    /** Increases by one with each change, guarded by trigger. */
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.backup_id] }),
    // One requested and one scheduled backup run at a time, so that neither blocks the other; the cron job finds
    // running ones.
    uniqueIndex("backups_by_hand").on(table.tenant_id).where(sql`status = 'running' AND started_by <> 'system'`),
    uniqueIndex("backups_by_schedule").on(table.tenant_id).where(sql`status = 'running' AND started_by = 'system'`),
  ],
);

/**
 * A restore of a tenant: while `finished_at` is null, rows are written unchanged, past the guards of living tenants.
 */
export const restores = sqliteTable(
  "restores",
  {
    tenant_id: text().notNull(),
    backup_id: text().notNull(),
    started_by: text().notNull(),
    started_at: integer().notNull(),
    finished_at: integer(),
    /** The number of the manifest's files that are restored, in order. */
    files_done: integer().notNull().default(0),
    /** True only inside the batches that write restored rows; every other commit in the tenant is refused. */
    writing: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.backup_id] }),
    uniqueIndex("restores_open").on(table.tenant_id).where(sql`finished_at IS NULL`),
  ],
);
