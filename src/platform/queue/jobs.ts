/** Cron jobs of the platform: deliver events whose wake-up was lost, and delete expired replies. */

import { DAY_MS } from "../../shared/time.ts";
import { bookkeep } from "../db/commit.ts";
import { openDatabase } from "../db/session.ts";
import { sql } from "../db/sql.ts";
import type { PublicContext } from "../http/context.ts";
import { REPLY_LIFE_DAYS } from "../http/request.ts";
import type { CronJob } from "./cron.ts";
import { dailyPortions } from "./daily.ts";
import { type Consumer, sweepOutbox } from "./outbox.ts";

const REPLY_LIFE_MS = REPLY_LIFE_DAYS * DAY_MS;
/** The most replies that one statement deletes. */
const REPLIES_PER_TICK = 1_000;

export function platformJobs(consumers: readonly Consumer[]): CronJob[] {
  return [
    {
      name: "sweep-outbox",
      run: (base) => sweepOutbox(base, consumers),
    },
    dailyPortions("forget-replies", "old replies not deleted yet", forgetReplies),
  ];
}

async function forgetReplies(base: PublicContext, tenant_id: string): Promise<{ left: boolean }> {
  const [deleted = 0] = await bookkeep(openDatabase(base.env, tenant_id), [
    sql`DELETE FROM replies WHERE (tenant_id, caller_id, idempotency_key) IN (
          SELECT tenant_id, caller_id, idempotency_key FROM replies
          WHERE tenant_id = ${tenant_id} AND created_at < ${base.arrived_at - REPLY_LIFE_MS} LIMIT ${REPLIES_PER_TICK})`,
  ]);
  return { left: deleted === REPLIES_PER_TICK };
}
