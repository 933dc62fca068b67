/** Tables: the audit of every act, the outbox of events, and stored replies. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * Append-only, guarded by a trigger. `sequence` has no gaps within a tenant. `hash` and `prev_hash` are set once,
 * later, by the sealer that chains the rows.
 */
export const audits = sqliteTable(
  "audits",
  {
    tenant_id: text().notNull(),
    sequence: integer().notNull(),
    at: integer().notNull(),
    event: text().notNull(),
    actor_kind: text({ enum: ["employee", "device", "token", "system"] }).notNull(),
    actor_id: text().notNull(),
    approver_id: text(),
    device_id: text(),
    store_id: text(),
    ip: text(),
    subject_kind: text().notNull(),
    subject_id: text().notNull(),
    changes: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    request_id: text().notNull(),
    canonical_version: integer().notNull().default(1),
    prev_hash: text(),
    hash: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.sequence] }),
    // A row enters this index only when it is sealed, so that acts do not pay for it.
    index("audits_subject")
      .on(table.tenant_id, table.subject_kind, table.subject_id, table.sequence)
      .where(sql`hash IS NOT NULL`),
    index("audits_access").on(table.tenant_id, table.sequence).where(sql`subject_kind = 'employee'`),
  ],
);

/** Events in the order of their commits; `sequence` has no gaps within a tenant. */
export const outbox = sqliteTable(
  "outbox",
  {
    tenant_id: text().notNull(),
    sequence: integer().notNull(),
    event_id: text().notNull(),
    type: text().notNull(),
    subject_kind: text().notNull(),
    subject_id: text().notNull(),
    store_id: text(),
    at: integer().notNull(),
    data: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.sequence] })],
);

/** The last event of each tenant that each consumer has read. */
export const outbox_cursors = sqliteTable(
  "outbox_cursors",
  {
    tenant_id: text().notNull(),
    consumer: text().notNull(),
    sequence: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.consumer] })],
);

/** The reply of each committed request that carried an Idempotency-Key. */
export const replies = sqliteTable(
  "replies",
  {
    tenant_id: text().notNull(),
    caller_id: text().notNull(),
    idempotency_key: text().notNull(),
    fingerprint: text().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    sealed: integer({ mode: "boolean" }).notNull(),
    /** The placeholder in the body for a value that the batch assigned, and that value. */
    assigned: text({ mode: "json" }).$type<readonly [token: string, value: string | number]>(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.caller_id, table.idempotency_key] })],
);
