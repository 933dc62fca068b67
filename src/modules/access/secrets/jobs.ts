/** After a rotation of the master every key is sealed by the newest one, without anybody's doing. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { resealKeys } from "./service.ts";

export const jobs: CronJob[] = [{ name: "reseal-secrets", run: resealKeys }];
