/** The platform's own work of every minute: events that no wake-up carried, and replies past their time. */

import { DAY_MS } from "../../shared/time.ts";
import { bookkeep } from "../db/commit.ts";
import { openDatabase } from "../db/session.ts";
import { sql } from "../db/sql.ts";
import { type CronJob, eachTenant } from "./cron.ts";
import { type Consumer, sweepOutbox, tenantsWithEvents } from "./outbox.ts";

/** Rule I6: kept at least seven days. */
const REPLY_LIFE_MS = 8 * DAY_MS;

export function platformJobs(consumers: readonly Consumer[]): CronJob[] {
  return [
    {
      name: "sweep-outbox",
      run: (base) => sweepOutbox(base, consumers),
    },
    {
      name: "forget-replies",
      run: async (base) => {
        // Finding old replies reads the table, so it is done once a day, in the first minute after midnight UTC.
        if (base.now % DAY_MS >= 60_000) return;
        await eachTenant(await tenantsWithEvents(base.env), "old replies not forgotten yet", (tenant_id) => {
          const old = sql`DELETE FROM replies WHERE tenant_id = ${tenant_id} AND created_at < ${base.now - REPLY_LIFE_MS}`;
          return bookkeep(openDatabase(base.env, tenant_id), [old]);
        });
      },
    },
  ];
}
