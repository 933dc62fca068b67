/** The Worker: handles requests, queue messages and cron ticks, and exports the Durable Objects. */

import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import { consumers as apiTokenConsumers } from "./modules/access/api-tokens/jobs.ts";
import { consumers as deviceConsumers, jobs as deviceJobs } from "./modules/access/devices/jobs.ts";
import { consumers as employeeConsumers } from "./modules/access/employees/jobs.ts";
import { consumers as sandboxConsumers } from "./modules/access/sandbox/jobs.ts";
import { jobs as secretJobs } from "./modules/access/secrets/jobs.ts";
import { consumers as sessionConsumers, jobs as sessionJobs } from "./modules/access/sessions/jobs.ts";
import { consumers as gateConsumers } from "./modules/admission/gate/jobs.ts";
import { consumers as ticketKeyConsumers } from "./modules/admission/ticket-codes/jobs.ts";
import { consumers as ticketConsumers } from "./modules/admission/tickets/jobs.ts";
import { jobs as openTicketJobs } from "./modules/counter/open-tickets/jobs.ts";
import { jobs as refundJobs } from "./modules/counter/refunds/jobs.ts";
import { jobs as shiftJobs } from "./modules/counter/shifts/jobs.ts";
import { jobs as customerJobs } from "./modules/guests/customers/jobs.ts";
import { consumers as approvalConsumers } from "./modules/offer/approvals/jobs.ts";
import { jobs as pictureJobs } from "./modules/offer/pictures/jobs.ts";
import { auditJobs } from "./modules/operations/audits/jobs.ts";
import { jobs as backupJobs } from "./modules/operations/backups/jobs.ts";
import { alertRuleConsumers, jobs as fleetJobs } from "./modules/operations/fleet/jobs.ts";
import { consumers as importConsumers, jobs as importJobs } from "./modules/operations/imports/jobs.ts";
import { consumers as liveConsumers } from "./modules/operations/live/jobs.ts";
import { jobs as onboardingJobs } from "./modules/operations/onboarding/jobs.ts";
import { jobs as privacyJobs } from "./modules/operations/privacy/jobs.ts";
import { consumers as providerConsumers, jobs as providerJobs } from "./modules/operations/provider/jobs.ts";
import { consumers as reportConsumers, jobs as reportJobs } from "./modules/operations/reports/jobs.ts";
import { consumers as usageConsumers } from "./modules/operations/usage/jobs.ts";
import {
  serveEndpoints,
  consumers as webhookConsumers,
  jobs as webhookJobs,
} from "./modules/operations/webhooks/jobs.ts";
import { systemContext } from "./platform/http/context.ts";
import { runJobs } from "./platform/queue/cron.ts";
import { platformJobs } from "./platform/queue/jobs.ts";
import { watchLag } from "./platform/queue/lag.ts";
import { drainWoken, type WakeUp } from "./platform/queue/outbox.ts";
import { wakeFor } from "./platform/queue/wake.ts";

export { ApiTokenObject } from "../durable-objects/api-token/object.ts";
export { DeviceObject } from "../durable-objects/device/object.ts";
export { EmployeeObject } from "../durable-objects/employee/object.ts";
export { EndpointObject } from "../durable-objects/endpoint/object.ts";
export { LiveObject } from "../durable-objects/live/object.ts";
export { TenantObject } from "../durable-objects/tenant/object.ts";
export { ThrottleObject } from "../durable-objects/throttle/object.ts";
export { TicketCopierObject } from "../durable-objects/ticket/copier.ts";
export { TicketObject } from "../durable-objects/ticket/object.ts";

const app = createApp();
const consumers = [
  ...approvalConsumers,
  ...apiTokenConsumers,
  ...deviceConsumers,
  ...employeeConsumers,
  ...sessionConsumers,
  ...sandboxConsumers,
  ...providerConsumers,
  ...ticketKeyConsumers,
  ...ticketConsumers,
  ...gateConsumers,
  ...usageConsumers,
  ...webhookConsumers,
  ...liveConsumers,
  ...alertRuleConsumers(),
  ...reportConsumers,
  ...importConsumers,
];
wakeFor(consumers);
watchLag(consumers);

export default {
  fetch: app.fetch,

  async queue(batch, env, execution) {
    const base = systemContext(env, "queue", (work) => execution.waitUntil(work));
    if (batch.queue === "playpark-webhooks") serveEndpoints(base, batch.messages);
    else await drainWoken(base, batch.messages, consumers);
  },

  async scheduled(_, env, execution) {
    const base = systemContext(env, "cron", (work) => execution.waitUntil(work));
    await runJobs(base, [
      ...platformJobs(),
      ...openTicketJobs,
      ...providerJobs,
      ...onboardingJobs,
      ...refundJobs,
      ...privacyJobs,
      ...auditJobs(consumers),
      ...secretJobs,
      ...sessionJobs,
      ...customerJobs,
      ...backupJobs,
      ...deviceJobs,
      ...webhookJobs,
      ...shiftJobs,
      ...fleetJobs,
      ...reportJobs,
      ...importJobs,
      ...pictureJobs,
    ]);
  },
} satisfies ExportedHandler<Env, WakeUp & { webhook_id?: string }>;
