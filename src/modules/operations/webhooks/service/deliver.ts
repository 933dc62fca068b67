/**
 * Delivers to one endpoint in a run: its due deliveries and its fresh events go out four at once, those of one subject one
 * after another, and each end is written before the next of its subject begins (rules E4, E6, E8).
 */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { listEventsOf } from "../../../../platform/db/outbox.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { randomShare } from "../../../../platform/http/outgoing.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { decideOutcome, type Outcome } from "../domain/retries.ts";
import { nextPlace, RUN_MS, SIGN_EVERY_MS, SOON_MS, SPAN } from "../domain/runs.ts";
import {
  buryDeliveries,
  buryDelivery,
  callBack,
  type Delivery,
  deleteDeliveries,
  insertAttempt,
  insertSettled,
  listDue,
  newDelivery,
  putOff,
  settleDelivery,
} from "../store/deliveries.ts";
import type { Endpoint } from "../store/endpoints.ts";
import { findServed, listFresh, movePlace, recordFresh } from "../store/owed.ts";
import { bodyOf, wantedTypes } from "./bodies.ts";
import { type CallAnswer, callEndpoint, inspectUrl } from "./call.ts";
import { disableEndpoint } from "./disable.ts";
import { endpointObject } from "./object.ts";
import { openSecrets } from "./secrets.ts";
import { type EndpointName, type EndpointWakeUp, wakeEndpoints } from "./wake.ts";

/** The most deliveries of an ended endpoint that one run ends; the next run continues. */
const ENDED_AT_ONCE = 500;
/** The most fresh events of a page. */
const FRESH_AT_ONCE = 40;
/** The most pages of a run; the next run continues. */
const PAGES_A_RUN = 100;

interface Run {
  ctx: Context;
  run_id: string;
  object: ReturnType<typeof endpointObject>;
  endpoint: Endpoint;
  inspected: Awaited<ReturnType<typeof inspectUrl>>;
  secrets: readonly string[];
  /** The attempts that may be in flight together; 0: the run stops. */
  room: number;
  now: number;
  ends_at: number;
  /** The types of events that the endpoint wants. */
  types: readonly string[];
  /** The endpoint's place: each wanted event up to it has a delivery. */
  place: number;
  /** The tenant's newest event when the run began. */
  newest: number;
  swept: boolean;
  /** Somebody wanted to begin since the last page was read. */
  again: boolean;
  /** When the next retry is due, epoch ms; null for none. */
  next_due: number | null;
}

/** A delivery to attempt, and its body. Not recorded: its event is fresh, and the attempt's end records it. */
interface Owed {
  delivery: Delivery;
  is_recorded: boolean;
  body: string;
}

interface Page {
  owed: Owed[];
  /** Every fresh event up to this number is in the page, or waits for an earlier one of its subject. */
  to: number;
  /** More may be due after this page. */
  more: boolean;
}

/** Delivers what is due to an endpoint. A failure is logged, and the sweep repeats the run. */
export async function runEndpoint(base: PublicContext, { swept = false, ...name }: EndpointWakeUp): Promise<void> {
  const ctx = asTenant(base, name.tenant_id);
  const object = endpointObject(base.env, name);
  const run_id = ctx.newId();
  try {
    const begun = await object.begin(run_id);
    if (!begun.ok) {
      if (begun.open) await recordWaiting(ctx, name.webhook_id, swept);
      return;
    }
    const signs = setInterval(() => void object.keep(run_id).catch(() => undefined), SIGN_EVERY_MS);
    let end: RunEnd = { left: false, next_due: null };
    try {
      end = await deliverDue(ctx, name, object, { run_id, swept, ...begun });
    } finally {
      clearInterval(signs);
      if (await object.end(run_id)) end = { ...end, left: true };
    }
    await wakeNext(ctx, name, end);
  } catch (error) {
    logTrouble("warn", "endpoint not served yet", error, { ...name });
  }
}

/** Records the fresh events of an endpoint whose breaker is open, so that its place does not stay behind. */
async function recordWaiting(ctx: Context, webhook_id: string, swept: boolean): Promise<void> {
  const served = await findServed(ctx.db, webhook_id);
  if (served?.endpoint.status !== "enabled") return;
  const { endpoint, newest } = served;
  await moveTo(ctx, endpoint, wantedTypes(endpoint), nextPlace(endpoint.from_sequence, newest, { swept }));
}

/** Records the fresh events up to a place, and moves the endpoint to it in the same commit. */
async function moveTo(ctx: Context, endpoint: Endpoint, types: readonly string[], to: number | undefined) {
  if (to !== undefined)
    await bookkeep(ctx.db, [recordFresh(endpoint, { types, to, now: ctx.arrived_at }), movePlace(endpoint, to)]);
}

