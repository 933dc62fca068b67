/**
 * Jobs of devices: reload a device's object after a change of standing or zone, even if the request that made it died.
 */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { DEVICE_EVENTS } from "./events.ts";
import { reloadDevice } from "./service/objects.ts";

/** Without the events that change no fact of an object, or that concern a device without an object. */
const { paired, skewed, ...RELOADING } = DEVICE_EVENTS;

export const consumers: Consumer[] = [
  consumerOf("device-standing", Object.values(RELOADING), (ctx, event) => reloadDevice(ctx, event.subject_id)),
];
