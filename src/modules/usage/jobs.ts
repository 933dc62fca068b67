/** A limit that was set binds every device and person without their asking D1. */

import type { Consumer } from "../../platform/queue/outbox.ts";
import { SETTINGS_CHANGED } from "../settings/index.ts";
import { tellLimits } from "./service.ts";

export const consumers: Consumer[] = [
  {
    name: "usage-limits",
    types: [SETTINGS_CHANGED],
    consume: async (ctx, event) => {
      if (event.subject_id.startsWith("limits.")) await tellLimits(ctx);
    },
  },
];
