/** Connected gates hear at once which tickets they must not admit any more, and that their list is another (rule O2). */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { GATE_POLICY_CHANGED } from "../../access/devices/index.ts";
import { ZONE_CHANGED } from "../../offer/catalog/index.ts";
import { LOT_EVENTS } from "../lots/index.ts";
import { KEY_EVENTS } from "../ticket-codes/index.ts";
import { TICKET_CHANGES } from "../tickets/index.ts";
import { tellGates, tellMinVersion, tellZone } from "./service/bootstrap.ts";
import { DEVICE_STANDING } from "./service/list.ts";

export const consumers: Consumer[] = [
  consumerOf(
    "gate-push",
    [...TICKET_CHANGES, ...DEVICE_STANDING, LOT_EVENTS.withdrawn, KEY_EVENTS.revoke, GATE_POLICY_CHANGED],
    tellGates,
  ),
  consumerOf("app-versions", [GATE_POLICY_CHANGED], tellMinVersion),
  consumerOf("gate-zones", [ZONE_CHANGED], tellZone),
];
