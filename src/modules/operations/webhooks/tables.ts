/** Tables: the endpoints of a tenant, a delivery for each event of each endpoint, and its failed attempts (rules E3 to E8). */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const webhooks = sqliteTable(
  "webhooks",
  {
    tenant_id: text().notNull(),
    webhook_id: text().notNull(),
    url: text().notNull(),
    /** Filters: names of events, aliases, or a star for the last parts. */
    events: text({ mode: "json" }).$type<readonly string[]>().notNull(),
    description: text(),
    status: text({ enum: ["enabled", "disabled"] }).notNull(),
    disabled_reason: text({ enum: ["manual", "gone", "failing"] }),
    sealed_secret: text().notNull(),
    sealed_previous: text(),
    /** Until then the previous secret signs too, epoch ms. */
    previous_until: integer(),
    /**
     * The endpoint's place: it gets later events, and earlier ones only if they have a delivery. It moves forward now and
     * then, when each wanted event up to it has one.
     */
    from_sequence: integer().notNull(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    created_by: text().notNull(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.webhook_id] })],
);

export const DELIVERY_STATUSES = ["pending", "delivered", "dead", "discarded"] as const;

/**
 * One event for one endpoint, from the end of its first attempt on, or since it waits for one. Its id is the endpoint's id
 * and the event's sequence.
 */
export const webhook_deliveries = sqliteTable(
  "webhook_deliveries",
  {
    tenant_id: text().notNull(),
    webhook_id: text().notNull(),
    sequence: integer().notNull(),
    event_id: text().notNull(),
    type: text().notNull(),
    subject_kind: text().notNull(),
    subject_id: text().notNull(),
    status: text({ enum: DELIVERY_STATUSES }).notNull(),
    /** All attempts so far. */
    attempts: integer().notNull(),
    /** The attempts since it was last started; they decide the next wait. */
    tries: integer().notNull(),
    /** 0: at once, in the order of sequences. Null: no attempt follows. */
    next_attempt_at: integer(),
    created_at: integer().notNull(),
    ended_at: integer(),
    /** Of the last attempt. */
    response_status: integer(),
    latency_ms: integer(),
    excerpt: text(),
    error: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.webhook_id, table.sequence] }),
    index("webhook_deliveries_due")
      .on(table.tenant_id, table.webhook_id, table.next_attempt_at, table.sequence)
      .where(sql`next_attempt_at IS NOT NULL`),
    // Only deliveries that failed are in these.
    index("webhook_deliveries_waiting")
      .on(table.tenant_id, table.webhook_id, table.subject_id, table.sequence)
      .where(sql`next_attempt_at > 0`),
    index("webhook_deliveries_dead")
      .on(table.tenant_id, table.ended_at, table.webhook_id, table.sequence)
      .where(sql`status = 'dead'`),
  ],
);

/** A failed attempt. The attempt that succeeded is in its delivery. */
export const webhook_attempts = sqliteTable(
  "webhook_attempts",
  {
    tenant_id: text().notNull(),
    webhook_id: text().notNull(),
    sequence: integer().notNull(),
    /** From 1. */
    attempt: integer().notNull(),
    at: integer().notNull(),
    /** Null: no answer came. */
    response_status: integer(),
    latency_ms: integer().notNull(),
    excerpt: text(),
    error: text(),
    next_attempt_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.webhook_id, table.sequence, table.attempt] })],
);
