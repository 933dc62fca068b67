/** The shapes of day closes on the wire. */

import * as z from "zod";
import { date as business_date, id, paging, time } from "../../../../platform/http/fields.ts";
import { dayTotalsShape } from "../events.ts";
import { ShiftRow } from "../wire.ts";

export const DayCloseRequest = z
  .strictObject({ store_id: id.optional(), business_date })
  .meta({ id: "DayCloseRequest" });

const totals = z.object(dayTotalsShape).meta({ id: "DayTotals" });

/** A closed day in a list. */
export const DayCloseRow = z
  .object({
    store_id: id,
    business_date,
    closed_by: id,
    closed_at: time,
    shift_ids: z.array(id),
    totals,
    late: totals.nullable().describe("records of the date that came after its close"),
    audit_head: z
      .object({ sequence: z.number().int(), hash: z.string() })
      .nullable()
      .describe("the audit head at the close: print it; GET /audits/verify takes it; null for older reports"),
  })
  .meta({ id: "DayCloseRow" });

export const DayClose = DayCloseRow.extend({
  shifts: z.array(ShiftRow).describe("the shifts of the date as they are now"),
}).meta({ id: "DayClose" });

export const DayCloseParams = z.object({ store_id: id, business_date });

export const DayCloseQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  from: business_date.optional(),
  to: business_date.optional(),
});
