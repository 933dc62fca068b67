/** Parked carts expire by themselves. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { expireOpenTickets } from "./service.ts";

export const jobs: CronJob[] = [{ name: "expire-open-tickets", run: expireOpenTickets }];
