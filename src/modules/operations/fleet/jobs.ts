/** Jobs of the fleet: events that meet a rule of their park open alerts. */

import type { Consumer } from "../../../platform/queue/outbox.ts";
import { alertOf, hasRules, ruleEvents } from "./service/rules.ts";

/** A function, because all events are declared only when all modules are loaded. */
export function alertRuleConsumers(): Consumer[] {
  return [{ name: "alert-rules", types: ruleEvents(), wants: hasRules, consume: alertOf }];
}
