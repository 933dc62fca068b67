/** Events of prices. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";

/** After this event a till that prices offline fetches prices again. */
export const PRICING_CHANGED = defineEvent(
  "pricing.changed",
  "A tax, price list or rule was created or changed",
  z
    .object({ tax_id: id.optional(), price_list_id: id.optional(), rule_id: id.optional() })
    .describe("one of them, which is the subject"),
  { rule_id: SAMPLE.id },
);
