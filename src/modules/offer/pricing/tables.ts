/** Taxes, price lists, the rules that change prices, and how often each rule was used. */

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

/** Other prices than the packages' own: of the tenant, of a store, or of some devices of a store (rule P2). */
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
    /** Of a promo code alone, in capitals; one active rule for each, by index. */
    code: text(),
    /** Higher is first. */
    priority: integer().notNull(),
    stackable: integer({ mode: "boolean" }).notNull(),
    /** Which lines; null: all. A line is meant when its package is named, and opens one of the zones named. */
    package_ids: text({ mode: "json" }).$type<string[]>(),
    zone_ids: text({ mode: "json" }).$type<string[]>(),
    /** Of the lines meant, together. */
    min_qty: integer(),
    min_amount: integer(),
    /** When; epoch ms, both ends inclusive. */
    active_from: integer(),
    active_to: integer(),
    /** ISO weekdays, and HH:MM of the store's clock: from inclusive, to exclusive; over midnight when to is not after from. */
    weekdays: text({ mode: "json" }).$type<number[]>(),
    clock_from: text(),
    clock_to: text(),
    /** At most so much off a cart, in satang. */
    max_discount: integer(),
    /** In how many sales: in all, on a business date of its store, by one customer. */
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
 * In how many sales a rule was used, by `total`, `day:<store_id>:<date>` and `customer:<id>`; the cap is kept by CHECK. Of a
 * customer who is merged a trigger moves them to the other, where they add up.
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

/** Counts the saves of rules: of two at once, the second looks for conflicts again, by trigger. */
export const pricing_revisions = sqliteTable("pricing_revisions", {
  tenant_id: text().primaryKey(),
  revision: integer().notNull(),
});
