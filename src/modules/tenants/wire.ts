/** The shapes of stores on the wire. */

import { z } from "zod";
import { id, time } from "../../platform/http/fields.ts";

export const Store = z
  .object({
    store_id: id,
    name: z.string(),
    time_zone: z.string(),
    cutoff_hour: z.number().int(),
    currency: z.string(),
    created_at: time,
  })
  .meta({ id: "Store" });

export const StoreParams = z.object({ store_id: id });
