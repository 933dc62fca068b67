/** Cron jobs: erase the personal data of guests who have not come for long. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { eraseIdleGuests } from "./service/erase.ts";

export const jobs: CronJob[] = [{ name: "erase-idle-guests", run: eraseIdleGuests }];
