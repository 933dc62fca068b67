/** Runs cron jobs every minute: each job runs even when another fails. */

import type { PublicContext } from "../http/context.ts";
import { logTrouble } from "../log/log.ts";

export interface CronJob {
  name: string;
  run(base: PublicContext): Promise<void>;
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

export async function runJobs(base: PublicContext, jobs: readonly CronJob[]): Promise<void> {
  for (const job of jobs) {
    try {
      await job.run(base);
    } catch (error) {
      logTrouble("error", "cron job failed", error, { job: job.name });
    }
  }
}
