/** Tables: sales with their priced lines, and the spans in which holders sold. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { NotApplied, PricedLine } from "../../offer/pricing/index.ts";

export type SaleLine = PricedLine & {
  line_no: number;
  ticket_ids: string[];
  /** The places of its tickets in slots of the day; absent if it has none. */
  places?: { package_id: string; slot_start: number; qty: number }[];
};

/**
 * The spans of some 17 minutes in which a store, a device or a person sold, so that lists read no other sales. A trigger
 * writes a row for the first sale of each span.
 */
export const sale_spans = sqliteTable(
  "sale_spans",
  {
    tenant_id: text().notNull(),
    /** The id of a store, a device or an employee. */
    holder_id: text().notNull(),
    /** `sold_at` divided by 2^20 ms. */
    sold_span: integer().notNull(),
    /** The span of the sale's id: its first six letters. */
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
    /** The seller: an employee, or the device itself. */
    cashier_id: text().notNull(),
    shift_id: text(),
    receipt_prefix: text().notNull(),
    receipt_seq: integer().notNull(),
    /** The copy of a receipt number that a till printed again; 1 for the first sale with the number. */
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
    /** The fingerprint of the request: the same sale_id with another body is another sale. */
    fingerprint: text().notNull(),
    sold_at: integer().notNull(),
    /** Null for guests without a name. */
    customer_id: text(),
    /** Sold while the till was offline, and handed in later (rule O7). */
    offline: integer({ mode: "boolean" }).notNull().default(false),
    /** When the server received it, and the time of the till's own clock; null for a sale that was made online. */
    received_at: integer(),
    device_at: integer(),
    /** Whether it joined its shift after the closing. */
    late: integer({ mode: "boolean" }).notNull().default(false),
    /** The surcharges on top of grand_total, and the tax inside them. */
    surcharge_total: integer().notNull().default(0),
    surcharge_tax_total: integer().notNull().default(0),
    /** The rate of that tax; null for sales from before it was kept. */
    surcharge_rate_bps: integer(),
    /** The promo codes of the cart, in capitals. */
    promo_codes: text({ mode: "json" }).$type<string[]>(),
    /** The codes that gave nothing, with the reasons that the till got; null: none. */
    not_applied: text({ mode: "json" }).$type<NotApplied[]>(),
    /** The parked cart that became this sale. */
    open_ticket_id: text(),
    /** Voided in its own shift; a trigger lets a sale be voided once. */
    voided_at: integer(),
    voided_by: text(),
    void_id: text(),
    void_reason_code: text(),
    /** The refunded satang of grand_total, pending refunds included; a trigger keeps it within grand_total. */
    refunded_total: integer().notNull().default(0),
    /** The server's price, if the guest paid another. */
    price_mismatch: text({ mode: "json" }).$type<{ grand_total: number }>(),
    /** The tickets of a held sale admit nobody until it is released; a trigger lets a sale be released once. */
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
