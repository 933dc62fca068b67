/** Outbox consumers: notify every device's object of a revoked key, even when the request died after its commit. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { KEY_EVENTS } from "./events.ts";
import { notifyDevices } from "./service/keys.ts";

export const consumers: Consumer[] = [consumerOf("ticket-keys", [KEY_EVENTS.revoke], notifyDevices)];