/** `left`: something is left for a next run at once. `next_due`: when the next retry is due, epoch ms, if it was read. */
interface RunEnd {
  left: boolean;
  next_due: number | null;
}

/** Serves an endpoint until nothing is due, it fails, or the run's time is over. */
async function deliverDue(
  ctx: Context,
  { webhook_id }: EndpointName,
  object: Run["object"],
  { run_id, now, room, swept }: { run_id: string; now: number; room: number; swept: boolean },
): Promise<RunEnd> {
  const served = await findServed(ctx.db, webhook_id);
  if (served?.endpoint.status !== "enabled") {
    const left = await endDeliveries(ctx, webhook_id, served?.endpoint, now);
    // No row names the object of a deleted endpoint, so that nobody else could clear it.
    if (!served && !left) await object.forget();
    return { left, next_due: null };
  }
  const { endpoint, newest } = served;
  const inspected = await inspectUrl(ctx, endpoint.url);
  const secrets = await openSecrets(ctx, endpoint, now);
  const calling = { ctx, run_id, object, endpoint, inspected, secrets, room, now, ends_at: now + RUN_MS };
  const reading = {
    types: wantedTypes(endpoint),
    place: endpoint.from_sequence,
    newest,
    swept,
    again: false,
    next_due: null,
  };
  const run: Run = { ...calling, ...reading };
  for (let pages = 0; run.room > 0; pages++) {
    if (pages === PAGES_A_RUN || run.now >= run.ends_at) return { left: true, next_due: null };
    run.again = false;
    const page = await readPage(run);
    if (await deliverPage(run, page.owed)) {
      const place = nextPlace(run.place, page.to, run);
      await moveTo(ctx, endpoint, run.types, place);
      run.place = place ?? run.place;
    }
    if (!page.more && !run.again) return { left: false, next_due: run.next_due };
  }
  return { left: false, next_due: null };
}

/** Reads what is due and what is fresh, and puts off what hides others. */
async function readPage(run: Run): Promise<Page> {
  const { db, arrived_at } = run.ctx;
  const { webhook_id } = run.endpoint;
  const [{ due, in_the_way, has_all_firsts, next_due }, fresh] = await Promise.all([
    listDue(db, webhook_id, run.now),
    listFresh(db, run.endpoint, run.types, FRESH_AT_ONCE),
  ]);
  run.next_due = next_due;
  if (in_the_way.length > 0) await bookkeep(db, [putOff(db, webhook_id, in_the_way, run.now)]);
  const { owed, cut } = due.length === 0 ? { owed: [], cut: false } : await withBodies(run, due);
  // An earlier event of a fresh one's subject may be among the deliveries that this page leaves out.
  if (!has_all_firsts || cut) return { owed, to: run.place, more: true };
  const known = new Set(due.map(({ sequence }) => sequence));
  const first = fresh.events
    .filter(({ sequence }) => !known.has(sequence))
    .map((event) => ({
      delivery: newDelivery(db, webhook_id, event, arrived_at),
      is_recorded: false,
      body: bodyOf(event),
    }));
  const end = Math.min(run.newest, run.place + SPAN);
  // The end of a retry may free later ones of its subject, and that of a probe all others.
  const freeing = due.some(({ next_attempt_at }) => next_attempt_at !== 0) || run.room === 1;
  return {
    owed: [...owed, ...first],
    to: fresh.more ? (fresh.events.at(-1)?.sequence ?? run.place) : end,
    more: fresh.more || end < run.newest || in_the_way.length > 0 || (freeing && owed.length + first.length > 0),
  };
}

/** The deliveries with the bodies of their events; one whose event is no longer kept ends here. `cut`: some are left out. */
async function withBodies(run: Run, due: readonly Delivery[]): Promise<{ owed: Owed[]; cut: boolean }> {
  const { rows: events, cut } = await listEventsOf(
    run.ctx.db,
    due.map(({ sequence }) => sequence),
  );
  const bodies = new Map(events.map((event) => [event.sequence, bodyOf(event)]));
  const gone = cut ? [] : due.filter(({ sequence }) => !bodies.has(sequence));
  if (gone.length > 0)
    await bookkeep(
      run.ctx.db,
      gone.map((delivery) => buryDelivery(delivery, "the event is no longer kept", run.now)),
    );
  const owed = due.flatMap((delivery) => {
    const body = bodies.get(delivery.sequence);
    return body === undefined ? [] : [{ delivery, is_recorded: true, body }];
  });
  return { owed, cut };
}

