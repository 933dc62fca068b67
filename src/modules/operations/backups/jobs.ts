/** Backups go on until they are whole, and each park has one of every day, without anybody's doing. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { resumeBackups, startDailyBackups } from "./service/backups.ts";

export const jobs: CronJob[] = [
  { name: "resume-backups", run: resumeBackups },
  { name: "daily-backups", run: startDailyBackups },
];
