/** Cron jobs: expire parked carts. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { expireOpenTickets } from "./service.ts";

export const jobs: CronJob[] = [{ name: "expire-open-tickets", run: expireOpenTickets }];
