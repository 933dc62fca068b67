/** Jobs of webhooks: fan events out, deliver for each message of the queue, sweep what is due, and forget old deliveries. */

import type { PublicContext } from "../../../platform/http/context.ts";
import type { CronJob } from "../../../platform/queue/cron.ts";
import type { Consumer } from "../../../platform/queue/outbox.ts";
import { runEndpoint } from "./service/deliver.ts";
import { forgetDeliveries } from "./service/deliveries.ts";
import { resealWebhooks } from "./service/endpoints.ts";
import { deliveredEvents, fanOut, wantsEvents } from "./service/fan-out.ts";
import { type EndpointWakeUp, sweepDeliveries } from "./service/wake.ts";

export const consumers: Consumer[] = [
  {
    name: "webhooks",
    get types() {
      return deliveredEvents();
    },
    // It only wakes endpoints, and a run without fresh events delivers nothing.
    repeatable: true,
    wants: wantsEvents,
    consume: (ctx, event) => fanOut(ctx, [event]),
    consumeAll: fanOut,
  },
];

export const jobs: CronJob[] = [
  { name: "sweep-deliveries", run: sweepDeliveries },
  { name: "reseal-webhooks", run: resealWebhooks },
  { name: "forget-deliveries", run: forgetDeliveries },
];

/**
 * Serves the endpoints that messages name. The messages are done at once, so that a slow endpoint delays no later message;
 * a run that dies is found by the sweep.
 */
export function serveEndpoints(base: PublicContext, messages: readonly { body: Partial<EndpointWakeUp> }[]): void {
  for (const { body } of messages) {
    const { tenant_id, webhook_id, swept } = body;
    if (tenant_id && webhook_id) base.waitUntil(runEndpoint(base, { tenant_id, webhook_id, swept }));
  }
}
