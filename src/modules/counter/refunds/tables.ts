/** Tables: refunds with their progress, and the refundable rest of each line. */

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { TaxShare } from "../../../shared/taxes.ts";
import { CANCELLED_REASONS, REFUND_STATUSES, type RefundLine, type RefundPayment } from "./domain/words.ts";

export const refunds = sqliteTable(
  "refunds",
  {
    tenant_id: text().notNull(),
    refund_id: text().notNull(),
    sale_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text(),
    /** The open shift that has its entry; a refund in cash always has one. */
    shift_id: text(),
    customer_id: text(),
    lines: text({ mode: "json" }).$type<RefundLine[]>().notNull(),
    ticket_ids: text({ mode: "json" }).$type<string[]>().notNull(),
    amount: integer().notNull(),
    tax_total: integer().notNull(),
    /** The tax of the whole refund by rate, surcharges included; null for refunds from before it was kept. */
    taxes: text({ mode: "json" }).$type<TaxShare[]>(),
    rounding: integer().notNull(),
    payments: text({ mode: "json" }).$type<RefundPayment[]>().notNull(),
    reason_code: text(),
    reason_text: text(),
    requested_by: text().notNull(),
    approved_by: text(),
    approval_id: text(),
    /** pending: its money is set aside and its tickets are being ended; a cron continues it. */
    status: text({ enum: REFUND_STATUSES }).notNull(),
    created_at: integer().notNull(),
    completed_at: integer(),
    /** Why it is cancelled; while it is still pending, its tickets and money are being released. */
    cancelled_reason: text({ enum: CANCELLED_REASONS }),
    /** The request's caller, key and body: a repeat with the same key continues this refund. */
    caller_id: text().notNull(),
    idempotency_key: text().notNull(),
    fingerprint: text().notNull(),
    version: integer().notNull(),
    /** The number of its slip, gapless within store and prefix; assigned at completion (rule S10). */
    slip_prefix: text().notNull().default("R"),
    slip_seq: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.refund_id] }),
    uniqueIndex("refunds_request").on(table.tenant_id, table.caller_id, table.idempotency_key),
    uniqueIndex("refunds_slip")
      .on(table.tenant_id, table.store_id, table.slip_prefix, table.slip_seq)
      .where(sql`slip_seq IS NOT NULL`),
    index("refunds_sale").on(table.tenant_id, table.sale_id),
    index("refunds_pending").on(table.tenant_id, table.created_at).where(sql`status = 'pending'`),
  ],
);

/** The paid and the refunded sum of a line, pending refunds included; written with its first refund. Line 0 is the whole sale. */
export const refundables = sqliteTable(
  "refundables",
  {
    tenant_id: text().notNull(),
    sale_id: text().notNull(),
    line_no: integer().notNull(),
    qty_paid: integer().notNull(),
    qty_refunded: integer().notNull(),
    amount_paid: integer().notNull(),
    amount_refunded: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.sale_id, table.line_no] }),
    check("refundables_qty", sql`qty_refunded BETWEEN 0 AND qty_paid`),
    check("refundables_amount", sql`amount_refunded BETWEEN 0 AND amount_paid`),
  ],
);
