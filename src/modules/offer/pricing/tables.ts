/** Tables: taxes, discounts, price lists, pricing rules, and the counts of rule uses. */

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { RULE_KINDS, type RuleParams, TAX_MODES } from "./domain/words.ts";

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
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.tax_id] }),
    uniqueIndex("taxes_default").on(table.tenant_id).where(sql`is_default = 1 AND active = 1`),
  ],
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

/** Prices that replace the packages' own: for the tenant, a store, or some devices of a store (rule P2). */
export const price_lists = sqliteTable(
  "price_lists",
  {
    tenant_id: text().notNull(),
    price_list_id: text().notNull(),
    name: text().notNull(),
    /** Null: every store. */
    store_id: text(),
    /** Null: every device. */
    device_ids: text({ mode: "json" }).$type<string[]>(),
    /** Epoch ms, both ends inclusive. */
    active_from: integer(),
    active_to: integer(),
    priority: integer().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.price_list_id] })],
);

export const price_list_items = sqliteTable(
  "price_list_items",
  {
    tenant_id: text().notNull(),
    price_list_id: text().notNull(),
    package_id: text().notNull(),
    price: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.price_list_id, table.package_id] })],
);

export const pricing_rules = sqliteTable(
  "pricing_rules",
  {
    tenant_id: text().notNull(),
    rule_id: text().notNull(),
    /** Null: every store. */
    store_id: text(),
    name: text().notNull(),
    name_th: text().notNull(),
    kind: text({ enum: RULE_KINDS }).notNull(),
    params: text({ mode: "json" }).$type<RuleParams>().notNull(),
    /** Only for a promo code, in capitals; an index allows one active rule for each. */
    code: text(),
    /** The highest is first. */
    priority: integer().notNull(),
    stackable: integer({ mode: "boolean" }).notNull(),
    /** The lines that it applies to; null: all. It applies to a line whose package is named and opens a named zone. */
    package_ids: text({ mode: "json" }).$type<string[]>(),
    zone_ids: text({ mode: "json" }).$type<string[]>(),
    /** For its lines together. */
    min_qty: integer(),
    min_amount: integer(),
    /** Its window; epoch ms, both ends inclusive. */
    active_from: integer(),
    active_to: integer(),
    /**
     * ISO weekdays, and HH:MM of the store's clock: from inclusive, to exclusive; over midnight unless to is after
     * from.
     */
    weekdays: text({ mode: "json" }).$type<number[]>(),
    clock_from: text(),
    clock_to: text(),
    /** The most satang off one cart. */
    max_discount: integer(),
    /** The most sales: in total, on a business date of its store, to one customer. */
    max_uses: integer(),
    max_uses_per_day: integer(),
    max_uses_per_customer: integer(),
    active: integer({ mode: "boolean" }).notNull(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.rule_id] }),
    index("pricing_rules_standing").on(table.tenant_id, table.store_id).where(sql`active = 1 AND code IS NULL`),
    uniqueIndex("pricing_rules_code").on(table.tenant_id, table.code).where(sql`code IS NOT NULL AND active = 1`),
  ],
);

/**
 * The number of sales that used a rule, by `total`, `day:<store_id>:<date>` and `customer:<id>`; a CHECK keeps the cap.
 * After a merge of customers a trigger adds the uses to the other customer.
 */
export const rule_uses = sqliteTable(
  "rule_uses",
  {
    tenant_id: text().notNull(),
    rule_id: text().notNull(),
    bucket: text().notNull(),
    used: integer().notNull(),
    cap: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.rule_id, table.bucket] }),
    check("rule_uses_cap", sql`used <= cap`),
  ],
);

/** The number of saves of rules: of two at once, a trigger makes the second look for conflicts again. */
export const pricing_revisions = sqliteTable("pricing_revisions", {
  tenant_id: text().primaryKey(),
  revision: integer().notNull(),
});
