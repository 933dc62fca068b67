/** A session that was ended ends even if the request that did it died on the way; second factors follow the newest key. */

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
