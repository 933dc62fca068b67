/** Tickets as sold, and every attempt to use one. The ticket's object decides; these rows are its copy for search. */

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
  TICKET_STATUSES,
  TICKET_TYPES,
  UNITS,
} from "./domain/words.ts";

/** Terms that tickets were sold under, once for each version of a package; the id is their hash, so nothing changes them. */
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
    sale_id: text().notNull(),
    line_no: integer().notNull(),
    package_id: text().notNull(),
    /** Keyed, so that a copy of the table tells no code; the code itself is derived from the ticket's id and `short_code_no`. */
    short_code_hash: text().notNull(),
    short_code_no: integer().notNull().default(0),
    key_version: integer().notNull(),
    type: text({ enum: TICKET_TYPES }).notNull(),
    quota_or_minutes: integer().notNull(),
    valid_from: integer().notNull(),
    valid_to: integer(),
    /** Of tickets sold before terms had rows of their own; empty since. */
    terms: text({ mode: "json" }).$type<Terms>().notNull(),
    /** Where its terms stand. */
    terms_id: text(),
    price: integer().notNull(),
    lot_no: text(),
    issued_by: text().notNull(),
    issued_at: integer().notNull(),
    /** Prints after the first, which came with the sale; a ticket that was issued in place of one goes on counting. */
    printed_count: integer().notNull(),
    status: text({ enum: TICKET_STATUSES }).notNull(),
    used: integer().notNull(),
    first_pass: text({ mode: "json" }).$type<Pass>(),
    last_pass_at: integer(),
    /** Who of its guests is inside which zone. */
    presence: text({ mode: "json" }).$type<Presence[]>(),
    /** Of a party: the places that went back, by refund. */
    places_refunded: text({ mode: "json" }).$type<Record<string, number>>(),
    /** Where its terms bound the uses of a business date, or the dates: those it was used on. */
    days: text({ mode: "json" }).$type<Days>(),
    /** How much of the object's log these columns show; a projection that comes late changes nothing. */
    projected_sequence: integer().notNull(),
    /** Valid for longer than tickets are looked for by the time of their sale (`LASTING_MS`), so it stands in an index. */
    lasting: integer({ mode: "boolean" }).notNull().default(false),
    /** The ticket that this one was issued in place of, and the one that was issued in its place. */
    replaces: text(),
    replaced_by: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.ticket_id] }),
    uniqueIndex("tickets_short_code_hash").on(table.tenant_id, table.short_code_hash),
    index("tickets_lasting").on(table.tenant_id, table.store_id, table.valid_to).where(sql`lasting = 1`),
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
    reason: text().$type<FailReason>(),
    remaining: integer().notNull(),
    unit: text({ enum: UNITS }).notNull(),
    forced: integer({ mode: "boolean" }).notNull(),
    approver_id: text(),
    direction: text({ enum: DIRECTIONS }).notNull().default("entry"),
    party: integer().notNull().default(1),
    happened_at: integer().notNull(),
    received_at: integer().notNull(),
    /** The moment as the device's own clock told it, for attempts that were handed in later (rule O4). */
    device_at: integer(),
    /** Decided at the gate while it was offline, and handed in later. */
    offline: integer({ mode: "boolean" }).notNull().default(false),
    /** The gate had let the guest in, and the ticket does not bear it (rule O5). */
    admitted_offline: integer({ mode: "boolean" }).notNull().default(false),
    /** The ticket was of a lot and not bound to a sale yet (rule O8). */
    unbound: integer({ mode: "boolean" }).notNull().default(false),
    annulled_at: integer(),
    annulled_by: text(),
    /** How many attempts it tells: a refusal that repeats at its device within a minute is one row (rule G2). */
    count: integer().notNull().default(1),
    /** When the last of several arrived. */
    last_at: integer(),
    /** What speaks against it; null where nothing does. */
    doubts: text({ mode: "json" }).$type<Doubt[]>(),
    /** What the guest was asked and said before going in; null where nothing was asked. */
    answers: text({ mode: "json" }).$type<Answer[]>(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.redemption_id] }),
    index("redemptions_ticket").on(table.tenant_id, table.ticket_id),
    index("redemptions_store").on(table.tenant_id, table.store_id, table.happened_at),
  ],
);

/** What was done to a ticket besides scanning it; `sequence` is the line's place in the log of the ticket's object. */
export const ticket_changes = sqliteTable(
  "ticket_changes",
  {
    tenant_id: text().notNull(),
    ticket_id: text().notNull(),
    sequence: integer().notNull(),
    kind: text({ enum: CHANGE_KINDS }).notNull(),
    at: integer().notNull(),
    status: text({ enum: TICKET_STATUSES }).notNull(),
    actor_kind: text({ enum: ["employee", "device", "system"] }).notNull(),
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

/** Tickets that no gate may admit any more; a row goes when a blocked ticket is released (rule O2). */
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

/** Offline admissions that lost: both gates, times and devices in one record, named by the losing scan and its ticket (rule O5). */
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

/** A zone's business date: how many people are inside, and what its gates saw (rule G9). */
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
