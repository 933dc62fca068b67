/** A change of standing or zone reaches the device's object even if the request that made it died on the way. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { DEVICE_EVENTS } from "./events.ts";
import { reloadDevice } from "./service/objects.ts";

/** Without those that change none of the facts that an object holds, or tell of a device that no object knows yet. */
const { paired, skewed, ...RELOADING } = DEVICE_EVENTS;

export const consumers: Consumer[] = [
  consumerOf("device-standing", Object.values(RELOADING), (ctx, event) => reloadDevice(ctx, event.subject_id)),
];
