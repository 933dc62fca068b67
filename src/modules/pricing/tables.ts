/** Taxes and the discounts that a park gives. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { TAX_MODES } from "./domain.ts";

export const taxes = sqliteTable(
  "taxes",
  {
    tenant_id: text().notNull(),
    tax_id: text().notNull(),
    name: text().notNull(),
    rate_bps: integer().notNull(),
    mode: text({ enum: TAX_MODES }).notNull(),
    is_default: integer({ mode: "boolean" }).notNull(),
    active: integer({ mode: "boolean" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.tax_id] })],
);

export const discounts = sqliteTable(
  "discounts",
  {
    tenant_id: text().notNull(),
    discount_id: text().notNull(),
    name: text().notNull(),
    kind: text({ enum: ["percent", "amount"] }).notNull(),
    /** Basis points or satang, by kind. */
    value: integer().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.discount_id] })],
);
