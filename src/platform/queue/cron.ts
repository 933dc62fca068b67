/** What happens every minute, as a list: each job is tried even when another fails. */

import type { PublicContext } from "../http/context.ts";

export interface CronJob {
  name: string;
  run(base: PublicContext): Promise<void>;
}

export async function runJobs(base: PublicContext, jobs: readonly CronJob[]): Promise<void> {
  for (const job of jobs) {
    try {
      await job.run(base);
    } catch (error) {
      console.error(
        JSON.stringify({ level: "error", message: "cron job failed", job: job.name, cause: String(error) }),
      );
    }
  }
}
