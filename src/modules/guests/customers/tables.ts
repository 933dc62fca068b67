/** Guests who gave a name or a number. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { CUSTOMER_ENTRY_KINDS } from "./domain.ts";

export const customers = sqliteTable(
  "customers",
  {
    tenant_id: text().notNull(),
    customer_id: text().notNull(),
    name: text().notNull(),
    /** E.164, as +66812345678. */
    phone: text(),
    email: text(),
    note: text(),
    active: integer({ mode: "boolean" }).notNull().default(true),
    /** The customer that this one turned out to be. */
    merged_into: text(),
    created_at: integer().notNull(),
    /** Sums over the customer's entries, kept by trigger. */
    spend_total: integer().notNull().default(0),
    visits_count: integer().notNull().default(0),
    points: integer().notNull().default(0),
    last_visit_at: integer(),
    /** What was known of the guest is gone since; the row stays for what names it. */
    erased_at: integer(),
    /** Its rows of keys are of an earlier form, or none, until the daily work makes them anew. */
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

/** What a customer bought, and the points that came and went; append-only, each sale once by key. */
export const customer_entries = sqliteTable(
  "customer_entries",
  {
    tenant_id: text().notNull(),
    customer_id: text().notNull(),
    /** Of a sale or void its id with the kind, so that telling it twice writes it once. */
    entry_id: text().notNull(),
    kind: text({ enum: CUSTOMER_ENTRY_KINDS }).notNull(),
    at: integer().notNull(),
    sale_id: text(),
    /** Satang; below zero when a sale was undone. */
    spend: integer().notNull(),
    visits: integer().notNull(),
    points: integer().notNull(),
    /** Of a sale: what it earned a point for, in satang; 0: it earned none. Null in sales from before it was kept. */
    satang_per_point: integer(),
    reason: text(),
    actor_id: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.customer_id, table.entry_id] })],
);

/** Three letters in a row of a customer's name or e-mail, or `#` and the end of the number: found without reading all guests. */
export const customer_grams = sqliteTable(
  "customer_grams",
  {
    tenant_id: text().notNull(),
    gram: text().notNull(),
    customer_id: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.gram, table.customer_id] })],
);
