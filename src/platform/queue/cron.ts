/** What happens every minute, as a list: each job is tried even when another fails. */

import type { PublicContext } from "../http/context.ts";
import { logTrouble } from "../log/log.ts";

export interface CronJob {
  name: string;
  run(base: PublicContext): Promise<void>;
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
