/** A change of standing or zone reaches the device's object even if the request that made it died on the way. */

import type { Consumer } from "../../platform/queue/outbox.ts";
import { DEVICE_EVENTS } from "./events.ts";
import { reloadDevice } from "./service/objects.ts";

/** The ones that change none of the facts that an object holds, or tell of a device that no object knows yet. */
const NO_NEWS: readonly string[] = [DEVICE_EVENTS.paired, DEVICE_EVENTS.skewed];

export const consumers: Consumer[] = [
  {
    name: "device-standing",
    types: Object.values(DEVICE_EVENTS).filter((type) => !NO_NEWS.includes(type)),
    consume: (ctx, event) => reloadDevice(ctx, event.subject_id),
  },
];
