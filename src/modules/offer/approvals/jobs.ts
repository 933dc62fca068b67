/** The device where an approval was asked for hears at once how it was decided; one that is away reads it when it is back. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { APPROVAL_EVENTS } from "./events.ts";
import { tellRequester } from "./service/requests.ts";

export const consumers: Consumer[] = [
  consumerOf("approval-push", [APPROVAL_EVENTS.approved, APPROVAL_EVENTS.rejected], tellRequester),
];
