/** Events of guests' data. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";

export const CUSTOMER_ERASED = defineEvent(
  "customer.erased",
  "A guest's personal data was erased",
  z.object({ customer_id: id, erased_at: time }),
  { customer_id: SAMPLE.id, erased_at: SAMPLE.at },
);
