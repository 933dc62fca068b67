/** Which moments can be believed of what is handed in after an outage (rule O4). */

import type { ErrorSpec } from "./errors.ts";

const OLDEST_MS = 31 * 86_400_000;
const AHEAD_MS = 10 * 60_000;

/** Whether something handed in now can have been recorded then; clocks were corrected before. */
export function isPlausible(happened_at: number, now: number): boolean {
  return happened_at >= now - OLDEST_MS && happened_at <= now + AHEAD_MS;
}

export const TS_RANGE = {
  code: "E_TS_RANGE",
  status: 422,
  message: "ts lies more than 31 days back or more than 10 minutes ahead. Check the device's clock, then send again.",
} as const satisfies ErrorSpec;
