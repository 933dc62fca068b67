/** Reloads every device's and person's object after a sandbox's clock moved, even if the request that moved it died. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { CLOCK_MOVED } from "../tenants/index.ts";
import { reloadClock } from "./service.ts";

export const consumers: Consumer[] = [consumerOf("sandbox-clock", [CLOCK_MOVED], (ctx) => reloadClock(ctx))];
