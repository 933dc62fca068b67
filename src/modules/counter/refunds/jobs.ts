/** Cron jobs: resume refunds that stopped before their end. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { resumeRefunds } from "./service/resume.ts";

export const jobs: CronJob[] = [{ name: "resume-refunds", run: resumeRefunds }];
