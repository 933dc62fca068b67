/** Use-cases of deliveries: the log, a retry, a replay, and dead letters (rules E4, E8). */

import { bookkeep, commit, throwIfReplied } from "../../../../platform/db/commit.ts";
import { findSequences, listEventHeads, sequenceSince } from "../../../../platform/db/outbox.ts";
import { type Database, openDatabase } from "../../../../platform/db/session.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { lastTurn } from "../../../../platform/queue/daily.ts";
import { listOutboxes } from "../../../../platform/queue/outbox.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { encodeCursor, type Page, pageOf } from "../../../../shared/page.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import { deliveryIdOf, readDeliveryId } from "../domain/delivery-ids.ts";
import { webhookErrors } from "../domain/errors.ts";
import {
  type Attempt,
  type Delivery,
  deleteDeliveries,
  findDelivery,
  listAttempts,
  listDead,
  listDeliveries,
  listNamedEndpoints,
  moveDelivery,
  restartDeliveries,
} from "../store/deliveries.ts";
import { wantedTypes } from "./bodies.ts";
import { actOn } from "./disable.ts";
import { getEndpoint } from "./endpoints.ts";
import { readWaiting, wakeEndpoints } from "./wake.ts";

/** The most deliveries that one request starts again. */
export const RESTARTED_AT_ONCE = 1_000;
/** The most tenants whose deliveries one tick looks through; the next tick continues with others. */
const TENANTS_PER_TICK = 50;
/** The most deliveries of one endpoint that a tick deletes. */
const FORGOTTEN_AT_ONCE = 1_000;

interface Paging {
  limit: number;
  cursor?: string;
}

/** An endpoint's deliveries, newest event first; a page of one status may be short and have more. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function listDeliveriesOf(
  ctx: Context,
  webhook_id: string,
  { limit, cursor, status }: Paging & { status?: Delivery["status"] },
): Promise<Page<ReturnType<typeof present>>> {
  await getEndpoint(ctx, webhook_id);
  const [below = Number.MAX_SAFE_INTEGER] = readCursor(cursor, 1) ?? [];
  const found = await listDeliveries(ctx.db, webhook_id, { below: Number(below), status, limit: limit + 1 });
  const page = pageOf(found.rows.map(present), limit, ({ sequence }) => [sequence]);
  if (page.has_more || found.reached === null) return page;
  return { ...page, has_more: true, next_cursor: encodeCursor([found.reached]) };
}

/** A delivery with its failed attempts, latest first. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function getDelivery(ctx: Context, delivery_id: string) {
  const delivery = await getRow(ctx, delivery_id);
  return { ...present(delivery), failures: (await listAttempts(ctx.db, delivery)).map(presentAttempt) };
}

/**
 * Makes a delivery due at once, whatever became of it; its waits begin again. Errors: E_NOT_FOUND, E_PERMISSION,
 * E_WEBHOOK_DISABLED.
 */
export async function retryDelivery(ctx: Context, delivery_id: string) {
  return restart(ctx, await getRow(ctx, delivery_id));
}

/** The same for a dead letter only. Errors: also E_DELIVERY_NOT_DEAD. */
export async function requeueDelivery(ctx: Context, delivery_id: string) {
  return restart(ctx, await getDead(ctx, delivery_id));
}

/**
 * Takes a dead letter off the list for good; a repeat changes nothing. Errors: E_NOT_FOUND, E_PERMISSION,
 * E_DELIVERY_NOT_DEAD.
 */
export async function discardDelivery(ctx: Context, delivery_id: string) {
  const delivery = await getRow(ctx, delivery_id);
  if (delivery.status === "discarded") return present(delivery);
  requireDead(delivery);
  const reply = present({ ...delivery, status: "discarded", next_attempt_at: null, ended_at: ctx.arrived_at });
  await commit(ctx, {
    writes: [moveDelivery(delivery, { status: "discarded", now: ctx.arrived_at })],
    audit: [actOn(delivery.webhook_id, "delivery_discarded", { delivery_id })],
    reply,
  });
  return reply;
}

/** Dead letters of the tenant or of one endpoint, the earliest end first. Error: E_PERMISSION. */
export async function listDeadLetters(
  ctx: Context,
  { limit, cursor, webhook_id }: Paging & { webhook_id?: string },
): Promise<Page<ReturnType<typeof present>>> {
  await requireEveryStore(ctx, "webhook_manage");
  const [ended_at = 0, endpoint = "", sequence = 0] = readCursor(cursor, 3) ?? [];
  const after = [Number(ended_at), String(endpoint), Number(sequence)] as const;
  const rows = await listDead(ctx.db, { after, webhook_id, limit: limit + 1 });
  return pageOf(rows.map(present), limit, (row) => [row.ended_at ?? 0, row.webhook_id, row.sequence]);
}

/**
 * Starts every dead letter of an endpoint again, at most 1,000 a request; `more`: repeat the request. Errors: E_NOT_FOUND,
 * E_PERMISSION, E_WEBHOOK_DISABLED.
 */
export async function replayDead(ctx: Context, { webhook_id }: { webhook_id: string }) {
  const endpoint = requireEnabled(await getEndpoint(ctx, webhook_id));
  const after = [0, "", 0] as const;
  const dead = await listDead(ctx.db, { after, webhook_id, limit: RESTARTED_AT_ONCE + 1 });
  const restarted = dead.slice(0, RESTARTED_AT_ONCE);
  const reply = { webhook_id, restarted: restarted.length, more: dead.length > RESTARTED_AT_ONCE };
  await commit(ctx, {
    writes: restartDeliveries(ctx.db, webhook_id, restarted, ctx.arrived_at),
    audit: [actOn(webhook_id, "replayed", { dead_letters: restarted.length })],
    reply,
  });
  await wakeEndpoints(ctx.env, [endpoint]);
  return reply;
}

