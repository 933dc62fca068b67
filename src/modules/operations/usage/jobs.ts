/** A limit that was set binds every device and person without their asking D1. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { SETTINGS_CHANGED } from "../../access/settings/index.ts";
import { tellLimits } from "./service.ts";

export const consumers: Consumer[] = [
  consumerOf("usage-limits", [SETTINGS_CHANGED], async (ctx, { data }) => {
    if (data.key.startsWith("limits.")) await tellLimits(ctx);
  }),
];
