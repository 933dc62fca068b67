/** Wakes endpoints: a message names an endpoint with work. The rows are the truth, and a sweep replaces lost messages. */

import type { Env } from "../../../../env.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { oncePerTick, type TickCache } from "../../../../platform/queue/cron.ts";
import { listWaiting, type Waiting } from "../store/deliveries.ts";

/** Messages of one call of the queue. */
const MESSAGES_AT_ONCE = 100;

export interface EndpointName {
  tenant_id: string;
  webhook_id: string;
}

/** The body of a queue message. `swept`: the run moves the endpoint's place, however little it is behind. */
export interface EndpointWakeUp extends EndpointName {
  swept?: boolean;
}

/** Asks the queue for a run of each endpoint, after a delay. A failure is logged, and the sweep repairs it. */
export async function wakeEndpoints(
  env: Env,
  names: readonly EndpointName[],
  { delay_s = 0, swept = false } = {},
): Promise<void> {
  for (let at = 0; at < names.length; at += MESSAGES_AT_ONCE) {
    const messages = names.slice(at, at + MESSAGES_AT_ONCE).map(({ tenant_id, webhook_id }) => ({
      body: swept ? { tenant_id, webhook_id, swept } : { tenant_id, webhook_id },
      delaySeconds: delay_s,
    }));
    try {
      await env.WEBHOOKS.sendBatch(messages);
    } catch (error) {
      logTrouble("warn", "webhook wake-up lost", error, { endpoints: messages.length });
    }
  }
}

const known: TickCache<Waiting> = new WeakMap();

/** What waits, read once a tick. */
export function readWaiting(base: PublicContext): Promise<Waiting> {
  return oncePerTick(known, base, () => listWaiting(base.env, base.arrived_at));
}

/** Wakes every endpoint that has a due delivery, or may have fresh events. */
export async function sweepDeliveries(base: PublicContext): Promise<void> {
  await wakeEndpoints(base.env, (await readWaiting(base)).endpoints, { swept: true });
}
