/** A moved clock reaches every device and person even if the request that moved it died on the way. */

import type { Consumer } from "../../platform/queue/outbox.ts";
import { CLOCK_MOVED } from "../tenants/index.ts";
import { tellClock } from "./service.ts";

export const consumers: Consumer[] = [
  {
    name: "sandbox-clock",
    types: [CLOCK_MOVED],
    consume: (ctx) => tellClock(ctx),
  },
];
