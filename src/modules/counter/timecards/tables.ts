/** Tables: timecards, at most one open card for each person over all stores (rule S8). */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const timecards = sqliteTable(
  "timecards",
  {
    tenant_id: text().notNull(),
    timecard_id: text().notNull(),
    employee_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text(),
    clock_in_at: integer().notNull(),
    clock_out_at: integer(),
    breaks: text({ mode: "json" }).$type<{ start_at: number; end_at: number | null }[]>().notNull(),
    /** Grows by one with each change, guarded by trigger. */
    version: integer().notNull(),
    /** The person, time and reason of a later correction. */
    corrected_by: text(),
    corrected_at: integer(),
    correction_reason: text(),
    /** A device handed in a punch of this card after an outage, so nobody proved who punched (rule O7). */
    handed_in: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.timecard_id] }),
    index("timecards_employee").on(table.tenant_id, table.employee_id, table.clock_in_at),
    uniqueIndex("timecards_open").on(table.tenant_id, table.employee_id).where(sql`clock_out_at IS NULL`),
  ],
);
