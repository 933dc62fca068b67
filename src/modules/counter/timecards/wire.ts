/** The shapes of timecards on the wire. */

import * as z from "zod";
import { date, id, paging, pin, text, time } from "../../../platform/http/fields.ts";
import { DAY_MS } from "../../../shared/time.ts";

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
    version: z.number().int().describe("increases with each change"),
    corrected_by: id.nullable().describe("the employee who corrected or added it"),
    corrected_at: time.nullable(),
    correction_reason: z.string().nullable(),
    handed_in: z.boolean().describe("true: a device handed it in after an outage, so no login or PIN proves it"),
  })
  .meta({ id: "Timecard" });

const MOST_BREAKS = 20;

export const PunchRequest = z
  .strictObject({
    employee_id: id.optional(),
    email: z.email().max(254).optional(),
    pin: pin.optional().describe("the employee's own PIN; needed when they are not logged in on the device"),
  })
  .refine(({ employee_id, email, pin }) => {
    const named = Number(employee_id !== undefined) + Number(email !== undefined);
    return named === Number(pin !== undefined);
  }, "send nothing, or pin with either employee_id or email")
  .meta({ id: "PunchRequest", not: { required: ["employee_id", "email"] } });

export const CorrectionRequest = z
  .strictObject({
    clock_in_at: time,
    clock_out_at: time.nullable().default(null).describe("absent: the timecard is open"),
    breaks: z
      .array(z.strictObject({ start_at: time, end_at: time.nullable().default(null) }))
      .max(MOST_BREAKS)
      .default([]),
    reason: text(200),
    version: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe("the version that you read; another present version is refused"),
  })
  .meta({ id: "TimecardCorrectionRequest" });

export const AddedCardRequest = z
  .strictObject({
    employee_id: id,
    store_id: id.optional(),
    clock_in_at: time,
    clock_out_at: time,
    breaks: z
      .array(z.strictObject({ start_at: time, end_at: time }))
      .max(MOST_BREAKS)
      .default([]),
    reason: text(200),
  })
  .meta({ id: "TimecardAddRequest" });

export const TimecardParams = z.object({ timecard_id: id });
export const SummaryParams = z.object({ employee_id: id });

const MOST_DAYS = 92;

const dates = {
  from: date.describe("the first business date"),
  to: date.describe(`the last business date, at most ${MOST_DAYS} in all`),
};

function requireDays({ from, to }: { from: string; to: string }, { addIssue }: z.core.$RefinementCtx): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1 || days > MOST_DAYS)
    addIssue({
      code: "custom",
      path: ["to"],
      message: `must not be before from, and cover at most ${MOST_DAYS} days`,
    });
}

export const SummaryQuery = z.strictObject(dates).superRefine(requireDays);

const totals = {
  cards_count: z.number().int().min(0),
  worked_ms: duration.describe("milliseconds net of breaks; of an open card until now"),
  break_ms: duration,
  first_in_at: time.nullable(),
  last_out_at: time.nullable().describe("null while the last card is open"),
  open_timecard_id: id.nullable(),
};

export const TimecardSummary = z
  .object({
    employee_id: id,
    days: z.array(z.object({ business_date: z.string(), ...totals })),
    total: z.object(totals),
  })
  .meta({ id: "TimecardSummary" });

export const SummariesQuery = z.strictObject({ ...paging, ...dates, store_id: id.optional() }).superRefine(requireDays);

export const PersonSummary = z
  .object({ employee_id: id, name: z.string(), ...totals })
  .meta({ id: "PersonTimecardSummary" });

export const TimecardQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  open: z.literal("true").optional().describe("only open timecards"),
  employee_id: id.optional(),
  from: time.optional(),
  to: time.optional(),
});
