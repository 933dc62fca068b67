/** The tenders a park takes, and the payments made in them. */

import { sql } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { PAYMENT_STATUSES } from "./domain/life.ts";
import { REFERENCE_UNIQUENESS } from "./domain/references.ts";
import { TENDER_KINDS } from "./domain/types.ts";

export const payment_types = sqliteTable(
  "payment_types",
  {
    tenant_id: text().notNull(),
    method: text().notNull(),
    label_en: text().notNull(),
    label_th: text().notNull(),
    position: integer().notNull(),
    /** A tender is money; an account is paid later, points are a customer's. */
    kind: text({ enum: TENDER_KINDS }).notNull().default("tender"),
    /** What the guest pays on top of what the payment settles: a share and an amount, VAT included. */
    surcharge_bps: integer().notNull().default(0),
    surcharge_amount: integer().notNull().default(0),
    /** A payment of it needs a reference, and shares it with no other of its day, or ever. */
    requires_reference: integer({ mode: "boolean" }).notNull().default(false),
    unique_reference: text({ enum: REFERENCE_UNIQUENESS }).notNull().default("none"),
    active: integer({ mode: "boolean" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.method] })],
);

export const payments = sqliteTable(
  "payments",
  {
    tenant_id: text().notNull(),
    sale_id: text().notNull(),
    payment_no: integer().notNull(),
    method: text().notNull(),
    amount: integer().notNull(),
    amount_tendered: integer().notNull(),
    reference: text(),
    paid_at: integer().notNull(),
    status: text({ enum: PAYMENT_STATUSES }).notNull().default("captured"),
    /** Satang on top of `amount`. */
    surcharge: integer().notNull().default(0),
    /** The tax inside it, and its rate; null for payments from before these were kept. */
    surcharge_tax_total: integer(),
    surcharge_rate_bps: integer(),
    /** Of an account: what later payments have settled of `amount`; more than that is refused by trigger. */
    settled: integer().notNull().default(0),
    /** What refunds gave back of `amount`; more than that is refused by trigger. */
    refunded: integer().notNull().default(0),
    /** What refunds and a void gave back of `surcharge`. */
    surcharge_refunded: integer().notNull().default(0),
    /** Of a later payment: the number of the account payment that it settles. */
    settles_no: integer(),
    /** Null for payments from before these were kept. */
    store_id: text(),
    device_id: text(),
    actor_id: text(),
    shift_id: text(),
    /** The reference as it is compared, and how far it is held: empty for ever, a business date, or the payment's own id for nothing. */
    reference_key: text(),
    reference_scope: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.sale_id, table.payment_no] }),
    uniqueIndex("payments_reference")
      .on(table.tenant_id, table.reference_key, table.reference_scope)
      .where(sql`reference_key IS NOT NULL`),
  ],
);
