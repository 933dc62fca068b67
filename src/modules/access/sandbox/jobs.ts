/** A moved clock reaches every device and person even if the request that moved it died on the way. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { CLOCK_MOVED } from "../tenants/index.ts";
import { tellClock } from "./service.ts";

export const consumers: Consumer[] = [consumerOf("sandbox-clock", [CLOCK_MOVED], (ctx) => tellClock(ctx))];
