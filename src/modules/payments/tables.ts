/** The tenders a park takes, and the payments made in them. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const payment_types = sqliteTable(
  "payment_types",
  {
    tenant_id: text().notNull(),
    method: text().notNull(),
    label_en: text().notNull(),
    label_th: text().notNull(),
    position: integer().notNull(),
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
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.sale_id, table.payment_no] })],
);
