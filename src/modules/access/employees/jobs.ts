/** Consumers of employee events: each reloads the person's object, even if the request that made the change died. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { EMPLOYEE_EVENTS, ROLE_EVENTS } from "./events.ts";
import { reloadEmployee, reloadHolders } from "./service/objects.ts";

const { created, sessions_ended, pin_locks_lifted, pins_attacked, ...RELOADING } = EMPLOYEE_EVENTS;

export const consumers: Consumer[] = [
  consumerOf("employee-standing", Object.values(RELOADING), (ctx, event) => reloadEmployee(ctx, event.subject_id)),
  consumerOf("employee-roles", [ROLE_EVENTS.changed], (ctx, event) => reloadHolders(ctx, event.subject_id)),
];
