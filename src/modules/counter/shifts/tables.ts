/** Tables: shifts, the entries of their drawers, and day closes. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { TaxShare } from "../../../shared/taxes.ts";
import type { CarriedCarts, Denomination } from "./domain/count.ts";
import type { DayTotals } from "./domain/day.ts";
import { ENTRY_KINDS } from "./domain/entries.ts";
import type { ShiftTotals } from "./domain/totals.ts";

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
    /** The number of entries in the snapshot; a trigger refuses a closing that missed one. */
    entries_count: integer(),
    totals: text({ mode: "json" }).$type<ShiftTotals>(),
    /** The cash that the last closing of this drawer left in it; null for a first shift. */
    cash_open_expected: integer(),
    /** The count by coin and note, if the cashier sent one. */
    denominations: text({ mode: "json" }).$type<Denomination[]>(),
    /** The part of the counted cash that stays in the drawer for the next shift. */
    cash_left: integer(),
    /** Parked carts of the store that the closing carried over. */
    open_tickets: text({ mode: "json" }).$type<CarriedCarts>(),
    /** The store's business date of the opening. */
    business_date: text(),
    /** Made for entries from a time without an open shift: closed from the beginning, and never counted (rule O7). */
    unattended: integer({ mode: "boolean" }).notNull().default(false),
  },
  (table) => [
    uniqueIndex("shifts_unattended")
      .on(table.tenant_id, table.device_id, table.business_date)
      .where(sql`unattended = 1`),
    index("shifts_business_date").on(table.tenant_id, table.store_id, table.business_date),
    primaryKey({ columns: [table.tenant_id, table.shift_id] }),
    uniqueIndex("shifts_open_drawer").on(table.tenant_id, table.device_id).where(sql`closed_at IS NULL`),
  ],
);

/** The effect of one act on its drawer; all satang. */
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
  rounding: integer().notNull().default(0),
  surcharge_total: integer().notNull().default(0),
  /** The taxed part, by rate; null for entries from before it was kept. */
  taxes: text({ mode: "json" }).$type<TaxShare[]>(),
  /** The reason and the person of a cash movement; null for sales. */
  reason: text(),
  actor_id: text(),
  approver_id: text(),
  /** The record that it is about, as the sale of a void or of a later payment. */
  subject_id: text(),
};

/** Entries of open shifts; a trigger refuses one once the shift is closed (rule S3). */
export const drawer_entries = sqliteTable("drawer_entries", entry, (table) => [
  primaryKey({ columns: [table.tenant_id, table.shift_id, table.entry_id] }),
]);

/** Entries that arrived after their shift's closing: beside the snapshot, never in it (rule O7). */
export const late_entries = sqliteTable("late_entries", { ...entry, received_at: integer().notNull() }, (table) => [
  primaryKey({ columns: [table.tenant_id, table.shift_id, table.entry_id] }),
]);

/** The Z report of a store's business date; key and trigger allow one that never changes. */
export const day_closes = sqliteTable(
  "day_closes",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    business_date: text().notNull(),
    closed_by: text().notNull(),
    closed_at: integer().notNull(),
    shift_ids: text({ mode: "json" }).$type<string[]>().notNull(),
    totals: text({ mode: "json" }).$type<DayTotals>().notNull(),
    /** The head of the audit chain at the closing, which the report prints (rule U2). */
    audit_head: text({ mode: "json" }).$type<{ sequence: number; hash: string }>(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.business_date] })],
);
