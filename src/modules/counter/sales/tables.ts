/** Sales, each with its lines as they were priced. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { NotApplied, PricedLine } from "../../offer/pricing/index.ts";

export type SaleLine = PricedLine & {
  line_no: number;
  ticket_ids: string[];
  /** Places that its tickets have in slots of the day; absent where none has. */
  places?: { package_id: string; slot_start: number; qty: number }[];
};

/**
 * In which stretches of some 17 minutes a store, a device and a seller sold, so that their sales are found without reading
 * those of others: a row for the first sale of each stretch, written by trigger.
 */
export const sale_spans = sqliteTable(
  "sale_spans",
  {
    tenant_id: text().notNull(),
    /** Of a store, a device or an employee. */
    holder_id: text().notNull(),
    /** `sold_at` by 2^20 ms. */
    sold_span: integer().notNull(),
    /** The same of the sale's id: its first six letters. */
    id_span: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.holder_id, table.sold_span, table.id_span] })],
);

export const sales = sqliteTable(
  "sales",
  {
    tenant_id: text().notNull(),
    sale_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text().notNull(),
    /** Who sold: an employee, or the device itself. */
    cashier_id: text().notNull(),
    shift_id: text(),
    receipt_prefix: text().notNull(),
    receipt_seq: integer().notNull(),
    /** Of a number that a till printed again; 1: the first sale that bears it. */
    receipt_copy: integer().notNull().default(1),
    lines: text({ mode: "json" }).$type<SaleLine[]>().notNull(),
    subtotal: integer().notNull(),
    discount_total: integer().notNull(),
    tax_total: integer().notNull(),
    rounding: integer().notNull(),
    grand_total: integer().notNull(),
    amount_tendered: integer().notNull(),
    change: integer().notNull(),
    approver_id: text(),
    note: text(),
    /** Of the request that made it: a sale_id sent again with another body is another sale. */
    fingerprint: text().notNull(),
    sold_at: integer().notNull(),
    /** Null for guests without a name. */
    customer_id: text(),
    /** Rung up while the till was offline, and handed in later (rule O7). */
    offline: integer({ mode: "boolean" }).notNull().default(false),
    /** When the server had it, and the moment as the till's own clock told it; null: rung up online. */
    received_at: integer(),
    device_at: integer(),
    /** It joined its shift after the closing. */
    late: integer({ mode: "boolean" }).notNull().default(false),
    /** What the payments brought on top of grand_total, and the tax inside it. */
    surcharge_total: integer().notNull().default(0),
    surcharge_tax_total: integer().notNull().default(0),
    /** The rate of that tax; null for sales from before it was kept. */
    surcharge_rate_bps: integer(),
    /** As they were named at the till, in capitals. */
    promo_codes: text({ mode: "json" }).$type<string[]>(),
    /** Those of them that gave nothing, and why, as the till was told; null: none. */
    not_applied: text({ mode: "json" }).$type<NotApplied[]>(),
    /** The parked cart that it was. */
    open_ticket_id: text(),
    /** Undone in its own shift; a trigger lets a sale be voided once. */
    voided_at: integer(),
    voided_by: text(),
    void_id: text(),
    void_reason_code: text(),
    /** Satang given back, and promised to be, of grand_total; a trigger keeps it within that. */
    refunded_total: integer().notNull().default(0),
    /** What the server would have asked, where the guest paid something else. */
    price_mismatch: text({ mode: "json" }).$type<{ grand_total: number }>(),
    /** Its tickets admit nobody until somebody has released it; a trigger lets a sale be released once. */
    held_at: integer(),
    released_at: integer(),
    released_by: text(),
  },
  (table) => [
    index("sales_customer").on(table.tenant_id, table.customer_id, table.sale_id).where(sql`customer_id IS NOT NULL`),
    primaryKey({ columns: [table.tenant_id, table.sale_id] }),
    uniqueIndex("sales_receipt").on(
      table.tenant_id,
      table.store_id,
      table.receipt_prefix,
      table.receipt_seq,
      table.receipt_copy,
    ),
  ],
);
