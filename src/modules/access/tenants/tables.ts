/** Tables: tenants and stores. A tenant is a company, a store one of its parks. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { MAINTAINERS, TENANT_STATUSES } from "../../../shared/standing.ts";
import { type OpeningHours, TENANT_KINDS, TENANT_MODES } from "./domain.ts";

export const tenants = sqliteTable("tenants", {
  tenant_id: text().primaryKey(),
  name: text().notNull(),
  mode: text({ enum: TENANT_MODES }).notNull(),
  /** The version of the key that signs new ticket codes (rule G14). */
  ticket_key_version: integer().notNull().default(1),
  /** Seconds that a sandbox's clock is moved; always 0 for a live tenant. */
  clock_offset_s: integer().notNull().default(0),
  created_at: integer().notNull(),
  /** A provider's people manage the other tenants; the permission `provider` has effect only in a provider. */
  kind: text({ enum: TENANT_KINDS }).notNull().default("park"),
  legal_name: text(),
  billing_plan: text().notNull().default("standard"),
  /** IANA name; new stores begin with it. */
  time_zone: text().notNull().default("Asia/Bangkok"),
  currency: text().notNull().default("THB"),
  status: text({ enum: TENANT_STATUSES }).notNull().default("active"),
  /** During the window every request except the provider's gets 503; epoch ms. */
  maintenance_from: integer(),
  maintenance_until: integer(),
  maintenance_note: text(),
  /** The side that set the window: an owner can end the tenant's own, only the provider its own. */
  maintenance_by: text({ enum: MAINTAINERS }),
  closed_at: integer(),
  /** When a closed tenant's records are deleted for good. */
  purge_at: integer(),
  /** Increases by one with each change of these fields, guarded by trigger. */
  version: integer().notNull().default(1),
});

export const stores = sqliteTable(
  "stores",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    name: text().notNull(),
    /** IANA name. */
    time_zone: text().notNull().default("Asia/Bangkok"),
    /** The hour at which a business date begins (rule I5). */
    cutoff_hour: integer().notNull().default(0),
    currency: text().notNull().default("THB"),
    /** Not read: the setting `shifts.require_open_shift` replaces it. */
    require_open_shift: integer({ mode: "boolean" }).notNull().default(true),
    created_at: integer().notNull(),
    /** False: no drawer can be opened there and no device paired; its records stay. */
    active: integer({ mode: "boolean" }).notNull().default(true),
    address: text(),
    phone: text(),
    /** ISO 3166-1, as TH: the country of telephone numbers without a country code. */
    country: text().notNull().default("TH"),
    opening_hours: text({ mode: "json" }).$type<OpeningHours[]>(),
    /** Methods of the payment types that the store accepts; null: all of the tenant. */
    supported_tenders: text({ mode: "json" }).$type<string[]>(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id] })],
);
