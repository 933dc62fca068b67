/** A change of standing reaches the device's object even if the request that made it died on the way. */

import type { Consumer } from "../../platform/queue/outbox.ts";
import { DEVICE_EVENTS } from "./events.ts";
import { reloadDevice } from "./service/standing.ts";

export const consumers: Consumer[] = [
  {
    name: "device-standing",
    types: Object.values(DEVICE_EVENTS).filter((type) => type !== DEVICE_EVENTS.paired),
    consume: (ctx, event) => reloadDevice(ctx, event.subject_id),
  },
];
