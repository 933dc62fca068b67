/** The job of sign-ups: old ones leave. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { forgetOnboardings } from "./service/forget.ts";

export const jobs: CronJob[] = [{ name: "forget-onboardings", minute: 35, run: forgetOnboardings }];
