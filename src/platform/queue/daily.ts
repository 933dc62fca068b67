/** Daily work of tenants: each tenant's is due at its own minute of the day, so that not all of them work at once. */

import { DAY_MS, MINUTE_MS } from "../../shared/time.ts";

const MINUTES_OF_DAY = 1_440;

/** When a tenant's daily work is due (epoch ms) on the UTC day of `now`. */
export function dailyTurn(tenant_id: string, now: number): number {
  const minute = [...tenant_id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % MINUTES_OF_DAY, 0);
  return now - (now % DAY_MS) + minute * MINUTE_MS;
}

/** The tenant's latest turn up to `now` (epoch ms): rows that were too old at that moment are due to leave. */
export function lastTurn(tenant_id: string, now: number): number {
  const today = dailyTurn(tenant_id, now);
  return today <= now ? today : today - DAY_MS;
}
