/** Packages, access zones, and which package opens which zone for how many credits. */

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type BundlePart, PACKAGE_TYPES, type SalesChannel } from "./domain.ts";

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
    /** Uses, minutes or credits, by type. */
    quota_or_minutes: integer().notNull(),
    valid_for_days: integer(),
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
