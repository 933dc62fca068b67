/** Tickets as sold, and every attempt to use one. The ticket's object decides; these rows are its copy for search. */

import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { FAIL_REASONS, type Pass, type Terms, TICKET_STATUSES, TICKET_TYPES, UNITS } from "./domain/admission.ts";

export const tickets = sqliteTable(
  "tickets",
  {
    tenant_id: text().notNull(),
    ticket_id: text().notNull(),
    store_id: text().notNull(),
    sale_id: text().notNull(),
    line_no: integer().notNull(),
    package_id: text().notNull(),
    short_code: text().notNull(),
    key_version: integer().notNull(),
    type: text({ enum: TICKET_TYPES }).notNull(),
    quota_or_minutes: integer().notNull(),
    valid_from: integer().notNull(),
    valid_to: integer(),
    terms: text({ mode: "json" }).$type<Terms>().notNull(),
    price: integer().notNull(),
    lot_no: text(),
    issued_by: text().notNull(),
    issued_at: integer().notNull(),
    printed_count: integer().notNull(),
    status: text({ enum: TICKET_STATUSES }).notNull(),
    used: integer().notNull(),
    first_pass: text({ mode: "json" }).$type<Pass>(),
    last_pass_at: integer(),
    /** How much of the object's log these columns show; a projection that comes late changes nothing. */
    projected_sequence: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.ticket_id] }),
    uniqueIndex("tickets_short_code").on(table.tenant_id, table.short_code),
  ],
);

/** The id is the scan's own, so a repeat is a repeat (rule I7). Codes that lead to no ticket have none (rule G2). */
export const redemptions = sqliteTable(
  "redemptions",
  {
    tenant_id: text().notNull(),
    redemption_id: text().notNull(),
    scan_id: text().notNull(),
    ticket_id: text(),
    store_id: text().notNull(),
    device_id: text().notNull(),
    device_name: text().notNull(),
    employee_id: text(),
    zone_id: text(),
    zone: text(),
    code_hash: text().notNull(),
    result: text({ enum: ["pass", "fail"] }).notNull(),
    reason: text({ enum: FAIL_REASONS }),
    remaining: integer().notNull(),
    unit: text({ enum: UNITS }).notNull(),
    forced: integer({ mode: "boolean" }).notNull(),
    happened_at: integer().notNull(),
    received_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.redemption_id] }),
    index("redemptions_ticket").on(table.tenant_id, table.ticket_id),
    index("redemptions_store").on(table.tenant_id, table.store_id, table.happened_at),
  ],
);
