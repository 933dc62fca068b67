/** Runs cron jobs every minute: each job runs even when another fails. */

import { MINUTE_MS } from "../../shared/time.ts";
import type { PublicContext } from "../http/context.ts";
import { logTrouble } from "../log/log.ts";

export interface CronJob {
  name: string;
  /** The minute of each hour in which it runs; absent: it runs every minute. */
  minute?: number;
  /** It waits in a minute that belongs to another job, so that a tick has no more queries than in any other minute. */
  can_wait?: true;
  run(base: PublicContext): Promise<void>;
}

/** The answers of each tick to one question that several of its jobs ask. */
export type TickCache<Answer> = WeakMap<PublicContext, Promise<Answer>>;

/** A tick's answer, read at its first question; after a failure the next job reads it again. */
export function oncePerTick<Answer>(
  cache: TickCache<Answer>,
  base: PublicContext,
  read: () => Promise<Answer>,
): Promise<Answer> {
  const asked = cache.get(base) ?? read();
  cache.set(base, asked);
  asked.catch(() => cache.delete(base));
  return asked;
}

/** The tenants of this tick: at most `limit`. Each tick starts with others, so that failing tenants stop no others. */
export function turnsOf<Tenant>(tenants: readonly Tenant[], limit: number, arrived_at: number): Tenant[] {
  const from = tenants.length > limit ? (Math.floor(arrived_at / MINUTE_MS) * limit) % tenants.length : 0;
  return [...tenants.slice(from), ...tenants.slice(0, from)].slice(0, limit);
}

/** Does a job's work for each tenant in turn. A failure is logged, left to the next tick, and stops no other tenant. */
export async function eachTenant<Named extends string | { tenant_id: string }>(
  tenants: Iterable<Named>,
  trouble: string,
  work: (tenant: Named) => Promise<unknown>,
): Promise<void> {
  for (const tenant of tenants) {
    try {
      await work(tenant);
    } catch (error) {
      logTrouble("error", trouble, error, { tenant_id: typeof tenant === "string" ? tenant : tenant.tenant_id });
    }
  }
}

/** The jobs of a minute of the hour. */
function jobsOf(jobs: readonly CronJob[], minute: number): CronJob[] {
  const is_owned = jobs.some((job) => job.minute === minute);
  return jobs.filter((job) => (job.minute === undefined ? !(job.can_wait && is_owned) : job.minute === minute));
}

export async function runJobs(base: PublicContext, jobs: readonly CronJob[]): Promise<void> {
  for (const job of jobsOf(jobs, Math.floor(base.arrived_at / MINUTE_MS) % 60)) {
    try {
      await job.run(base);
    } catch (error) {
      logTrouble("error", "cron job failed", error, { job: job.name });
    }
  }
}
