/**
 * Jobs of devices: reload a device's object after a change of its standing, zone or store, even if the request that made
 * it died, and ask objects for devices that are silent, in case an alarm was lost.
 */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { STORE_EVENTS } from "../tenants/index.ts";
import { DEVICE_EVENTS } from "./events.ts";
import { handOver } from "./service/command.ts";
import { reloadDevice, reloadDevices } from "./service/objects.ts";
import { watchDevices } from "./service/watch.ts";

/** Without the events that change no fact of an object, or that concern a device without an object. */
const { paired, skewed, offline, online, commanded, ...RELOADING } = DEVICE_EVENTS;

export const consumers: Consumer[] = [
  consumerOf("device-standing", [...Object.values(RELOADING), STORE_EVENTS.changed], (ctx, event) =>
    event.type === STORE_EVENTS.changed.type
      ? reloadDevices(ctx, event.subject_id)
      : reloadDevice(ctx, event.subject_id),
  ),
  consumerOf("device-commands", [commanded], (ctx, { data }) => handOver(ctx, data)),
];

export const jobs: CronJob[] = [{ name: "watch-devices", run: watchDevices }];
