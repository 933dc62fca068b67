/** The lag of outboxes: how far the slowest consumer is behind the newest event, of one tenant and of all. */

import { decodeTime, encodeTime, isValid } from "ulid";
import { MINUTE_MS } from "../../shared/time.ts";
import { newestSequence } from "../db/outbox.ts";
import { EVERY_TENANT, openDatabase } from "../db/session.ts";
import { sql } from "../db/sql.ts";
import type { Context, PublicContext } from "../http/context.ts";
import { type Consumer, listOutboxes } from "./outbox.ts";
import { ALL } from "./places.ts";

/** How far the slowest consumer is behind: its name and events with the first that it has not got, and that one's age. */
export interface OutboxLag {
  consumer: string | null;
  events: number;
  seconds: number;
}

let watched: readonly Consumer[] = [];

/** Sets, once per isolate, the consumers whose lag is read. */
export function watchLag(consumers: readonly Consumer[]): void {
  watched = consumers;
}

/** The cursor of a consumer whose events may come again moves with the sweeps: it is behind when two of them did not move it. */
const REPEATED_MS = 2 * MINUTE_MS;

interface Waiting {
  name: string;
  sequence: number;
  event_id: string;
  newest: number;
}

/**
 * The lag of the context's tenant, all zero when every consumer has got every event that it reads. A consumer that wants
 * nothing of the tenant is not behind, nor is a repeatable one that got its events since the last sweep. One query, and
 * those of `wants`.
 */
export async function readLag(ctx: Context, consumers: readonly Consumer[] = watched): Promise<OutboxLag> {
  const { db, tenant_id } = ctx;
  const before = encodeTime(ctx.arrived_at - REPEATED_MS);
  const wanting = await Promise.all(
    consumers.map(async ({ name, types, wants, repeatable }) =>
      ((await wants?.(ctx)) ?? true)
        ? [{ name, types: types.map(({ type }) => type), before: repeatable ? before : null }]
        : [],
    ),
  );
  const cursor = (of: unknown) =>
    sql`COALESCE((SELECT sequence FROM outbox_cursors WHERE tenant_id = ${tenant_id} AND consumer = ${of}), 0)`;
  const [slowest] = await db.all<Waiting>(
    sql`WITH reader (name, types, before, place) AS MATERIALIZED (
          SELECT value ->> '$.name', value -> '$.types', value ->> '$.before',
            MAX(${cursor(ALL)}, ${cursor(sql`value ->> '$.name'`)})
          FROM json_each(${wanting.flat()}))
        SELECT reader.name, event.sequence, event.event_id, ${newestSequence(tenant_id)} AS newest
        FROM reader CROSS JOIN outbox event ON event.tenant_id = ${tenant_id} AND event.sequence = (
          SELECT sequence FROM outbox WHERE tenant_id = ${tenant_id} AND sequence > reader.place
            AND type IN (SELECT value FROM json_each(reader.types)) ORDER BY sequence LIMIT 1)
        WHERE reader.before IS NULL OR event.event_id < reader.before
        ORDER BY event.sequence LIMIT 1`,
  );
  if (!slowest) return { consumer: null, events: 0, seconds: 0 };
  const { name, sequence, event_id, newest } = slowest;
  return { consumer: name, events: newest - sequence + 1, seconds: secondsSince(event_id, ctx.arrived_at) };
}

/** The tenants whose slowest consumer is behind, the most events that one of them waits for, and the age of the oldest. */
export interface Backlog {
  tenants: number;
  most_events: number;
  oldest_s: number;
}

/** The most waiting tenants whose oldest event is read. */
const WAITING_READ = 1_000;

/**
 * How far the outboxes of all tenants are behind: two queries. Events that nobody wants, or that may come again, count until
 * the sweep of the next minute passes them.
 */
export async function readBacklog(base: PublicContext): Promise<Backlog> {
  const behind = (await listOutboxes(base))
    .map(({ tenant_id, newest, swept }) => ({ tenant_id, swept, events: newest - swept }))
    .filter(({ events }) => events > 0)
    .toSorted((one, other) => other.events - one.events);
  if (behind.length === 0) return { tenants: 0, most_events: 0, oldest_s: 0 };
  const [first] = await openDatabase(base.env, EVERY_TENANT).all<{ event_id: string | null }>(
    sql`SELECT MIN(event.event_id) AS event_id FROM json_each(${behind.slice(0, WAITING_READ)}) waiting
        CROSS JOIN outbox event ON event.tenant_id = waiting.value ->> '$.tenant_id' AND event.sequence = (
          SELECT MIN(sequence) FROM outbox WHERE tenant_id = waiting.value ->> '$.tenant_id'
            AND sequence > waiting.value ->> '$.swept')`,
  );
  const oldest_s = secondsSince(first?.event_id ?? "", base.arrived_at);
  return { tenants: behind.length, most_events: behind[0]?.events ?? 0, oldest_s };
}

/** The age of an event by its id; 0 for an id without a time. */
function secondsSince(event_id: string, now: number): number {
  return isValid(event_id) ? Math.floor(Math.max(0, now - decodeTime(event_id)) / 1_000) : 0;
}
