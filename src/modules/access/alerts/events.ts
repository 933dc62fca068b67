/** Events of alerts. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";
import { SEVERITIES } from "./domain.ts";

const Alert = z.object({
  alert_id: id,
  type: z.string(),
  severity: z.enum(SEVERITIES),
  store_id: id.nullable(),
  device_id: id.nullable(),
  subject_kind: z.string(),
  subject_id: z.string(),
});

const example = {
  alert_id: SAMPLE.id,
  type: "device.silent",
  severity: "critical",
  store_id: SAMPLE.store_id,
  device_id: SAMPLE.device_id,
  subject_kind: "device",
  subject_id: SAMPLE.device_id,
} as const;

export const ALERT_EVENTS = {
  open: defineEvent(
    "alert.opened",
    "An alert was opened",
    Alert.extend({ details: z.record(z.string(), z.unknown()).describe("facts of the type of alert") }),
    { ...example, details: { name: "North gate" } },
  ),
  acknowledge: defineEvent(
    "alert.acknowledged",
    "A person acknowledged an alert",
    Alert.extend({ acknowledged_by: id }),
    { ...example, acknowledged_by: SAMPLE.employee_id },
  ),
  resolve: defineEvent(
    "alert.resolved",
    "An alert was resolved",
    Alert.extend({ resolved_by: z.string().describe("a person, a device that is back, or `system`") }),
    { ...example, resolved_by: SAMPLE.employee_id },
  ),
} as const;
