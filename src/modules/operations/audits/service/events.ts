/** Deletes old outbox events: they are kept as long as the tenant sets, and until every consumer got them. */

import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { lastTurn } from "../../../../platform/queue/daily.ts";
import { type Consumer, forgetEvents, listOutboxes } from "../../../../platform/queue/outbox.ts";
import { DAY_MS } from "../../../../shared/time.ts";
import { readNumberOfTenants } from "../../../access/settings/index.ts";
import { LEAST_KEPT_DAYS } from "../domain/archive.ts";

/** The most tenants of one tick; the next tick continues with others. */
const TENANTS_PER_TICK = 100;

/**
 * Deletes a portion of each tenant's events that were older than the tenant keeps them at its turn of the day. Events that
 * a consumer has not passed stay, and cost nothing until then.
 */
export async function forgetOldEvents(base: PublicContext, consumers: readonly Consumer[]): Promise<void> {
  const { arrived_at } = base;
  const old = (await listOutboxes(base)).filter(
    ({ oldest, oldest_at, newest, swept }) =>
      oldest < newest && oldest <= swept && oldest_at < arrived_at - LEAST_KEPT_DAYS * DAY_MS,
  );
  if (old.length === 0) return;
  const days = await readNumberOfTenants(base, "events.kept_days");
  const before = (tenant_id: string) => lastTurn(tenant_id, arrived_at) - days.of(tenant_id) * DAY_MS;
  const due = turnsOf(
    old.filter(({ tenant_id, oldest_at }) => oldest_at < before(tenant_id)),
    TENANTS_PER_TICK,
    arrived_at,
  );
  await eachTenant(due, "old events not deleted yet", async ({ tenant_id }) => {
    await forgetEvents(asTenant(base, tenant_id).db, before(tenant_id), consumers);
  });
}
