/** Cron jobs: remind of shifts that were left open. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { remindOfShifts } from "./service/watch.ts";

export const jobs: CronJob[] = [{ name: "remind-of-shifts", run: remindOfShifts }];
