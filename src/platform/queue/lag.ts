/** The lag of a tenant's outbox: how far the slowest consumer is behind the newest event. */

import { decodeTime, isValid } from "ulid";
import { newestSequence } from "../db/outbox.ts";
import { sql } from "../db/sql.ts";
import type { Context } from "../http/context.ts";
import { ALL, type Consumer } from "./outbox.ts";

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

interface Waiting {
  name: string;
  sequence: number;
  event_id: string;
  newest: number;
}

/**
 * The lag of the context's tenant, all zero when every consumer has got every event that it reads. A consumer that wants
 * nothing of the tenant is not behind. One query, and those of `wants`.
 */
export async function readLag(ctx: Context, consumers: readonly Consumer[] = watched): Promise<OutboxLag> {
  const { db, tenant_id } = ctx;
  const wanting = await Promise.all(
    consumers.map(async ({ name, types, wants }) =>
      ((await wants?.(ctx)) ?? true) ? [{ name, types: types.map(({ type }) => type) }] : [],
    ),
  );
  const cursor = (of: unknown) =>
    sql`COALESCE((SELECT sequence FROM outbox_cursors WHERE tenant_id = ${tenant_id} AND consumer = ${of}), 0)`;
  const [slowest] = await db.all<Waiting>(
    sql`WITH reader (name, types, place) AS MATERIALIZED (
          SELECT value ->> '$.name', value -> '$.types', MAX(${cursor(ALL)}, ${cursor(sql`value ->> '$.name'`)})
          FROM json_each(${wanting.flat()}))
        SELECT reader.name, event.sequence, event.event_id, ${newestSequence(tenant_id)} AS newest
        FROM reader CROSS JOIN outbox event ON event.tenant_id = ${tenant_id} AND event.sequence = (
          SELECT sequence FROM outbox WHERE tenant_id = ${tenant_id} AND sequence > reader.place
            AND type IN (SELECT value FROM json_each(reader.types)) ORDER BY sequence LIMIT 1)
        ORDER BY event.sequence LIMIT 1`,
  );
  if (!slowest) return { consumer: null, events: 0, seconds: 0 };
  const { name, sequence, event_id, newest } = slowest;
  const age_ms = isValid(event_id) ? Math.max(0, ctx.arrived_at - decodeTime(event_id)) : 0;
  return { consumer: name, events: newest - sequence + 1, seconds: Math.floor(age_ms / 1_000) };
}
