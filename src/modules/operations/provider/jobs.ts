/**
 * Jobs of the provider: reload a tenant's standing in its objects even if the request that changed it died, and purge
 * closed tenants.
 */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { STORE_EVENTS, TENANT_EVENTS } from "../../access/tenants/index.ts";
import { purgeTenants } from "./service/purge.ts";
import { reloadStanding } from "./service/standing.ts";

const { suspended, resumed, closed, restored, maintenance_set, maintenance_ended } = TENANT_EVENTS;

export const consumers: Consumer[] = [
  consumerOf(
    "tenant-standing",
    [suspended, resumed, closed, restored, maintenance_set, maintenance_ended, STORE_EVENTS.created],
    (ctx) => reloadStanding(ctx),
  ),
];

export const jobs: CronJob[] = [{ name: "purge-tenants", can_wait: true, run: purgeTenants }];
