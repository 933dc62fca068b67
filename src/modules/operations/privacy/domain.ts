/** When a guest counts as gone, so that what is known of them is erased without being asked. */

import { DAY_MS } from "../../../shared/time.ts";

/** The moment (epoch ms) before which a guest's last visit lies who is forgotten at `now`; null where nobody ever is. */
export function idleBefore(now: number, idle_days: number): number | null {
  return idle_days === 0 ? null : now - idle_days * DAY_MS;
}
