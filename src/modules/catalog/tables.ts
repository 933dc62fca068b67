/** Packages, access zones, and which package opens which zone for how many credits. */

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type BundlePart, PACKAGE_TYPES, REENTRY_POLICIES, type SalesChannel } from "./domain.ts";

export const packages = sqliteTable(
  "packages",
  {
    tenant_id: text().notNull(),
    package_id: text().notNull(),
    /** Null: sold at every store of the tenant. */
    store_id: text(),
    name: text().notNull(),
    name_th: text().notNull(),
    type: text({ enum: PACKAGE_TYPES }).notNull(),
    price: integer().notNull(),
    /** Null: the tenant's default tax. */
    tax_id: text(),
    /** Uses, minutes, credits or places, by type. */
    quota_or_minutes: integer().notNull(),
    /** Its tickets: so many times 24 hours from the sale. */
    valid_for_days: integer(),
    /** Its tickets: not before, and not after, these moments. */
    valid_from: integer(),
    valid_to: integer(),
    /** Its tickets end with the store's business date on which they were sold. */
    same_business_day: integer({ mode: "boolean" }).notNull().default(false),
    /** ISO weekdays (1 Monday to 7 Sunday) of the business dates that its tickets admit on; null: every day. */
    weekdays: text({ mode: "json" }).$type<number[]>(),
    /** Whether a guest who went out comes in again without a further use (rule G9). */
    reentry: text({ enum: REENTRY_POLICIES }).notNull().default("none"),
    anti_passback_s: integer().notNull(),
    allowed_device_ids: text({ mode: "json" }).$type<string[]>(),
    visible_on: text({ mode: "json" }).$type<SalesChannel[]>().notNull(),
    parts: text({ mode: "json" }).$type<BundlePart[]>().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    active_from: integer(),
    active_to: integer(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.package_id] })],
);

export const zones = sqliteTable(
  "zones",
  {
    tenant_id: text().notNull(),
    zone_id: text().notNull(),
    store_id: text().notNull(),
    name: text().notNull(),
    name_th: text().notNull(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.zone_id] }),
    index("zones_store").on(table.tenant_id, table.store_id),
  ],
);

export const package_zones = sqliteTable(
  "package_zones",
  {
    tenant_id: text().notNull(),
    package_id: text().notNull(),
    zone_id: text().notNull(),
    credits: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.package_id, table.zone_id] })],
);