/**
 * Sends kept events to an endpoint again, from a moment or after a sequence, at most 1,000 a request; `more`: continue
 * after `last_sequence`. Errors: E_NOT_FOUND, E_PERMISSION, E_WEBHOOK_DISABLED.
 */
export async function replayEvents(
  ctx: Context,
  webhook_id: string,
  { from, after_sequence }: { from?: number; after_sequence?: number },
) {
  const endpoint = requireEnabled(await getEndpoint(ctx, webhook_id));
  const types = wantedTypes(endpoint);
  const after = after_sequence ?? (await sequenceSince(ctx.db, from ?? 0));
  const heads = await listEventHeads(ctx.db, { after, types }, RESTARTED_AT_ONCE + 1);
  const restarted = heads.slice(0, RESTARTED_AT_ONCE);
  const more = heads.length > RESTARTED_AT_ONCE;
  const last_sequence = restarted.at(-1)?.sequence ?? after;
  const reply = { webhook_id, restarted: restarted.length, more, last_sequence };
  await commit(ctx, {
    writes: restartDeliveries(ctx.db, webhook_id, restarted, ctx.arrived_at),
    audit: [actOn(webhook_id, "replayed", { after_sequence: after, last_sequence, restarted: restarted.length })],
    reply,
  });
  await wakeEndpoints(ctx.env, [endpoint]);
  return reply;
}

/** The turn up to which a tenant has no old delivery; a cache of this isolate that saves reads. */
const done = new Map<string, number>();

/** Deletes deliveries whose events are no longer kept, from each tenant's minute of the day on, a portion a tick. */
export async function forgetDeliveries(base: PublicContext): Promise<void> {
  const { env, arrived_at } = base;
  const isUndone = (tenant_id: string) => (done.get(tenant_id) ?? 0) < lastTurn(tenant_id, arrived_at);
  // A tenant that still has its first event has no delivery without its event.
  const losing = (await listOutboxes(base)).filter(({ tenant_id, oldest }) => oldest > 1 && isUndone(tenant_id));
  if (losing.length === 0) return;
  const { tenants_with_deliveries: owing } = await readWaiting(base);
  for (const { tenant_id } of losing) if (!owing.has(tenant_id)) done.set(tenant_id, lastTurn(tenant_id, arrived_at));
  const undone = losing.map(({ tenant_id }) => tenant_id).filter((tenant_id) => owing.has(tenant_id));
  await eachTenant(
    turnsOf(undone, TENANTS_PER_TICK, arrived_at),
    "old deliveries not deleted yet",
    async (tenant_id) => {
      const { left } = await forgetSome(openDatabase(env, tenant_id));
      if (!left) done.set(tenant_id, lastTurn(tenant_id, arrived_at));
    },
  );
}

async function forgetSome(db: Database): Promise<{ left: boolean }> {
  const { oldest } = await findSequences(db);
  let left = false;
  for (const webhook_id of await listNamedEndpoints(db)) {
    const deleted = await bookkeep(db, deleteDeliveries(db, webhook_id, oldest, FORGOTTEN_AT_ONCE));
    left ||= deleted.includes(FORGOTTEN_AT_ONCE);
  }
  return { left };
}

async function restart(ctx: Context, delivery: Delivery) {
  const endpoint = requireEnabled(await getEndpoint(ctx, delivery.webhook_id));
  const reply = present({ ...delivery, status: "pending", next_attempt_at: 0, ended_at: null });
  await commit(ctx, {
    writes: [moveDelivery(delivery, { status: "pending", now: ctx.arrived_at })],
    audit: [actOn(delivery.webhook_id, "delivery_restarted", { delivery_id: deliveryIdOf(delivery) })],
    reply,
  });
  await wakeEndpoints(ctx.env, [endpoint]);
  return reply;
}

async function getRow(ctx: Context, delivery_id: string): Promise<Delivery> {
  await requireEveryStore(ctx, "webhook_manage");
  const { webhook_id, sequence } = readDeliveryId(delivery_id);
  const delivery = await findDelivery(ctx.db, webhook_id, sequence);
  if (!delivery) throw new AppError(errors.not_found);
  return delivery;
}

async function getDead(ctx: Context, delivery_id: string): Promise<Delivery> {
  const delivery = await getRow(ctx, delivery_id);
  // An equal request started it at the same moment: this one gets its reply.
  if (delivery.status !== "dead" && ctx.reply_key) await throwIfReplied(ctx, ctx.reply_key);
  requireDead(delivery);
  return delivery;
}

function requireDead({ status }: Delivery): void {
  if (status !== "dead") throw new AppError(webhookErrors.not_dead, { status });
}

function requireEnabled<Endpoint extends { status: string }>(endpoint: Endpoint): Endpoint {
  if (endpoint.status === "enabled") return endpoint;
  throw new AppError(webhookErrors.disabled);
}

function present(delivery: Delivery) {
  const { tenant_id, tries, next_attempt_at, ...shown } = delivery;
  // A delivery that is due at once has no time of its own.
  const due = next_attempt_at === 0 ? shown.created_at : next_attempt_at;
  return { delivery_id: deliveryIdOf(delivery), ...shown, next_attempt_at: due };
}

function presentAttempt({ attempt, at, response_status, latency_ms, excerpt, error, next_attempt_at }: Attempt) {
  return { attempt, at, response_status, latency_ms, excerpt, error, next_attempt_at };
}
