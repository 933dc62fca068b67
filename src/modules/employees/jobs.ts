/** A change of standing reaches the person's object even if the request that made it died on the way. */

import type { Consumer } from "../../platform/queue/outbox.ts";
import { EMPLOYEE_EVENTS } from "./events.ts";
import { reloadEmployee } from "./service.ts";

export const consumers: Consumer[] = [
  {
    name: "employee-standing",
    types: [EMPLOYEE_EVENTS.suspended, EMPLOYEE_EVENTS.resumed],
    consume: (ctx, event) => reloadEmployee(ctx, event.subject_id),
  },
];
