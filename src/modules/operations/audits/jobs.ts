/** Cron jobs: link rows that no wake-up reached, export heads, archive old rows, and delete old events. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import type { Consumer } from "../../../platform/queue/outbox.ts";
import { archiveOldRows } from "./service/archive.ts";
import { forgetOldEvents } from "./service/events.ts";
import { exportHeads, linkLeftovers } from "./service/heads.ts";

export function auditJobs(consumers: readonly Consumer[]): CronJob[] {
  return [
    { name: "seal-audits", run: linkLeftovers },
    { name: "export-audit-heads", run: exportHeads },
    { name: "archive-audits", run: archiveOldRows },
    { name: "forget-events", run: (base) => forgetOldEvents(base, consumers) },
  ];
}
