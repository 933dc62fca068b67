/** A key that was withdrawn reaches every device's object even if the request that did it died on the way. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { KEY_EVENTS } from "./events.ts";
import { tellDevices } from "./service/keys.ts";

export const consumers: Consumer[] = [consumerOf("ticket-keys", [KEY_EVENTS.revoke], tellDevices)];
