/** Daily cleanup in portions: each tenant starts at its own minute of the day, and one tick does one portion for each. */

import { MINUTE_MS } from "../../shared/time.ts";
import type { PublicContext } from "../http/context.ts";
import { type CronJob, eachTenant } from "./cron.ts";
import { tenantsWithEvents } from "./outbox.ts";

const MINUTES_OF_DAY = 1_440;
/** The most tenants of one tick; the next tick continues with others. */
const TENANTS_PER_TICK = 100;

/** When a tenant's daily work is due (epoch ms) on the UTC day of `now`. */
export function dailyTurn(tenant_id: string, now: number): number {
  const minute = [...tenant_id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % MINUTES_OF_DAY, 0);
  return startOfDay(now) + minute * MINUTE_MS;
}

function startOfDay(now: number): number {
  return now - (now % (MINUTES_OF_DAY * MINUTE_MS));
}

/**
 * A job that does a portion of a tenant's daily work each minute, from the tenant's turn on, until `work` says that nothing
 * is left. Each isolate remembers only for itself which tenants are done today; another isolate checks once more.
 */
export function dailyPortions(
  name: string,
  trouble: string,
  work: (base: PublicContext, tenant_id: string) => Promise<{ left: boolean }>,
): CronJob {
  const done = new Map<string, number>();
  return {
    name,
    run: async (base) => {
      const { arrived_at } = base;
      const today = startOfDay(arrived_at);
      const due = (await tenantsWithEvents(base.env)).filter(
        (tenant_id) => done.get(tenant_id) !== today && arrived_at >= dailyTurn(tenant_id, arrived_at),
      );
      // With many tenants each tick starts with others, so that failing tenants stop no others.
      const from =
        due.length > TENANTS_PER_TICK ? (Math.floor(arrived_at / MINUTE_MS) * TENANTS_PER_TICK) % due.length : 0;
      const now = [...due.slice(from), ...due.slice(0, from)].slice(0, TENANTS_PER_TICK);
      await eachTenant(now, trouble, async (tenant_id) => {
        const { left } = await work(base, tenant_id);
        if (!left) done.set(tenant_id, today);
      });
    },
  };
}
