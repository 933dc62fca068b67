/** Parked carts; they belong to a store, so that any till of it resumes them. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { OPEN_TICKET_STATUSES, type ParkedItem } from "./domain.ts";

/** A trigger lets an open one change, by one version, and any other not at all. */
export const open_tickets = sqliteTable(
  "open_tickets",
  {
    tenant_id: text().notNull(),
    open_ticket_id: text().notNull(),
    store_id: text().notNull(),
    /** Where it was parked first, and by whom. */
    device_id: text(),
    created_by: text().notNull(),
    /** What the counter calls it. */
    name: text(),
    items: text({ mode: "json" }).$type<ParkedItem[]>().notNull(),
    promo_codes: text({ mode: "json" }).$type<string[]>().notNull(),
    customer_id: text(),
    note: text(),
    /** Satang; what it cost when it was parked or changed last. */
    grand_total: integer().notNull(),
    status: text({ enum: OPEN_TICKET_STATUSES }).notNull(),
    version: integer().notNull(),
    /** What it became. */
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
