/** Copies of a tenant's records, and the restores from them. */

import { sql } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { BACKUP_STATUSES, type Progress } from "./domain/manifest.ts";

export const backups = sqliteTable(
  "backups",
  {
    tenant_id: text().notNull(),
    backup_id: text().notNull(),
    status: text({ enum: BACKUP_STATUSES }).notNull(),
    /** Rows of each table. */
    rows: text({ mode: "json" }).$type<Record<string, number>>().notNull(),
    bytes: integer().notNull(),
    object_prefix: text().notNull(),
    /** Whether nothing was changed while it was copied; null until it is known. */
    exact: integer({ mode: "boolean" }),
    progress: text({ mode: "json" }).$type<Progress>().notNull(),
    started_by: text().notNull(),
    started_at: integer().notNull(),
    finished_at: integer(),
    error: text(),
    /** Grows by one with each change, guarded by trigger. */
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.backup_id] }),
    // One by hand and one by schedule at a time, so that neither keeps the other away; and the cron finds what is under way.
    uniqueIndex("backups_by_hand").on(table.tenant_id).where(sql`status = 'running' AND started_by <> 'system'`),
    uniqueIndex("backups_by_schedule").on(table.tenant_id).where(sql`status = 'running' AND started_by = 'system'`),
  ],
);

/** A tenant that is being restored: while `finished_at` is null its rows come as they were, past the guards of living ones. */
export const restores = sqliteTable(
  "restores",
  {
    tenant_id: text().notNull(),
    backup_id: text().notNull(),
    started_by: text().notNull(),
    started_at: integer().notNull(),
    finished_at: integer(),
    /** Of the manifest's files, in their order. */
    files_done: integer().notNull().default(0),
    /** True inside the batches that bring rows back, and nowhere else: every other commit in the tenant is refused. */
    writing: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.backup_id] }),
    uniqueIndex("restores_open").on(table.tenant_id).where(sql`finished_at IS NULL`),
  ],
);
