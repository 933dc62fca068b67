/** Tables: customers, their ledger and their search keys. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { CUSTOMER_ENTRY_KINDS } from "./domain.ts";

export const customers = sqliteTable(
  "customers",
  {
    tenant_id: text().notNull(),
    customer_id: text().notNull(),
    name: text().notNull(),
    /** E.164, for example +66812345678. */
    phone: text(),
    email: text(),
    note: text(),
    active: integer({ mode: "boolean" }).notNull().default(true),
    /** The customer into which this one was merged. */
    merged_into: text(),
    created_at: integer().notNull(),
    /** Sums over the customer's entries; a trigger maintains them. */
    spend_total: integer().notNull().default(0),
    visits_count: integer().notNull().default(0),
    points: integer().notNull().default(0),
    last_visit_at: integer(),
    /** When the guest's data was erased; the row stays, because other rows name it. */
    erased_at: integer(),
    /** Its search keys are missing or of an earlier form until the daily job renews them. */
    keys_due: integer({ mode: "boolean" }).notNull().default(true),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.customer_id] }),
    index("customers_phone").on(table.tenant_id, table.phone).where(sql`phone IS NOT NULL`),
    index("customers_email").on(table.tenant_id, table.email).where(sql`email IS NOT NULL`),
    index("customers_keys_due").on(table.tenant_id).where(sql`keys_due = 1`),
    index("customers_spend").on(table.tenant_id, table.spend_total).where(sql`spend_total > 0`),
  ],
);

/** A customer's purchases and points; append-only, each sale once by key. */
export const customer_entries = sqliteTable(
  "customer_entries",
  {
    tenant_id: text().notNull(),
    customer_id: text().notNull(),
    /** For a sale or void: the kind and the sale's id, so that a repeat writes no second entry. */
    entry_id: text().notNull(),
    kind: text({ enum: CUSTOMER_ENTRY_KINDS }).notNull(),
    at: integer().notNull(),
    sale_id: text(),
    /** Satang; below zero for a void or a refund. */
    spend: integer().notNull(),
    visits: integer().notNull(),
    points: integer().notNull(),
    /** For a sale: the satang that earned one point; 0: no points. Null in sales from before it was kept. */
    satang_per_point: integer(),
    reason: text(),
    actor_id: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.customer_id, table.entry_id] })],
);

/** Search keys: three adjacent letters of a name or e-mail address, or `#` and the number's last digits. */
export const customer_grams = sqliteTable(
  "customer_grams",
  {
    tenant_id: text().notNull(),
    gram: text().notNull(),
    customer_id: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.gram, table.customer_id] })],
);
