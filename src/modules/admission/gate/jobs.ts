/** Outbox consumers: push revoked tickets and changes of their list to connected gates at once (rule O2). */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { GATE_POLICY_CHANGED } from "../../access/devices/index.ts";
import { ZONE_CHANGED } from "../../offer/catalog/index.ts";
import { LOT_EVENTS } from "../lots/index.ts";
import { KEY_EVENTS } from "../ticket-codes/index.ts";
import { TICKET_CHANGES, TICKET_IMPORTED } from "../tickets/index.ts";
import { notifyGates, notifyMinVersion, notifyZone } from "./service/bootstrap.ts";
import { DEVICE_STANDING } from "./service/list.ts";

export const consumers: Consumer[] = [
  consumerOf(
    "gate-push",
    [
      ...TICKET_CHANGES,
      TICKET_IMPORTED,
      ...DEVICE_STANDING,
      LOT_EVENTS.withdrawn,
      KEY_EVENTS.revoke,
      GATE_POLICY_CHANGED,
    ],
    notifyGates,
  ),
  consumerOf("app-versions", [GATE_POLICY_CHANGED], notifyMinVersion),
  consumerOf("gate-zones", [ZONE_CHANGED], notifyZone),
];
