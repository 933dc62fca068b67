/** Delivery of events: consumers get them in order and at least once. The outbox has the events; the queue only wakes the drain. */

import type { Env } from "../../env.ts";
import { OUTBOX, readBounded } from "../db/bounded.ts";
import { bookkeep } from "../db/commit.ts";
import { tenantsWith } from "../db/leap.ts";
import type { Database } from "../db/session.ts";
import { decodeRow, type Statement, sql } from "../db/sql.ts";
import { outbox } from "../db/tables.ts";
import type { DataOf, EventType } from "../events/define.ts";
import { asTenant, type Context, type PublicContext } from "../http/context.ts";
import { logTrouble } from "../log/log.ts";

type Row = typeof outbox.$inferSelect;
type StoredEvent = Omit<Row, "data"> & { data: string };

/** An event for its consumers; times in its data are epoch ms. */
export type OutboxEvent<Data = unknown> = Omit<Row, "data"> & { data: Data };

/** A reader of events. It may get an event twice, with the same `event_id`, and must handle that. */
export interface Consumer {
  name: string;
  types: readonly EventType[];
  consume(ctx: Context, event: OutboxEvent): Promise<void>;
}

/** Makes a consumer that gets the parsed data of the events that it names. */
export function consumerOf<Types extends readonly EventType[]>(
  name: string,
  types: Types,
  consume: (ctx: Context, event: OutboxEvent<DataOf<Types[number]>>) => Promise<void>,
): Consumer {
  return { name, types, consume: (ctx, event) => consume(ctx, event as OutboxEvent<DataOf<Types[number]>>) };
}

const DRAIN_PAGE = 100;
/** The most events that one statement deletes. */
const FORGET_PAGE = 2_000;
/** A consumer with nothing to do moves its cursor only when it is this many events behind, so idle drains write nothing. */
const IDLE_LAG = 1000;

interface WakeUp {
  body: { tenant_id: string };
  retry(options?: { delaySeconds?: number }): void;
}

/** Drains each woken tenant once. A tenant whose drain failed is woken again a little later. */
export async function drainWoken(
  base: PublicContext,
  wakeUps: readonly WakeUp[],
  consumers: readonly Consumer[],
): Promise<void> {
  for (const [tenant_id, [message]] of Map.groupBy(wakeUps, ({ body }) => body.tenant_id)) {
    const drained = await tryDrain(base, tenant_id, consumers);
    if (!drained) message?.retry({ delaySeconds: 5 });
  }
}

/** Drains every tenant, which delivers events whose wake-up was lost. One tenant's failure stops no other. */
export async function sweepOutbox(base: PublicContext, consumers: readonly Consumer[]): Promise<void> {
  for (const tenant_id of await tenantsWithEvents(base.env)) await tryDrain(base, tenant_id, consumers);
}

async function tryDrain(base: PublicContext, tenant_id: string, consumers: readonly Consumer[]): Promise<boolean> {
  try {
    await drainOutbox(base, tenant_id, consumers);
    return true;
  } catch (error) {
    logTrouble("warn", "outbox not drained yet", error, { tenant_id });
    return false;
  }
}

/** Drains a tenant's outbox for each consumer. One that fails stops no other, and the sweep tries it again. */
export async function drainOutbox(
  base: PublicContext,
  tenant_id: string,
  consumers: readonly Consumer[],
): Promise<void> {
  const ctx = asTenant(base, tenant_id);
  const outcomes = await Promise.allSettled(consumers.map((consumer) => drainFor(ctx, consumer)));
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  if (failed.length > 0)
    throw new AggregateError(
      failed.map((outcome) => outcome.reason),
      "a consumer failed",
    );
}

async function drainFor(ctx: Context, consumer: Consumer): Promise<void> {
  const { tenant_id, db } = ctx;
  for (;;) {
    const [place] = await db.all<{ cursor: number; newest: number }>(
      sql`SELECT COALESCE((SELECT sequence FROM outbox_cursors WHERE tenant_id = ${tenant_id}
                           AND consumer = ${consumer.name}), 0) AS cursor,
                 COALESCE((SELECT MAX(sequence) FROM outbox WHERE tenant_id = ${tenant_id}), 0) AS newest`,
    );
    if (!place || place.cursor === place.newest) return;
    const { rows, cut } = await readBounded<StoredEvent>(
      db,
      OUTBOX,
      sql`SELECT ${OUTBOX.columns} FROM outbox WHERE tenant_id = ${tenant_id} AND sequence > ${place.cursor}
            AND sequence <= ${place.newest} AND type IN (SELECT value FROM json_each(${consumer.types.map(({ type }) => type)}))
          ORDER BY sequence LIMIT ${DRAIN_PAGE}`,
    );
    const events = rows.map((row) => readEvent(consumer.types, decodeRow(outbox, { ...row })));
    for (const event of events) await consumer.consume(ctx, event);
    const full = cut || events.length === DRAIN_PAGE;
    const reached = full ? (events.at(-1)?.sequence ?? place.cursor) : place.newest;
    if (events.length > 0 || reached - place.cursor > IDLE_LAG)
      await bookkeep(db, [moveCursor(tenant_id, consumer.name, reached)]);
    if (!full) return;
  }
}

/** A row with its data parsed by its event. A row of unknown shape is delivered unchanged, and logged. */
function readEvent(types: readonly EventType[], row: Row): OutboxEvent {
  const { tenant_id, sequence, type } = row;
  const data = types.find((event) => event.type === type)?.read(row.data);
  if (data === undefined) logTrouble("error", "event not readable", type, { tenant_id, sequence });
  return { ...row, data: data ?? row.data };
}

/** Every tenant that has events. */
export function tenantsWithEvents(env: Env): Promise<string[]> {
  return tenantsWith(env, sql`outbox WHERE 1`);
}

/**
 * Deletes a portion of a tenant's oldest events: those before a moment (epoch ms) that every consumer has passed. The
 * newest event stays, because numbers continue from it.
 */
export async function forgetEvents(
  db: Database,
  before: number,
  consumers: readonly Consumer[],
): Promise<{ left: boolean }> {
  const { tenant_id } = db;
  const names = consumers.map(({ name }) => name);
  const bound = (of: Statement) => sql`(SELECT ${of} FROM outbox WHERE tenant_id = ${tenant_id})`;
  const kept = sql`(SELECT MIN(sequence) FROM outbox WHERE tenant_id = ${tenant_id} AND at >= ${before})`;
  const passed = sql`(SELECT MIN(COALESCE(place.sequence, 0)) FROM json_each(${names}) name LEFT JOIN outbox_cursors place
                      ON place.tenant_id = ${tenant_id} AND place.consumer = name.value)`;
  const [deleted = 0] = await bookkeep(db, [
    sql`DELETE FROM outbox WHERE tenant_id = ${tenant_id}
          AND sequence < MIN(${bound(sql`MIN(sequence)`)} + ${FORGET_PAGE}, ${bound(sql`MAX(sequence)`)},
                             COALESCE(${kept}, ${bound(sql`MAX(sequence)`)}), ${passed} + 1)`,
  ]);
  return { left: deleted === FORGET_PAGE };
}

/** Moves a cursor forward only, whichever of two drains ends last. */
function moveCursor(tenant_id: string, consumer: string, sequence: number): Statement {
  return sql`INSERT INTO outbox_cursors (tenant_id, consumer, sequence) VALUES (${tenant_id}, ${consumer}, ${sequence})
             ON CONFLICT (tenant_id, consumer) DO UPDATE SET sequence = MAX(sequence, excluded.sequence)`;
}
