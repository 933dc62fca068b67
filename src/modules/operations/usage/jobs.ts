/** Applies a changed limit to every device and employee, so that they need not read D1. */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { SETTINGS_CHANGED } from "../../access/settings/index.ts";
import { reloadLimits } from "./service.ts";

export const consumers: Consumer[] = [
  consumerOf("usage-limits", [SETTINGS_CHANGED], async (ctx, { data }) => {
    if (data.key.startsWith("limits.")) await reloadLimits(ctx);
  }),
];
