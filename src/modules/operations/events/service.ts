/** Use-cases of events: an integrator reads the tenant's outbox in order, and may wait for what comes next. */

import { type EventRow, findSequences, readEvents, sequenceSince } from "../../../platform/db/outbox.ts";
import { type EventType, eventTypes, wireData } from "../../../platform/events/define.ts";
import type { Context } from "../../../platform/http/context.ts";
import { eventErrors } from "../../../shared/errors/operations.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { requireEveryStore, requireStores } from "../../access/tenants/index.ts";
import { COMMIT_LAG_MS, decideStart, filtersIn, LOOK_MS, MOST_WAITING, SCANNED_EVENTS, typesOf } from "./domain.ts";

interface FeedQuery {
  after?: number;
  /** Epoch ms. */
  from?: number;
  types: string;
  /** Seconds. */
  wait: number;
  limit: number;
  store_id?: string;
}

/** An event as integrators get it; `at` and `timestamp` are one moment, epoch ms, the data has the form of the wire. */
interface FeedEvent {
  event_id: string;
  sequence: number;
  type: string;
  at: number;
  timestamp: number;
  subject_kind: string;
  subject_id: string;
  store_id: string | null;
  data: Record<string, unknown>;
}

interface Feed {
  events: FeedEvent[];
  next_after: number;
  has_more: boolean;
  newest: number;
}

/**
 * The tenant's events after a place, in order. Without one it waits, looking once a second, and returns as soon as one
 * comes. Errors: those of a store; E_VALIDATION for a type that no event has, or a place beyond the newest event;
 * E_EVENTS_GONE when events after the place are no longer kept; E_RATE_LIMIT when too many requests of the tenant wait.
 */
export async function readFeed(ctx: Context, query: FeedQuery): Promise<Feed> {
  const types = requireTypes(query.types);
  const scope = await scopeOf(ctx, query.store_id);
  const sequences = await findSequences(ctx.db);
  const after = await startOf(ctx, query, sequences);
  const read = { types, scope, limit: query.limit };
  const feed = await readOn(ctx, read, after, sequences.newest);
  if (feed.events.length > 0 || feed.has_more || query.wait === 0) return feed;
  return waitOn(ctx, read, feed, query.wait * 1_000);
}

interface Read {
  types: readonly EventType[];
  scope: { store_ids: readonly string[]; storeless: boolean };
  limit: number;
}

/** Events of no store are only for callers with the permission in every store. */
async function scopeOf(ctx: Context, store_id?: string): Promise<Read["scope"]> {
  const store_ids = await requireStores(ctx, "webhook_manage", store_id);
  return { store_ids, storeless: store_id === undefined && (await seesEverything(ctx)) };
}

async function seesEverything(ctx: Context): Promise<boolean> {
  try {
    await requireEveryStore(ctx, "webhook_manage");
    return true;
  } catch (error) {
    if (error instanceof AppError && error.spec === errors.permission) return false;
    throw error;
  }
}

function requireTypes(list: string): EventType[] {
  const known = eventTypes();
  const names = known.map(({ type }) => type);
  const named = filtersIn(list).map((filter) => ({ filter, types: typesOf(filter, names) }));
  const unknown = named.find(({ types }) => types.length === 0);
  if (unknown) {
    const message = `no event is named ${unknown.filter}; the documentation lists them under webhooks`;
    throw new AppError(errors.validation, { fields: [{ path: "types", message }] });
  }
  const wanted = new Set(named.flatMap(({ types }) => types));
  return known.filter(({ type }) => wanted.has(type));
}

async function startOf(
  ctx: Context,
  { after, from }: FeedQuery,
  { oldest, newest }: { oldest: number; newest: number },
): Promise<number> {
  if (after !== undefined && after > newest) {
    const message = `is beyond the newest event, ${newest}; it is of another tenant, or the tenant was restored`;
    throw new AppError(errors.validation, { fields: [{ path: "after", message }] });
  }
  const since = from === undefined ? undefined : await sequenceSince(ctx.db, from - COMMIT_LAG_MS);
  // A time before the oldest event means that what came between is gone, unless the tenant's first event is still kept.
  const sent = since !== undefined && since < oldest && oldest > 1 ? oldest - 2 : (since ?? after);
  const start = decideStart(sent, oldest);
  if (start.missing) throw new AppError(eventErrors.gone, { oldest, after: start.after });
  return start.after;
}

async function readOn({ db }: Context, read: Read, after: number, newest: number): Promise<Feed> {
  const to = Math.min(newest, after + SCANNED_EVENTS);
  const names = read.types.map(({ type }) => type);
  const { rows, cut } = await readEvents(db, { ...read.scope, after, to, types: names }, read.limit + 1);
  const events = rows.slice(0, read.limit).map(feedEvent);
  const more = cut || rows.length > read.limit;
  const next_after = more ? (events.at(-1)?.sequence ?? after) : to;
  return { events, next_after, has_more: more || to < newest, newest };
}

function feedEvent({ event_id, sequence, type, at, subject_kind, subject_id, store_id, data }: EventRow): FeedEvent {
  return {
    event_id,
    sequence,
    type,
    at,
    timestamp: at,
    subject_kind,
    subject_id,
    store_id,
    data: wireData(type, data),
  };
}

/** Looks once a second until an event comes or the time is over; a bounded number of requests of a tenant wait at once. */
async function waitOn(ctx: Context, read: Read, first: Feed, wait_ms: number): Promise<Feed> {
  const tenant = ctx.env.TENANT.getByName(ctx.tenant_id);
  const waiter = { id: ctx.request_id, until: ctx.arrived_at + wait_ms + LOOK_MS };
  if (!(await tenant.addWaiter(waiter, MOST_WAITING)))
    throw new AppError(errors.rate_limit, { waiting: MOST_WAITING }, Math.ceil(wait_ms / 1_000));
  try {
    let feed = first;
    for (let waited = 0; waited < wait_ms; waited += LOOK_MS) {
      await scheduler.wait(LOOK_MS);
      const { newest } = await findSequences(ctx.db);
      if (newest === feed.newest) continue;
      feed = await readOn(ctx, read, feed.next_after, newest);
      if (feed.events.length > 0 || feed.has_more) break;
    }
    return feed;
  } finally {
    ctx.waitUntil(tenant.removeWaiter(waiter.id));
  }
}
