/** Events of gates. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../platform/events/define.ts";
import { DEFAULT_POLICY, OFFLINE_POLICIES, UNBOUND_POLICIES } from "../devices/index.ts";

export const POLICY_CHANGED = defineEvent(
  "gate.policy_changed",
  "A store set what its gates may do offline",
  z.object({
    store_id: id,
    admit_offline: z.enum(OFFLINE_POLICIES),
    list_max_age_s: z.number().int(),
    unbound_lots: z.enum(UNBOUND_POLICIES),
    min_app_version: z.string().nullable(),
  }),
  { store_id: SAMPLE.store_id, ...DEFAULT_POLICY },
);
