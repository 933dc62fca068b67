/** Tables: roll-ups, the place in the events up to which they count, rebuilds, and findings that were looked at. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { SOURCES } from "./domain/sources.ts";
import { KINDS } from "./domain/sums.ts";

/** Sums of one kind over an hour or a business date, by store, device, person and key; satang, and counts (rule R3). */
export const report_sums = sqliteTable(
  "report_sums",
  {
    tenant_id: text().notNull(),
    /** The build of the roll-ups: a rebuild fills the next one while readers use this one. */
    generation: integer().notNull(),
    grain: text({ enum: ["hour", "day"] }).notNull(),
    kind: text({ enum: KINDS }).notNull(),
    store_id: text().notNull(),
    /** The business date, and the hour after it: `2026-05-01`, `2026-05-01T14`. */
    period: text().notNull(),
    /** Empty where no device or person acted. */
    device_id: text().notNull(),
    employee_id: text().notNull(),
    /** The kind's own word: a method, rate, package, reason or zone; empty for none. */
    key: text().notNull(),
    count: integer().notNull(),
    quantity: integer().notNull(),
    gross: integer().notNull(),
    discount_total: integer().notNull(),
    total: integer().notNull(),
    tax_total: integer().notNull(),
    rounding: integer().notNull(),
    surcharge_total: integer().notNull(),
    cash: integer().notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        ...([table.tenant_id, table.generation, table.grain, table.kind, table.store_id, table.period] as const),
        ...([table.device_id, table.employee_id, table.key] as const),
      ],
    }),
  ],
);

/** The last event that the roll-ups count. Each writer moves it in its own commit; a trigger refuses a second one. */
export const report_places = sqliteTable(
  "report_places",
  {
    tenant_id: text().notNull(),
    sequence: integer().notNull(),
    /** The generation that reports read. */
    generation: integer().notNull(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id] })],
);

/** The latest rebuild of a tenant, with the row from which it continues. */
export const report_rebuilds = sqliteTable(
  "report_rebuilds",
  {
    tenant_id: text().notNull(),
    /** The generation that it fills. */
    generation: integer().notNull(),
    /** The last event whose rows it reads; the consumer counts the later ones. */
    sequence: integer().notNull(),
    source: text({ enum: SOURCES }).notNull(),
    /** The key of the last row that was read. */
    after: text({ mode: "json" }).$type<string[]>().notNull(),
    rows_done: integer().notNull(),
    started_by: text().notNull(),
    started_at: integer().notNull(),
    finished_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id] })],
);

/** Findings of Fraud Watch that a person looked at. */
export const report_looks = sqliteTable(
  "report_looks",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    /** The business date of the finding. */
    date: text().notNull(),
    finding_id: text().notNull(),
    /** The acts of the finding then; with more acts it needs another look. */
    value: integer().notNull().default(0),
    looked_at: integer().notNull(),
    looked_by: text().notNull(),
    note: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.date, table.finding_id] })],
);
