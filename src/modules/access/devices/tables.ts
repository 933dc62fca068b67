/** Tables: devices, their pairings, the log of every pairing try, gate policies, rehearsals, and sums of days. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { DEVICE_TYPES } from "../../../shared/permissions.ts";
import { OFFLINE_POLICIES, UNBOUND_POLICIES } from "./domain/gate-policy.ts";
import { type Caps, DEVICE_STATUSES } from "./domain/standing.ts";
import type { ZoneSince } from "./domain/zones.ts";

export const devices = sqliteTable(
  "devices",
  {
    tenant_id: text().notNull(),
    device_id: text().notNull(),
    store_id: text().notNull(),
    pairing_id: text().notNull(),
    type: text({ enum: DEVICE_TYPES }).notNull(),
    name: text().notNull(),
    status: text({ enum: DEVICE_STATUSES }).notNull(),
    caps: text({ mode: "json" }).$type<Caps>().notNull(),
    zone_id: text(),
    /** Its zones in order, the present one last; empty until it moves (rule O6). */
    zone_history: text({ mode: "json" }).$type<ZoneSince[]>().notNull().default([]),
    receipt_prefix: text().notNull(),
    device_token_hash: text().notNull(),
    /** Tokens of an older epoch are invalid. */
    epoch: integer().notNull(),
    app_version: text(),
    hardware: text(),
    /** Notes of its managers. */
    notes: text(),
    registered_at: integer().notNull(),
    /** For seven days after it, the device may hand in its earlier records (rule O9). */
    revoked_at: integer(),
    /** Increases by one with each change, guarded by trigger. */
    version: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.device_id] }),
    uniqueIndex("devices_pairing").on(table.tenant_id, table.pairing_id),
    uniqueIndex("devices_receipt_prefix").on(table.tenant_id, table.store_id, table.receipt_prefix),
  ],
);

export const pairings = sqliteTable(
  "pairings",
  {
    tenant_id: text().notNull(),
    pairing_id: text().notNull(),
    store_id: text().notNull(),
    type: text({ enum: DEVICE_TYPES }).notNull(),
    name: text(),
    caps: text({ mode: "json" }).$type<Caps>().notNull(),
    zone_id: text(),
    require_approval: integer({ mode: "boolean" }).notNull(),
    site_key_hash: text().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    expires_at: integer().notNull(),
    revoked_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.pairing_id] })],
);

export const pairing_logs = sqliteTable(
  "pairing_logs",
  {
    tenant_id: text().notNull(),
    pairing_log_id: text().notNull(),
    pairing_id: text().notNull(),
    at: integer().notNull(),
    ip: text(),
    device_name: text().notNull(),
    result: text().notNull(),
    device_id: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.pairing_log_id] }),
    index("pairing_logs_pairing").on(table.tenant_id, table.pairing_id),
  ],
);

/** A device's days, by the date of its store: written once a day, and at the end of each outage. */
export const device_metrics_daily = sqliteTable(
  "device_metrics_daily",
  {
    tenant_id: text().notNull(),
    device_id: text().notNull(),
    /** YYYY-MM-DD. */
    date: text().notNull(),
    store_id: text().notNull(),
    beats: integer().notNull(),
    offline_ms: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.device_id, table.date] })],
);

/** Rehearsed outages of devices; their moments are epoch ms of the world's clock (rule D6). */
export const device_rehearsals = sqliteTable(
  "device_rehearsals",
  {
    tenant_id: text().notNull(),
    rehearsal_id: text().notNull(),
    device_id: text().notNull(),
    store_id: text().notNull(),
    started_at: integer().notNull(),
    started_by: text().notNull(),
    ends_at: integer().notNull(),
    /** Null while it runs, and until its end is written. */
    ended_at: integer(),
    ended_by: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.rehearsal_id] }),
    uniqueIndex("device_rehearsals_running").on(table.tenant_id, table.device_id).where(sql`ended_at IS NULL`),
  ],
);

/** Each store's policy for its gates while they are offline. A store without a row has the default policy. */
export const gate_policies = sqliteTable(
  "gate_policies",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    admit_offline: text({ enum: OFFLINE_POLICIES }).notNull(),
    list_max_age_s: integer().notNull(),
    unbound_lots: text({ enum: UNBOUND_POLICIES }).notNull(),
    min_app_version: text(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id] })],
);
