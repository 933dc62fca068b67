/** Delivery of events: consumers get them in order and at least once. The outbox has the events; the queue only wakes the drain. */

import type { Env } from "../../env.ts";
import { OUTBOX, readBounded } from "../db/bounded.ts";
import { bookkeep } from "../db/commit.ts";
import { LEAPT, leapOver } from "../db/leap.ts";
import { notRestoring } from "../db/restoring.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../db/session.ts";
import { decodeRow, type Statement, sql } from "../db/sql.ts";
import { outbox } from "../db/tables.ts";
import type { DataOf, EventType } from "../events/define.ts";
import { asTenant, type Context, type PublicContext } from "../http/context.ts";
import { logTrouble } from "../log/log.ts";
import { oncePerTick, type TickCache } from "./cron.ts";
import { ALL, readPlaces, rememberPlaces } from "./places.ts";

type Row = typeof outbox.$inferSelect;
type StoredEvent = Omit<Row, "data"> & { data: string };

/** An event for its consumers; times in its data are epoch ms. `unreadable`: the data is as stored, of another shape. */
export type OutboxEvent<Data = unknown> = Omit<Row, "data"> & { data: Data; unreadable?: true };

/** A reader of events. It may get an event twice, with the same `event_id`, and must handle that. */
export interface Consumer {
  name: string;
  types: readonly EventType[];
  /**
   * True: its events may come again at any time, so those that it got force no write of a cursor. Up to about a hundred of
   * them come again at a sweep, and to another isolate.
   */
  repeatable?: boolean;
  /**
   * False: it wants no event of this tenant now, and gets none up to the newest of this moment. It is asked at most once
   * a drain, and only when there are new events; it may send one query.
   */
  wants?(ctx: Context): Promise<boolean>;
  consume(ctx: Context, event: OutboxEvent): Promise<void>;
  /** Used instead of `consume` by a consumer that takes a page of events in one commit: in order, at most 100. */
  consumeAll?(ctx: Context, events: readonly OutboxEvent[]): Promise<void>;
}

/**
 * Makes a consumer that gets the parsed data of the events that it names. An event of another shape passes it by: it would
 * fail there at each drain, and hold back all that follow.
 */
export function consumerOf<Types extends readonly EventType[]>(
  name: string,
  types: Types,
  consume: (ctx: Context, event: OutboxEvent<DataOf<Types[number]>>) => Promise<void>,
): Consumer {
  return {
    name,
    types,
    async consume(ctx, event) {
      if (!event.unreadable) await consume(ctx, event as OutboxEvent<DataOf<Types[number]>>);
    },
  };
}

const DRAIN_PAGE = 100;
/** The most pages of one drain for consumers at one place; the next message continues. */
export const PAGES_A_DRAIN = 20;
/** A consumer that needs longer for a page is left behind, so that it stops no other. */
export const CONSUME_MS = 30_000;
/** Tenants of one batch that are drained at the same time, so that a slow one stops no other. */
const TENANTS_AT_ONCE = 5;
/** The most events that one statement deletes. */
const FORGET_PAGE = 2_000;
/** A consumer with nothing to do moves its cursor only when it is this many events behind, so idle drains write nothing. */
const IDLE_LAG = 1000;
/** The same for a repeatable consumer that got events: so many come again at most, but for those of one page. */
const REPEATED_LAG = 100;

/** The body of a queue message. `swept`: the drain moves the common cursor even when nobody wanted an event. */
export interface WakeUp {
  tenant_id: string;
  swept?: boolean;
}

interface WakeUpMessage {
  body: WakeUp;
  retry(options?: { delaySeconds?: number }): void;
}

/** Drains each woken tenant once. A tenant whose drain failed is woken again a little later; one with more events, at once. */
export async function drainWoken(
  base: PublicContext,
  messages: readonly WakeUpMessage[],
  consumers: readonly Consumer[],
): Promise<void> {
  const waiting = [...Map.groupBy(messages, ({ body }) => body.tenant_id)];
  async function drainNext(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await drainTenant(base, ...next, consumers);
  }
  await Promise.all(Array.from({ length: TENANTS_AT_ONCE }, drainNext));
}

async function drainTenant(
  base: PublicContext,
  tenant_id: string,
  messages: readonly WakeUpMessage[],
  consumers: readonly Consumer[],
): Promise<void> {
  const swept = messages.some(({ body }) => body.swept);
  try {
    const { left } = await drainOutbox(base, tenant_id, consumers, { swept });
    if (left) await base.env.OUTBOX.send({ tenant_id, swept });
  } catch (error) {
    logTrouble("warn", "outbox not drained yet", error, { tenant_id });
    messages[0]?.retry({ delaySeconds: 5 });
  }
}

/** A tenant's outbox as the cron jobs see it. `swept` is the common cursor; `oldest_at` is epoch ms. */
export interface OutboxState {
  tenant_id: string;
  oldest: number;
  oldest_at: number;
  newest: number;
  swept: number;
}

