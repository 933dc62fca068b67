/** Tables: payment types of a park, and payments. */

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
    /** A tender is money; an account is paid later; points belong to a customer. */
    kind: text({ enum: TENDER_KINDS }).notNull().default("tender"),
    /** The surcharge on top of the settled sum: a share and an amount, VAT included. */
    surcharge_bps: integer().notNull().default(0),
    surcharge_amount: integer().notNull().default(0),
    /** Whether a payment of this type needs a reference, and for how long that reference is unique. */
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
    /** The tax inside `surcharge`, and its rate; null for payments from before these were kept. */
    surcharge_tax_total: integer(),
    surcharge_rate_bps: integer(),
    /** For an account: the sum that later payments settled; a trigger refuses more than `amount`. */
    settled: integer().notNull().default(0),
    /** The refunded part of `amount`; a trigger refuses more. */
    refunded: integer().notNull().default(0),
    /** The part of `surcharge` that refunds and a void gave back. */
    surcharge_refunded: integer().notNull().default(0),
    /** For a later payment: the number of the account payment that it settles. */
    settles_no: integer(),
    /** Null for payments from before these were kept. */
    store_id: text(),
    device_id: text(),
    actor_id: text(),
    shift_id: text(),
    /** The compared form of the reference, and how long it stays unique: empty for ever, a date, or the payment's id for not at all. */
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
