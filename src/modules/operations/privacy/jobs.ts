/** Guests who stay away are forgotten by themselves. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { eraseIdleGuests } from "./service/erase.ts";

export const jobs: CronJob[] = [{ name: "erase-idle-guests", run: eraseIdleGuests }];
