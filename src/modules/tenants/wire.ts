/** The shapes of stores on the wire. */

import * as z from "zod";
import { id, text, time, timeZone } from "../../platform/http/fields.ts";

export const Store = z
  .object({
    store_id: id,
    name: z.string(),
    time_zone: z.string(),
    cutoff_hour: z.number().int(),
    currency: z.string(),
    created_at: time,
    active: z.boolean().describe("false: given up; no drawer is opened there and no device paired"),
  })
  .meta({ id: "Store" });

export const StoreRequest = z
  .strictObject({
    name: text(200).optional(),
    time_zone: timeZone.optional(),
    cutoff_hour: z.number().int().min(0).max(23).optional().describe("the hour at which a business date begins"),
    active: z.boolean().optional(),
  })
  .meta({ id: "StoreRequest" });

export const StoreParams = z.object({ store_id: id });
