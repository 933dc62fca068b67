/** What no wake-up led the sealer to is sealed, heads leave the house, old rows go to their archives, old events go. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { dailyPortions } from "../../../platform/queue/daily.ts";
import type { Consumer } from "../../../platform/queue/outbox.ts";
import { archiveOldRows } from "./service/archive.ts";
import { forgetOldEvents } from "./service/events.ts";
import { exportHeads, sealLeftovers } from "./service/heads.ts";

export function auditJobs(consumers: readonly Consumer[]): CronJob[] {
  return [
    { name: "seal-audits", run: sealLeftovers },
    { name: "export-audit-heads", run: exportHeads },
    { name: "archive-audits", run: archiveOldRows },
    dailyPortions("forget-events", "old events not forgotten yet", (base, tenant_id) =>
      forgetOldEvents(base, tenant_id, consumers),
    ),
  ];
}
