/** Cron job: the daily sweep of pictures. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { sweepPictures } from "./service.ts";

export const jobs: CronJob[] = [{ name: "sweep-pictures", minute: 11, run: sweepPictures }];
