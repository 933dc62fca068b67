/** Cron jobs: continue backups until they are complete, and start each tenant's daily backup. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { resumeBackups, startDailyBackups } from "./service/backups.ts";

export const jobs: CronJob[] = [
  { name: "resume-backups", run: resumeBackups },
  { name: "daily-backups", run: startDailyBackups },
];
