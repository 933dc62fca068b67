/** Cron jobs of the platform: deliver events whose wake-up was lost, and delete expired replies. */

import { DAY_MS } from "../../shared/time.ts";
import { bookkeep } from "../db/commit.ts";
import { tenantsWith } from "../db/leap.ts";
import { EVERY_TENANT, openDatabase } from "../db/session.ts";
import { sql } from "../db/sql.ts";
import type { PublicContext } from "../http/context.ts";
import { REPLY_LIFE_DAYS } from "../http/request.ts";
import { type CronJob, turnsOf } from "./cron.ts";
import { lastTurn } from "./daily.ts";
import { sweepOutbox } from "./outbox.ts";

const REPLY_LIFE_MS = REPLY_LIFE_DAYS * DAY_MS;
/** The most replies that one tick deletes. */
export const REPLIES_PER_TICK = 2_000;
/** The most tenants whose replies one tick reads; the next tick continues with others. */
const TENANTS_PER_TICK = 50;
/** The turn up to which a tenant has no old reply; a cache of this isolate that saves reads. */
const done = new Map<string, number>();

export function platformJobs(): CronJob[] {
  return [
    { name: "sweep-outbox", run: sweepOutbox },
    { name: "forget-replies", run: forgetReplies },
  ];
}

/** Deletes old replies, from each tenant's minute of the day on: one statement for all tenants of a tick. */
async function forgetReplies(base: PublicContext): Promise<void> {
  const { env, arrived_at } = base;
  const tenants = await tenantsWith(env, sql`replies WHERE 1`);
  const undone = tenants.filter((tenant_id) => (done.get(tenant_id) ?? 0) < lastTurn(tenant_id, arrived_at));
  const due = turnsOf(undone, TENANTS_PER_TICK, arrived_at).map((tenant_id) => ({
    tenant_id,
    turn: lastTurn(tenant_id, arrived_at),
  }));
  if (due.length === 0) return;
  const [deleted = 0] = await bookkeep(openDatabase(env, EVERY_TENANT), [
    sql`DELETE FROM replies WHERE (tenant_id, caller_id, idempotency_key) IN (
          SELECT reply.tenant_id, reply.caller_id, reply.idempotency_key
          FROM json_each(${due}) due CROSS JOIN replies reply ON reply.tenant_id = due.value ->> '$.tenant_id'
          WHERE reply.created_at < (due.value ->> '$.turn') - ${REPLY_LIFE_MS} LIMIT ${REPLIES_PER_TICK})`,
  ]);
  if (deleted < REPLIES_PER_TICK) for (const { tenant_id, turn } of due) done.set(tenant_id, turn);
}
