/** Outbox consumer: an import's progress does its next page. Cron job: files leave when they are due. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { IMPORT_PROGRESSED } from "./events.ts";
import { runPage } from "./service/run.ts";
import { sweepFiles } from "./service/sweep.ts";

export const consumers: Consumer[] = [
  consumerOf("imports", [IMPORT_PROGRESSED], async (ctx, { data }) => {
    if (data.status === "running") await runPage(ctx, data.import_id, data.pages_done);
  }),
];

export const jobs: CronJob[] = [{ name: "sweep-import-files", minute: 23, run: sweepFiles }];
