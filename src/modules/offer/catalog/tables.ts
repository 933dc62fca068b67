/** Tables: packages, access zones, the zones that a package opens with their credits, categories, and slots. */

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Question } from "../../../shared/questions.ts";
import { type BundlePart, PACKAGE_TYPES, REENTRY_POLICIES, type SalesChannel } from "./domain/offers.ts";

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
    /** True: the till sets the price, within these bounds (satang); null: no bound. */
    open_price: integer({ mode: "boolean" }).notNull().default(false),
    min_price: integer(),
    max_price: integer(),
    /** Null: the tenant's default tax. */
    tax_id: text(),
    /** Uses, minutes, credits or places, by type. */
    quota_or_minutes: integer().notNull(),
    /** Its tickets end so many periods of 24 hours after the sale. */
    valid_for_days: integer(),
    /** Its tickets admit not before, and not after, these times. */
    valid_from: integer(),
    valid_to: integer(),
    /** Its tickets end with the store's business date of their sale. */
    same_business_day: integer({ mode: "boolean" }).notNull().default(false),
    /** ISO weekdays (1 Monday to 7 Sunday) of the business dates on which its tickets admit; null: every day. */
    weekdays: text({ mode: "json" }).$type<number[]>(),
    /** Whether a guest who left may enter again without a further use (rule G9). */
    reentry: text({ enum: REENTRY_POLICIES }).notNull().default("none"),
    /** The most uses on one business date, and the most business dates of use; null: no limit. */
    uses_per_day: integer(),
    max_days: integer(),
    /** Minutes before and after their window in which its tickets still admit. */
    tolerance_before_min: integer().notNull().default(0),
    tolerance_after_min: integer().notNull().default(0),
    /** A text that a gate shows with a pass, and the guests that the package is for; null: none, no limit. */
    attention: text({ mode: "json" }).$type<{ en: string; th: string }>(),
    min_height_cm: integer(),
    max_height_cm: integer(),
    min_age_years: integer(),
    max_age_years: integer(),
    /** Questions before a guest enters. */
    questions: text({ mode: "json" }).$type<Question[]>().notNull().default([]),
    anti_passback_s: integer().notNull(),
    allowed_device_ids: text({ mode: "json" }).$type<string[]>(),
    visible_on: text({ mode: "json" }).$type<SalesChannel[]>().notNull(),
    parts: text({ mode: "json" }).$type<BundlePart[]>().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    active_from: integer(),
    active_to: integer(),
    category_id: text(),
    /** The address of its picture, on the tenant's own server or in R2. */
    image_url: text(),
    /** Its position among the packages of its category. */
    position: integer().notNull().default(0),
    /** The most tickets that admit in one slot of the day; null: no limit (rule S9). */
    capacity: integer(),
    slot_minutes: integer(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.package_id] }),
    index("packages_picture").on(table.tenant_id, table.image_url).where(sql`image_url IS NOT NULL`),
  ],
);

export const zones = sqliteTable(
  "zones",
  {
    tenant_id: text().notNull(),
    zone_id: text().notNull(),
    store_id: text().notNull(),
    name: text().notNull(),
    name_th: text().notNull(),
    active: integer({ mode: "boolean" }).notNull().default(true),
    /** The most people inside at once; null: no limit. */
    max_people: integer(),
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

/** Groups of packages on tills and kiosks. */
export const categories = sqliteTable(
  "categories",
  {
    tenant_id: text().notNull(),
    category_id: text().notNull(),
    /** Null: at every store of the tenant. */
    store_id: text(),
    name: text().notNull(),
    name_th: text().notNull(),
    position: integer().notNull(),
    /** The color of its button: #RRGGBB. */
    color: text(),
    active: integer({ mode: "boolean" }).notNull(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.category_id] })],
);

/** Places of a package in one slot of a store's day; a CHECK refuses to sell too many (rule S9). */
export const package_slots = sqliteTable(
  "package_slots",
  {
    tenant_id: text().notNull(),
    package_id: text().notNull(),
    store_id: text().notNull(),
    /** Epoch ms. */
    slot_start: integer().notNull(),
    capacity: integer().notNull(),
    /** True: the capacity was set for this slot; else it is the package's. */
    capacity_set: integer({ mode: "boolean" }).notNull().default(false),
    sold: integer().notNull().default(0),
    /** Places sold beyond the capacity while the till was offline. */
    oversold: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.package_id, table.store_id, table.slot_start] }),
    check("package_slots_capacity", sql`sold <= capacity`),
    check("package_slots_sold", sql`sold >= 0 AND oversold >= 0`),
  ],
);
