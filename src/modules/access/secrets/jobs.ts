/** Cron jobs: seal every secret's key with the newest master key after a rotation. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { resealKeys } from "./service.ts";

export const jobs: CronJob[] = [{ name: "reseal-secrets", run: resealKeys }];