/** What is pending for an endpoint that is disabled becomes dead, and the records of one that is deleted leave. */
async function endDeliveries(
  ctx: Context,
  webhook_id: string,
  endpoint: Endpoint | undefined,
  now: number,
): Promise<boolean> {
  const statements = endpoint
    ? [buryDeliveries(ctx.db, webhook_id, { error: "disabled", now, limit: ENDED_AT_ONCE })]
    : deleteDeliveries(ctx.db, webhook_id, Number.MAX_SAFE_INTEGER, ENDED_AT_ONCE);
  return (await bookkeep(ctx.db, statements)).some((changed) => changed === ENDED_AT_ONCE);
}

/**
 * Delivers a page: subjects side by side, and the deliveries of each in order until one fails. True: nothing stopped it
 * before its end.
 */
async function deliverPage(run: Run, owed: readonly Owed[]): Promise<boolean> {
  const subjects = [...Map.groupBy(owed, ({ delivery }) => `${delivery.subject_kind}:${delivery.subject_id}`).values()];
  const probing = run.room === 1;
  let stopped = probing && owed.length > 0;
  // An end that could not be written stops the other lanes, which are awaited: the next run must not meet them.
  const stop = (error: unknown) => {
    run.room = 0;
    throw error;
  };
  const lanes = Array.from({ length: probing ? 1 : run.room }, async () => {
    for (let chain = subjects.shift(); chain; chain = subjects.shift()) {
      for (const one of chain.toSorted((a, b) => a.delivery.sequence - b.delivery.sequence)) {
        stopped ||= run.room === 0 || run.now >= run.ends_at;
        if (stopped && !probing) return;
        const delivered = await attempt(run, one).catch(stop);
        // After a probe the breaker is closed or open, and a new page begins with the new room.
        if (probing) return;
        if (!delivered) break;
      }
    }
  });
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (failed) throw failed.reason;
  return !stopped;
}

/** Makes one attempt and writes its end; true: it was delivered. */
async function attempt(run: Run, one: Owed): Promise<boolean> {
  const { ctx, object, run_id, endpoint } = run;
  const { delivery, body } = one;
  const answer = await callEndpoint(run.inspected, run.secrets, { id: delivery.event_id, body, now: run.now });
  const outcome = decideOutcome(delivery.tries + 1, answer, answer.ended_at, randomShare());
  await bookkeep(ctx.db, settle(one, answer, outcome));
  const delivered = outcome.kind === "delivered";
  const noted = await object.note(run_id, delivered);
  run.now = Math.max(run.now, noted.now);
  run.again ||= noted.wanted;
  if (outcome.kind === "retry")
    run.next_due = Math.min(run.next_due ?? Number.MAX_SAFE_INTEGER, outcome.next_attempt_at);
  if (run.room > 0) run.room = noted.room;
  if (outcome.kind === "gone" || noted.too_long) {
    run.room = 0;
    await disableEndpoint(ctx, endpoint, outcome.kind === "gone" ? "gone" : "failing");
  }
  return delivered;
}

/** The rows of an attempt's end: the delivery, and for a failure the attempt. */
function settle({ delivery, is_recorded }: Owed, answer: CallAnswer, outcome: Outcome) {
  const { tenant_id, webhook_id, sequence, attempts } = delivery;
  const { status: response_status, latency_ms, excerpt, error, started_at, ended_at } = answer;
  const next_attempt_at = outcome.kind === "retry" ? outcome.next_attempt_at : null;
  const seen = { response_status, latency_ms, excerpt, error, next_attempt_at };
  const status = ({ delivered: "delivered", retry: "pending", dead: "dead", gone: "dead" } as const)[outcome.kind];
  const end = { ...seen, status, ended_at: status === "pending" ? null : ended_at };
  const settled = is_recorded ? settleDelivery(delivery, end) : insertSettled(delivery, end);
  // Only one that failed before was waited for.
  const called_back = outcome.kind !== "retry" && attempts > 0 ? [callBack(delivery)] : [];
  if (outcome.kind === "delivered") return [settled, ...called_back];
  return [
    settled,
    ...called_back,
    insertAttempt({ tenant_id, webhook_id, sequence, attempt: attempts + 1, at: started_at, ...seen }),
  ];
}

/** Wakes the endpoint again: at once when something is left, or for a retry that is due soon. The sweep does the rest. */
async function wakeNext(ctx: Context, name: EndpointName, { left, next_due }: RunEnd): Promise<void> {
  if (left) return wakeEndpoints(ctx.env, [name]);
  if (next_due === null) return;
  const { breaker, now } = await endpointObject(ctx.env, name).read();
  const wait_ms = next_due - now;
  if (breaker === "closed" && wait_ms < SOON_MS)
    await wakeEndpoints(ctx.env, [name], { delay_s: Math.max(0, Math.ceil(wait_ms / 1_000)) });
}
