/** Shifts, and every entry that a drawer saw in one. */

import { sql } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { ENTRY_KINDS, type ShiftTotals } from "./domain.ts";

/** At most one open shift per device, by unique index; a closed shift never changes, by trigger. */
export const shifts = sqliteTable(
  "shifts",
  {
    tenant_id: text().notNull(),
    shift_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text().notNull(),
    opened_by: text().notNull(),
    opened_at: integer().notNull(),
    cash_open: integer().notNull(),
    closed_by: text(),
    closed_at: integer(),
    cash_expected: integer(),
    cash_counted: integer(),
    cash_diff: integer(),
    note: text(),
    /** How many entries the snapshot was made of; a trigger refuses a closing that missed one. */
    entries_count: integer(),
    totals: text({ mode: "json" }).$type<ShiftTotals>(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.shift_id] }),
    uniqueIndex("shifts_open_drawer").on(table.tenant_id, table.device_id).where(sql`closed_at IS NULL`),
  ],
);

/** What a sale or a movement does to its drawer; all satang. */
const entry = {
  tenant_id: text().notNull(),
  shift_id: text().notNull(),
  entry_id: text().notNull(),
  kind: text({ enum: ENTRY_KINDS }).notNull(),
  at: integer().notNull(),
  total: integer().notNull(),
  cash: integer().notNull(),
  gross: integer().notNull(),
  discount_total: integer().notNull(),
  tax_total: integer().notNull(),
  by_method: text({ mode: "json" }).$type<Record<string, number>>().notNull(),
  /** Why cash moved, and who moved it; null for sales. */
  reason: text(),
  actor_id: text(),
};

/** What came into a drawer, or left it: refused by trigger once the shift is closed (rule S3). */
export const drawer_entries = sqliteTable("drawer_entries", entry, (table) => [
  primaryKey({ columns: [table.tenant_id, table.shift_id, table.entry_id] }),
]);

/** What came for a shift after its closing: beside the snapshot, never in it (rule O7). */
export const late_entries = sqliteTable("late_entries", { ...entry, received_at: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.tenant_id, table.shift_id, table.entry_id] }),
]);
