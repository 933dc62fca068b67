/** Tables: sold tickets and all attempts to use them. The ticket's object decides; the rows are its copy for search. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Doubt } from "../../../shared/handed-in.ts";
import { CHANGE_KINDS } from "./domain/changes.ts";
import {
  type Answer,
  type Days,
  DIRECTIONS,
  type FailReason,
  type Pass,
  type Presence,
  type Terms,
  TICKET_ORIGINS,
  TICKET_STATUSES,
  TICKET_TYPES,
  UNITS,
} from "./domain/words.ts";

/** Terms of sold tickets, once per version of a package. The id is their hash, so they never change. */
export const ticket_terms = sqliteTable(
  "ticket_terms",
  {
    tenant_id: text().notNull(),
    terms_id: text().notNull(),
    terms: text({ mode: "json" }).$type<Terms>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.terms_id] })],
);

export const tickets = sqliteTable(
  "tickets",
  {
    tenant_id: text().notNull(),
    ticket_id: text().notNull(),
    store_id: text().notNull(),
    /** The sale that issued it; of an imported ticket the import. */
    sale_id: text().notNull(),
    /** The line of its sale; of an imported ticket the row of its file. */
    line_no: integer().notNull(),
    package_id: text().notNull(),
    /** Keyed, so a copy of the table shows no code. The code is derived from the ticket's id and `short_code_no`. */
    short_code_hash: text().notNull(),
    short_code_no: integer().notNull().default(0),
    key_version: integer().notNull(),
    type: text({ enum: TICKET_TYPES }).notNull(),
    quota_or_minutes: integer().notNull(),
    valid_from: integer().notNull(),
    valid_to: integer(),
    /** Only for tickets sold before `ticket_terms` existed; empty since. */
    terms: text({ mode: "json" }).$type<Terms>().notNull(),
    /** The row of its terms. */
    terms_id: text(),
    price: integer().notNull(),
    lot_no: text(),
    issued_by: text().notNull(),
    issued_at: integer().notNull(),
    /** Prints after the first, which came with the sale; a replacement ticket continues the count. */
    printed_count: integer().notNull(),
    status: text({ enum: TICKET_STATUSES }).notNull(),
    used: integer().notNull(),
    first_pass: text({ mode: "json" }).$type<Pass>(),
    last_pass_at: integer(),
    /** Its guests inside, by zone. */
    presence: text({ mode: "json" }).$type<Presence[]>(),
    /** Refunded places of a party, by refund. */
    places_refunded: text({ mode: "json" }).$type<Record<string, number>>(),
    /** The dates of its uses, where its terms limit the uses of a business date, or the dates. */
    days: text({ mode: "json" }).$type<Days>(),
    /** The sequence of the log line that these columns show; a late projection of an older line changes nothing. */
    projected_sequence: integer().notNull(),
    /** Valid for longer than `LASTING_MS`, so an index finds it, and not the time in its id. */
    lasting: integer({ mode: "boolean" }).notNull().default(false),
    /** The ticket that this one replaces, and the ticket that replaced this one. */
    replaces: text(),
    replaced_by: text(),
    /** `import`: it was sold elsewhere, so that no sale and no money belong to it (rule M7). */
    origin: text({ enum: TICKET_ORIGINS }).notNull().default("sale"),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.ticket_id] }),
    uniqueIndex("tickets_short_code_hash").on(table.tenant_id, table.short_code_hash),
    index("tickets_lasting").on(table.tenant_id, table.store_id, table.valid_to).where(sql`lasting = 1`),
  ],
);

/** The id is the scan's own, so a repeat finds its row (rule I7). An unread code has a null `ticket_id` (rule G2). */
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
    reason: text().$type<FailReason>(),
    remaining: integer().notNull(),
    unit: text({ enum: UNITS }).notNull(),
    forced: integer({ mode: "boolean" }).notNull(),
    approver_id: text(),
    direction: text({ enum: DIRECTIONS }).notNull().default("entry"),
    party: integer().notNull().default(1),
    happened_at: integer().notNull(),
    received_at: integer().notNull(),
    /** The moment by the device's own clock, for attempts that were handed in later (rule O4). */
    device_at: integer(),
    /** The gate decided it offline and handed it in later. */
    offline: integer({ mode: "boolean" }).notNull().default(false),
    /** The gate let the guest in, but the ticket does not allow it (rule O5). */
    admitted_offline: integer({ mode: "boolean" }).notNull().default(false),
    /** The ticket was a blank of a lot without a sale yet (rule O8). */
    unbound: integer({ mode: "boolean" }).notNull().default(false),
    annulled_at: integer(),
    annulled_by: text(),
    /** The number of attempts: repeats of a refusal at its device within a minute are one row (rule G2). */
    count: integer().notNull().default(1),
    /** The arrival of the last attempt, when it counts several. */
    last_at: integer(),
    /** Reasons to doubt it; null where there are none. */
    doubts: text({ mode: "json" }).$type<Doubt[]>(),
    /** The guest's answers before entry; null without questions. */
    answers: text({ mode: "json" }).$type<Answer[]>(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.redemption_id] }),
    index("redemptions_ticket").on(table.tenant_id, table.ticket_id),
    index("redemptions_store").on(table.tenant_id, table.store_id, table.happened_at),
  ],
);

/** Changes of tickets besides scans; `sequence` is the line's place in the log of the ticket's object. */
export const ticket_changes = sqliteTable(
  "ticket_changes",
  {
    tenant_id: text().notNull(),
    ticket_id: text().notNull(),
    sequence: integer().notNull(),
    kind: text({ enum: CHANGE_KINDS }).notNull(),
    at: integer().notNull(),
    status: text({ enum: TICKET_STATUSES }).notNull(),
    actor_kind: text({ enum: ["employee", "device", "token", "system"] }).notNull(),
    actor_id: text().notNull(),
    device_id: text(),
    store_id: text(),
    reason: text(),
    /** The attempt that was annulled. */
    scan_id: text(),
    /** The ticket that was issued in its place. */
    replaced_by: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.ticket_id, table.sequence] })],
);

/** Tickets that no gate may admit; the release of a blocked ticket deletes its row (rule O2). */
export const revocations = sqliteTable(
  "revocations",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    ticket_id: text().notNull(),
    key_version: integer().notNull(),
    reason: text({ enum: TICKET_STATUSES }).notNull(),
    revoked_at: integer().notNull(),
    valid_to: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.ticket_id] })],
);

/** Offline admissions that lost, with both gates and times. Key: the losing scan and its ticket (rule O5). */
export const conflicts = sqliteTable(
  "conflicts",
  {
    tenant_id: text().notNull(),
    conflict_id: text().notNull(),
    ticket_id: text().notNull(),
    store_id: text().notNull(),
    reason: text().$type<FailReason>().notNull(),
    first_pass: text({ mode: "json" }).$type<Pass>(),
    admitted: text({ mode: "json" }).$type<Pass>().notNull(),
    received_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.conflict_id, table.ticket_id] })],
);

/** A zone's counts on a business date: people inside, entries, exits and fails (rule G9). */
export const zone_days = sqliteTable(
  "zone_days",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    business_date: text().notNull(),
    zone_id: text().notNull(),
    inside: integer().notNull(),
    entries: integer().notNull(),
    exits: integer().notNull(),
    fails: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.business_date, table.zone_id] })],
);
