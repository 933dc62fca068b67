/** The shapes of timecards on the wire. */

import { z } from "zod";
import { id, paging, time } from "../../platform/http/fields.ts";

const duration = z.number().int().min(0).describe("milliseconds");

export const Timecard = z
  .object({
    timecard_id: id,
    employee_id: id,
    store_id: id,
    device_id: id.nullable(),
    clock_in_at: time,
    clock_out_at: time.nullable(),
    breaks: z.array(z.object({ start_at: time, end_at: time.nullable() })),
    worked_ms: duration.describe("milliseconds net of breaks; until now while the card is open"),
    break_ms: duration,
  })
  .meta({ id: "Timecard" });

export const TimecardQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  employee_id: id.optional(),
  from: time.optional(),
  to: time.optional(),
});
