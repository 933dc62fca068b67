/** Who runs parks, and where: a tenant is a company, a store one of its parks. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const tenants = sqliteTable("tenants", {
  tenant_id: text().primaryKey(),
  name: text().notNull(),
  mode: text({ enum: ["live", "sandbox"] }).notNull(),
  /** The version of the key that signs new ticket codes (rule G14). */
  ticket_key_version: integer().notNull().default(1),
  /** How far a sandbox's clock is moved; a live tenant's never is. */
  clock_offset_s: integer().notNull().default(0),
  created_at: integer().notNull(),
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
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id] })],
);
