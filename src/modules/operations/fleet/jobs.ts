/** Jobs of the fleet: events that meet a rule of their park open alerts, and alerts that ended long ago leave. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import type { Consumer } from "../../../platform/queue/outbox.ts";
import { forgetAlerts } from "../../access/alerts/index.ts";
import { DEVICE_EVENTS } from "../../access/devices/index.ts";
import { alertOf, hasRules, ruleEvents } from "./service/rules.ts";

/** A function, because all events are declared only when all modules are loaded. */
export function alertRuleConsumers(): Consumer[] {
  return [{ name: "alert-rules", types: ruleEvents(), wants: hasRules, consume: alertOf }];
}

/** The end of an outage is written at its alert, which also lists the device as offline. */
export const jobs: CronJob[] = [
  { name: "forget-alerts", run: (base) => forgetAlerts(base, [DEVICE_EVENTS.offline.type]) },
];
