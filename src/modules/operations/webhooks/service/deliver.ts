/**
 * Delivers to one endpoint in a run: its due deliveries go out four at once, those of one subject one after another, and
 * each end is written before the next of its subject begins (rules E4, E6, E8).
 */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { listEventsOf } from "../../../../platform/db/outbox.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { randomShare } from "../../../../platform/http/outgoing.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { decideOutcome, type Outcome } from "../domain/retries.ts";
import { RUN_MS, SIGN_EVERY_MS, SOON_MS } from "../domain/runs.ts";
import {
  buryDeliveries,
  buryDelivery,
  type Delivery,
  deleteDeliveries,
  findNextDue,
  insertAttempt,
  listDue,
  settleDelivery,
} from "../store/deliveries.ts";
import { type Endpoint, findEndpoint } from "../store/endpoints.ts";
import { bodyOf } from "./bodies.ts";
import { type CallAnswer, callEndpoint, inspectUrl } from "./call.ts";
import { disableEndpoint } from "./disable.ts";
import { endpointObject } from "./object.ts";
import { openSecrets } from "./secrets.ts";
import { type EndpointName, wakeEndpoints } from "./wake.ts";

/** The most deliveries of an ended endpoint that one run ends; the next run continues. */
const ENDED_AT_ONCE = 500;

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
}

/** Delivers what is due to an endpoint. A failure is logged, and the sweep repeats the run. */
export async function runEndpoint(base: PublicContext, name: EndpointName): Promise<void> {
  const ctx = asTenant(base, name.tenant_id);
  const object = endpointObject(base.env, name);
  const run_id = ctx.newId();
  try {
    const begun = await object.begin(run_id);
    if (!begun.ok) return;
    const signs = setInterval(() => void object.keep(run_id).catch(() => undefined), SIGN_EVERY_MS);
    let left = false;
    try {
      left = await deliverDue(ctx, name, object, { run_id, ...begun });
    } finally {
      clearInterval(signs);
      left = (await object.end(run_id)) || left;
    }
    await wakeNext(ctx, name, left);
  } catch (error) {
    logTrouble("warn", "endpoint not served yet", error, { ...name });
  }
}

/** Serves an endpoint until nothing is due, it fails, or the run's time is over; true: something is left for a next run. */
async function deliverDue(
  ctx: Context,
  { webhook_id }: EndpointName,
  object: Run["object"],
  { run_id, now, room }: { run_id: string; now: number; room: number },
): Promise<boolean> {
  const endpoint = await findEndpoint(ctx.db, webhook_id);
  if (endpoint?.status !== "enabled") {
    const left = await endDeliveries(ctx, webhook_id, endpoint, now);
    // No row names the object of a deleted endpoint, so that nobody else could clear it.
    if (!endpoint && !left) await object.forget();
    return left;
  }
  const inspected = await inspectUrl(ctx, endpoint.url);
  const secrets = await openSecrets(ctx, endpoint, now);
  const run: Run = { ctx, run_id, object, endpoint, inspected, secrets, room, now, ends_at: now + RUN_MS };
  while (run.room > 0) {
    const due = await listDue(ctx.db, webhook_id, run.now);
    if (due.length === 0) return false;
    if (run.now >= run.ends_at) return true;
    await deliverPage(run, due);
  }
  return false;
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

/** Delivers a page: subjects side by side, and the deliveries of each in order until one fails. */
async function deliverPage(run: Run, due: readonly Delivery[]): Promise<void> {
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
  const here = due.filter(({ sequence }) => bodies.has(sequence));
  const subjects = [...Map.groupBy(here, ({ subject_kind, subject_id }) => `${subject_kind}:${subject_id}`).values()];
  const probing = run.room === 1;
  // An end that could not be written stops the other lanes, which are awaited: the next run must not meet them.
  const stop = (error: unknown) => {
    run.room = 0;
    throw error;
  };
  const lanes = Array.from({ length: probing ? 1 : run.room }, async () => {
    for (let chain = subjects.shift(); chain; chain = subjects.shift()) {
      for (const delivery of chain.toSorted((a, b) => a.sequence - b.sequence)) {
        if (run.room === 0 || run.now >= run.ends_at) return;
        const delivered = await attempt(run, delivery, bodies.get(delivery.sequence) ?? "").catch(stop);
        // After a probe the breaker is closed or open, and a new page begins with the new room.
        if (probing) return;
        if (!delivered) break;
      }
    }
  });
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (failed) throw failed.reason;
}

/** Makes one attempt and writes its end; true: it was delivered. */
async function attempt(run: Run, delivery: Delivery, body: string): Promise<boolean> {
  const { ctx, object, run_id, endpoint } = run;
  const answer = await callEndpoint(run.inspected, run.secrets, { id: delivery.event_id, body, now: run.now });
  const outcome = decideOutcome(delivery.tries + 1, answer, answer.ended_at, randomShare());
  await bookkeep(ctx.db, settle(delivery, answer, outcome));
  const delivered = outcome.kind === "delivered";
  const noted = await object.note(run_id, delivered);
  run.now = Math.max(run.now, noted.now);
  if (run.room > 0) run.room = noted.room;
  if (outcome.kind === "gone" || noted.too_long) {
    run.room = 0;
    await disableEndpoint(ctx, endpoint, outcome.kind === "gone" ? "gone" : "failing");
  }
  return delivered;
}

/** The rows of an attempt's end: the delivery, and for a failure the attempt. */
function settle(delivery: Delivery, answer: CallAnswer, outcome: Outcome) {
  const { tenant_id, webhook_id, sequence, attempts } = delivery;
  const { status: response_status, latency_ms, excerpt, error, started_at, ended_at } = answer;
  const next_attempt_at = outcome.kind === "retry" ? outcome.next_attempt_at : null;
  const seen = { response_status, latency_ms, excerpt, error, next_attempt_at };
  const status = ({ delivered: "delivered", retry: "pending", dead: "dead", gone: "dead" } as const)[outcome.kind];
  const settled = settleDelivery(delivery, { ...seen, status, ended_at: status === "pending" ? null : ended_at });
  if (outcome.kind === "delivered") return [settled];
  return [settled, insertAttempt({ tenant_id, webhook_id, sequence, attempt: attempts + 1, at: started_at, ...seen })];
}

/** Wakes the endpoint again: at once when something is left, or for a retry that is due soon. The sweep does the rest. */
async function wakeNext(ctx: Context, name: EndpointName, left: boolean): Promise<void> {
  if (left) return wakeEndpoints(ctx.env, [name]);
  const due = await findNextDue(ctx.db, name.webhook_id);
  if (due === null) return;
  const { breaker, now } = await endpointObject(ctx.env, name).read();
  const wait_ms = due - now;
  if (breaker === "closed" && wait_ms < SOON_MS)
    await wakeEndpoints(ctx.env, [name], Math.max(0, Math.ceil(wait_ms / 1_000)));
}
