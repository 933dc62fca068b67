/** Events of sign-ups. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";

export const TENANT_ONBOARDED = defineEvent(
  "tenant.onboarded",
  "An owner signed up, and their park was made",
  z.object({ tenant_id: id, store_id: id, employee_id: id, name: z.string() }),
  { tenant_id: SAMPLE.id, store_id: SAMPLE.store_id, employee_id: SAMPLE.id, name: "Jungle Park" },
);
