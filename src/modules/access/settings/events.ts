/** Events of settings and flags. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";

const store_id = id.nullable().describe("null: for the whole tenant");

export const SETTINGS_CHANGED = defineEvent(
  "settings.changed",
  "A setting was changed",
  z.object({ key: z.string(), store_id }),
  { key: "limits.requests_per_minute", store_id: null },
);

/** A setting, or an act's requirement. */
export const LOOSENED = defineEvent(
  "requirement.loosened",
  "A guard of a risky act will be loosened at a later time",
  z.object({
    key: z.string().nullable().describe("the setting; null for an act's requirement"),
    action: z.string().nullable().describe("the act; null for a setting"),
    store_id,
    value: z.unknown().describe("the value until then"),
    next_value: z.unknown().describe("the value from then on; null: the inherited value"),
    from: time,
    approver_id: id.nullable().describe("null: an owner without another approver"),
  }),
  {
    key: "refunds.max_days",
    action: null,
    store_id: SAMPLE.store_id,
    value: 7,
    next_value: 30,
    from: SAMPLE.later,
    approver_id: SAMPLE.employee_id,
  },
  ({ next, ...stored }) => ({ key: null, action: null, value: null, next_value: next ?? null, ...stored }),
);

export const FLAG_CHANGED = defineEvent(
  "settings.flag_changed",
  "A feature flag was created or replaced",
  z.object({ flag: z.string() }),
  { flag: "kiosk" },
);
