/** Consumers and cron jobs: end sessions even if the request died before; seal second factors with the newest key. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { EMPLOYEE_EVENTS } from "../employees/index.ts";
import { forgetSessions } from "./service/sessions.ts";
import { resealTotps } from "./service/totp.ts";

export const consumers: Consumer[] = [
  consumerOf("employee-sessions", [EMPLOYEE_EVENTS.sessions_ended], (ctx, event) =>
    forgetSessions(ctx, event.subject_id, event.data.session_ids),
  ),
];

export const jobs: CronJob[] = [{ name: "reseal-second-factors", run: resealTotps }];
