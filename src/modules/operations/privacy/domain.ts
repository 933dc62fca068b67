/** Decides when a guest has been absent so long that their personal data is erased. */

import { DAY_MS } from "../../../shared/time.ts";

/** The time (epoch ms) that the last visit of a guest must precede for erasure at `now`; null: nobody is erased. */
export function idleBefore(now: number, idle_days: number): number | null {
  return idle_days === 0 ? null : now - idle_days * DAY_MS;
}
