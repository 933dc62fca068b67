/** Cron jobs: renew search keys of an earlier form. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { renewAllKeys } from "./service/keys.ts";

export const jobs: CronJob[] = [{ name: "renew-search-keys", run: renewAllKeys }];
