/** Wire shapes of alerts. */

import * as z from "zod";
import { id, paging, time } from "../../../platform/http/fields.ts";
import { ALERT_STATUSES, SEVERITIES } from "./domain.ts";

const severity = z.enum(SEVERITIES);
const status = z.enum(ALERT_STATUSES);

export const Alert = z
  .object({
    alert_id: id,
    type: z.string().describe("the event that caused it, or the kind of cause"),
    severity,
    status,
    store_id: id.nullable().describe("null: it concerns the whole company"),
    device_id: id.nullable(),
    subject_kind: z.string(),
    subject_id: z.string(),
    details: z.record(z.string(), z.unknown()),
    opened_at: time,
    acknowledged_at: time.nullable(),
    acknowledged_by: z.string().nullable(),
    resolved_at: time.nullable(),
    resolved_by: z.string().nullable().describe("a person, a device that is back, or `system`"),
    cleared_at: time.nullable().describe("when the cause ended; null: it lasts, or its end is not watched"),
  })
  .meta({ id: "Alert" });

export const AlertParams = z.object({ alert_id: id });

export const AlertQuery = z.strictObject({
  ...paging,
  status: status.optional(),
  severity: severity.optional(),
  store_id: id.optional(),
  device_id: id.optional(),
  type: z
    .string()
    .regex(/^[a-z\d_.]{1,80}$/, "must be the name of an event")
    .optional(),
});
