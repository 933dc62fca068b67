/** A tenant's standing reaches its people and devices even if the request that changed it died; what is over goes. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { STORE_EVENTS, TENANT_EVENTS } from "../../access/tenants/index.ts";
import { purgeTenants } from "./service/purge.ts";
import { tellStanding } from "./service/standing.ts";

const { suspended, resumed, closed, restored, maintenance_set, maintenance_ended } = TENANT_EVENTS;

export const consumers: Consumer[] = [
  consumerOf(
    "tenant-standing",
    [suspended, resumed, closed, restored, maintenance_set, maintenance_ended, STORE_EVENTS.created],
    (ctx) => tellStanding(ctx),
  ),
];

export const jobs: CronJob[] = [{ name: "purge-tenants", run: purgeTenants }];
