/** Who runs parks, and where: a tenant is a company, a store one of its parks. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { MAINTAINERS, TENANT_STATUSES } from "../../../shared/standing.ts";
import { type OpeningHours, TENANT_KINDS, TENANT_MODES } from "./domain.ts";

export const tenants = sqliteTable("tenants", {
  tenant_id: text().primaryKey(),
  name: text().notNull(),
  mode: text({ enum: TENANT_MODES }).notNull(),
  /** The version of the key that signs new ticket codes (rule G14). */
  ticket_key_version: integer().notNull().default(1),
  /** How far a sandbox's clock is moved; a live tenant's never is. */
  clock_offset_s: integer().notNull().default(0),
  created_at: integer().notNull(),
  /** A provider's people look after the other tenants; only here does the permission `provider` mean anything. */
  kind: text({ enum: TENANT_KINDS }).notNull().default("park"),
  legal_name: text(),
  billing_plan: text().notNull().default("standard"),
  /** IANA name; a further store begins with it. */
  time_zone: text().notNull().default("Asia/Bangkok"),
  currency: text().notNull().default("THB"),
  status: text({ enum: TENANT_STATUSES }).notNull().default("active"),
  /** While it lasts every request but the provider's is 503; epoch ms. */
  maintenance_from: integer(),
  maintenance_until: integer(),
  maintenance_note: text(),
  /** Whose window it is: an owner ends what the tenant set, and only the provider what the provider set. */
  maintenance_by: text({ enum: MAINTAINERS }),
  closed_at: integer(),
  /** When a closed tenant's records are deleted for good. */
  purge_at: integer(),
  /** Grows by one with each change of these, guarded by trigger. */
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
    /** Unread: the setting `shifts.require_open_shift` stands in its place. */
    require_open_shift: integer({ mode: "boolean" }).notNull().default(true),
    created_at: integer().notNull(),
    /** In one that is given up no drawer is opened and no device paired; what it recorded stays. */
    active: integer({ mode: "boolean" }).notNull().default(true),
    address: text(),
    phone: text(),
    /** ISO 3166-1, as TH: where a telephone number is that names no country. */
    country: text().notNull().default("TH"),
    opening_hours: text({ mode: "json" }).$type<OpeningHours[]>(),
    /** Methods of the payment types that sales take here; null: all of the tenant. */
    supported_tenders: text({ mode: "json" }).$type<string[]>(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id] })],
);