const known: TickCache<OutboxState[]> = new WeakMap();

/** The outboxes of all tenants without an open restore, by one query a tick. */
export function listOutboxes(base: PublicContext): Promise<OutboxState[]> {
  return oncePerTick(known, base, () => readOutboxes(base.env));
}

function readOutboxes(env: Env): Promise<OutboxState[]> {
  return openDatabase(env, EVERY_TENANT).all<OutboxState>(
    sql`WITH ${leapOver(sql`outbox WHERE 1`)}
        SELECT leap.tenant_id, first.sequence AS oldest, first.at AS oldest_at,
          (SELECT MAX(sequence) FROM outbox WHERE tenant_id = leap.tenant_id) AS newest,
          COALESCE((SELECT sequence FROM outbox_cursors WHERE tenant_id = leap.tenant_id AND consumer = ${ALL}), 0) AS swept
        FROM leap JOIN outbox first ON first.tenant_id = leap.tenant_id
          AND first.sequence = (SELECT MIN(sequence) FROM outbox WHERE tenant_id = leap.tenant_id)
        WHERE ${notRestoring(LEAPT)}`,
  );
}

/** The most messages of one call, by the platform. */
const MESSAGES_A_CALL = 100;

/** Wakes the drain of every tenant with events beyond its common cursor: this delivers events whose wake-up was lost. */
export async function sweepOutbox(base: PublicContext): Promise<void> {
  const behind = (await listOutboxes(base)).filter(({ newest, swept }) => newest > swept);
  for (let from = 0; from < behind.length; from += MESSAGES_A_CALL)
    await base.env.OUTBOX.sendBatch(
      behind.slice(from, from + MESSAGES_A_CALL).map(({ tenant_id }) => ({ body: { tenant_id, swept: true } })),
    );
}

/** How far a consumer has come in one drain. */
interface Progress {
  consumer: Consumer;
  /** The last event that it has passed. */
  reached: number;
  /** The same, as its cursors in the database say. */
  saved: number;
  /** It has got an event since then that must not come again. */
  got: boolean;
  /** It has got an event since then that may come again. */
  got_repeatable: boolean;
}

/** One drain of a tenant. `newest` is the last event that it delivers. */
interface Drain {
  ctx: Context;
  newest: number;
  all: readonly Progress[];
  /** The common cursor, as the database has it. */
  common: number;
  swept: boolean;
}

/**
 * Drains a tenant's outbox for each consumer. One that fails or is slow stops no other, and is tried again later, from
 * the event at which it stopped. A tenant that is being restored is left to the sweep after the restore. `left`: more
 * events wait. Error: an AggregateError of all consumers that failed.
 */
