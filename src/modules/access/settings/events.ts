/** Events of settings and flags. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";

const store_id = id.nullable().describe("null: of the whole tenant");

export const SETTINGS_CHANGED = defineEvent(
  "settings.changed",
  "A setting was changed",
  z.object({ key: z.string(), store_id }),
  { key: "limits.requests_per_minute", store_id: null },
);

/** A setting, or what an act requires. */
export const LOOSENED = defineEvent(
  "requirement.loosened",
  "A setting or requirement that guards a risky act is loosened from a later moment on",
  z.object({
    key: z.string().nullable().describe("the setting; null when it is a requirement of an act"),
    action: z.string().nullable().describe("the act; null when it is a setting"),
    store_id,
    value: z.unknown().describe("what holds until then"),
    next_value: z.unknown().describe("what is set for then; null: the level above decides"),
    from: time,
    approver_id: id.nullable().describe("null: an owner has nobody else"),
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
  "A feature flag was made or replaced",
  z.object({ flag: z.string() }),
  { flag: "kiosk" },
);
