/** Jobs of reports: count each event once, and carry rebuilds on. */

import type { CronJob } from "../../../platform/queue/cron.ts";
import type { Consumer } from "../../../platform/queue/outbox.ts";
import { countEvents } from "./service/consume.ts";
import { rebuildReports } from "./service/rebuild.ts";
import { COUNTED_EVENTS } from "./service/told.ts";

export const consumers: Consumer[] = [
  {
    name: "reports",
    types: COUNTED_EVENTS,
    // The place moves in the commit that counts, so an event that comes again is passed.
    repeatable: true,
    consume: (ctx, event) => countEvents(ctx, [event]),
    consumeAll: countEvents,
  },
];

export const jobs: CronJob[] = [{ name: "rebuild-reports", run: rebuildReports }];
