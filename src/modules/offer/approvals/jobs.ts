/** Jobs of approvals: push a decision to the device that requested it; a device that is away reads it later. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { APPROVAL_EVENTS } from "./events.ts";
import { notifyRequester } from "./service/requests.ts";

export const consumers: Consumer[] = [
  consumerOf("approval-push", [APPROVAL_EVENTS.approved, APPROVAL_EVENTS.rejected], notifyRequester),
];