export async function drainOutbox(
  base: PublicContext,
  tenant_id: string,
  consumers: readonly Consumer[],
  { swept = false } = {},
): Promise<{ left: boolean }> {
  const ctx = asTenant(base, tenant_id);
  const places = await readPlaces(ctx.db);
  const { newest, cursors } = places;
  if (newest === 0) return { left: false };
  const common = cursors.get(ALL) ?? 0;
  const all = consumers.map((consumer) => {
    const { name } = consumer;
    const saved = Math.max(common, cursors.get(name) ?? 0);
    // A sweep trusts the database alone.
    const reached = swept ? saved : Math.max(saved, places.remembered.get(name) ?? 0);
    return { consumer, reached, saved, got: false, got_repeatable: false };
  });
  const drain: Drain = { ctx, newest, all, common, swept };
  const failures: unknown[] = [];
  const behind = await passUnwanted(drain, failures);
  const groups = [...Map.groupBy(behind, ({ reached }) => reached).values()];
  const ended = await Promise.allSettled(groups.map((group) => drainGroup(drain, group, failures)));
  failures.push(...ended.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
  await saveProgress(drain, all);
  rememberPlaces(ctx.db, places, new Map(all.map(({ consumer, reached }) => [consumer.name, reached])));
  if (failures.length > 0) throw new AggregateError(failures, "a consumer failed");
  return { left: all.some(({ reached }) => reached < newest) };
}

/**
 * The consumers that have events to read. Those that want none pass all events; they are asked after the newest event
 * was read, so that nothing which follows a change of mind is passed.
 */
async function passUnwanted({ ctx, newest, all }: Drain, failures: unknown[]): Promise<Progress[]> {
  const behind = all.filter(({ reached }) => reached < newest);
  const wanting = await Promise.all(
    behind.map(async (progress) => {
      try {
        if ((await progress.consumer.wants?.(ctx)) ?? true) return [progress];
        progress.reached = newest;
      } catch (error) {
        failures.push(error);
      }
      return [];
    }),
  );
  return wanting.flat();
}

/** Reads each page once for consumers at the same place. A consumer that fails leaves the group. */
async function drainGroup(drain: Drain, group: readonly Progress[], failures: unknown[]): Promise<void> {
  const { ctx, newest } = drain;
  let going = [...group];
  for (let pages = 0; pages < PAGES_A_DRAIN && going.length > 0; pages++) {
    const after = going[0]?.reached ?? newest;
    if (after >= newest) return;
    const { events, reached } = await readPage(ctx, going, after, newest);
    const outcomes = await Promise.all(going.map((progress) => consumePage(ctx, progress, events, reached)));
    failures.push(...outcomes.flatMap((outcome) => (outcome ? [outcome.error] : [])));
    await saveProgress(drain, going);
    going = going.filter((_, index) => !outcomes[index]);
  }
}

async function readPage(ctx: Context, group: readonly Progress[], after: number, newest: number) {
  const { db, tenant_id } = ctx;
  const types = new Map(group.flatMap(({ consumer }) => consumer.types.map((event) => [event.type, event] as const)));
  const { rows, cut } = await readBounded<StoredEvent>(
    db,
    OUTBOX,
    sql`SELECT ${OUTBOX.columns} FROM outbox WHERE tenant_id = ${tenant_id} AND sequence > ${after}
          AND sequence <= ${newest} AND type IN (SELECT value FROM json_each(${[...types.keys()]}))
        ORDER BY sequence LIMIT ${DRAIN_PAGE}`,
  );
  const events = rows.map((row) => readEvent(types, decodeRow(outbox, { ...row })));
  const full = cut || events.length === DRAIN_PAGE;
  return { events, reached: full ? (events.at(-1)?.sequence ?? after) : newest };
}

/** Gives a consumer its events of a page. A failure is returned; the consumer then is at the last event that it took. */
async function consumePage(
  ctx: Context,
  progress: Progress,
  page: readonly OutboxEvent[],
  reached: number,
): Promise<{ error: unknown } | undefined> {
  const { consumer } = progress;
  const got = consumer.repeatable ? "got_repeatable" : "got";
  const events = page.filter(({ type }) => consumer.types.some((known) => known.type === type));
  let late = false;
  async function deliver(): Promise<void> {
    if (consumer.consumeAll) {
      if (events.length > 0) await consumer.consumeAll(ctx, events);
    } else
      for (const event of events) {
        await consumer.consume(ctx, event);
        if (late) return;
        progress.reached = event.sequence;
        progress[got] = true;
      }
    if (late) return;
    progress.reached = reached;
    progress[got] ||= events.length > 0;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = true;
      reject(new Error(`the consumer ${consumer.name} is slow`));
    }, CONSUME_MS);
  });
  try {
    await (events.length > 0 ? Promise.race([deliver(), over]) : deliver());
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Writes how far consumers have come. As long as none is behind, this is one row: the common cursor. Others' own cursors
 * move only while one is behind.
 */
async function saveProgress(drain: Drain, moved: readonly Progress[]): Promise<void> {
  const { ctx, all, swept } = drain;
  const { tenant_id, db } = ctx;
  const common = Math.min(drain.newest, ...all.map(({ reached }) => reached));
  const lag = moved.some(({ got_repeatable }) => got_repeatable) ? REPEATED_LAG : IDLE_LAG;
  const of_all = moved.some(({ got, saved }) => got && common > saved) || common - drain.common > lag;
  const moves: Statement[] = [];
  const moves_all = common > drain.common && (of_all || (swept && common === drain.newest));
  const passed = moves_all ? common : drain.common;
  if (moves_all) moves.push(moveCursor(tenant_id, ALL, common));
  const saved = moved.filter(({ consumer, reached, saved, got, got_repeatable }) => {
    if (reached <= passed) return true;
    const own_lag = got_repeatable ? REPEATED_LAG : IDLE_LAG;
    if (!(got && reached > saved) && reached - Math.max(saved, passed) <= own_lag) return false;
    moves.push(moveCursor(tenant_id, consumer.name, reached));
    return true;
  });
  if (moves.length > 0) await bookkeep(db, moves);
  drain.common = Math.max(drain.common, passed);
  for (const progress of saved) Object.assign(progress, { saved: progress.reached, got: false, got_repeatable: false });
}

/** A row with its data parsed by its event. A row of unknown shape is marked, delivered unchanged, and logged. */
function readEvent(types: ReadonlyMap<string, EventType>, row: Row): OutboxEvent {
  const { tenant_id, sequence, type } = row;
  const data = types.get(type)?.read(row.data);
  if (data !== undefined) return { ...row, data };
  logTrouble("error", "event not readable", type, { tenant_id, sequence });
  return { ...row, unreadable: true };
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
  const cursor = (consumer: string | Statement) =>
    sql`COALESCE((SELECT sequence FROM outbox_cursors WHERE tenant_id = ${tenant_id} AND consumer = ${consumer}), 0)`;
  const passed = sql`(SELECT MIN(MAX(${cursor(ALL)}, ${cursor(sql`name.value`)})) FROM json_each(${names}) name)`;
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
