/** Tables: parked carts. A cart belongs to a store, so that any till of the store can resume it. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { OPEN_TICKET_STATUSES, type ParkedItem } from "./domain.ts";

/** A trigger lets an open cart change by one version at a time, and lets no other cart change. */
export const open_tickets = sqliteTable(
  "open_tickets",
  {
    tenant_id: text().notNull(),
    open_ticket_id: text().notNull(),
    store_id: text().notNull(),
    /** The device and the person that parked it first. */
    device_id: text(),
    created_by: text().notNull(),
    /** The counter's name for the cart. */
    name: text(),
    items: text({ mode: "json" }).$type<ParkedItem[]>().notNull(),
    promo_codes: text({ mode: "json" }).$type<string[]>().notNull(),
    customer_id: text(),
    note: text(),
    /** Satang: the price when it was parked or last changed. */
    grand_total: integer().notNull(),
    status: text({ enum: OPEN_TICKET_STATUSES }).notNull(),
    version: integer().notNull(),
    /** The sale that it became. */
    sale_id: text(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    updated_by: text().notNull(),
    expires_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.open_ticket_id] }),
    index("open_tickets_store").on(table.tenant_id, table.store_id, table.open_ticket_id).where(sql`status = 'open'`),
    index("open_tickets_expiry").on(table.tenant_id, table.expires_at).where(sql`status = 'open'`),
  ],
);
