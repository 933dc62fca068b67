/** The shapes of stores on the wire. */

import * as z from "zod";
import { clearableText, country, id, text, time, timeZone } from "../../../platform/http/fields.ts";

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time as HH:MM")
  .meta({ examples: ["10:00"] });

const OpeningHours = z
  .strictObject({
    weekday: z.number().int().min(1).max(7).describe("1 for Monday"),
    opens: clock,
    closes: clock.describe("a time before `opens` means the next day"),
  })
  .meta({ id: "OpeningHours" });

/** A store's profile; null: not given. */
export const storeProfile = {
  address: clearableText(500),
  phone: clearableText(40),
  opening_hours: z.array(OpeningHours).max(21).nullable(),
  supported_tenders: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "must be the method of a payment type"))
    .min(1)
    .max(50)
    .nullable()
    .describe("methods of the payment types that the store accepts; null: all"),
};

export const Store = z
  .object({
    store_id: id,
    name: z.string(),
    time_zone: z.string(),
    cutoff_hour: z.number().int(),
    currency: z.string(),
    country,
    created_at: time,
    ...storeProfile,
    active: z.boolean().describe("false: no drawer can be opened there and no device paired"),
  })
  .meta({ id: "Store" });

export const StoreRequest = z
  .strictObject({
    name: text(200).optional(),
    time_zone: timeZone.optional(),
    cutoff_hour: z.number().int().min(0).max(23).optional().describe("the hour at which a business date begins"),
    country: country.optional(),
    active: z.boolean().optional(),
    ...z.object(storeProfile).partial().shape,
  })
  .meta({ id: "StoreRequest" });

export const StoreParams = z.object({ store_id: id });
