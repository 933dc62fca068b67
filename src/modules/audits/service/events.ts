/** Events are kept for as long as the park wants, and at least until everybody was told of them. */

import { asTenant, type PublicContext } from "../../../platform/http/context.ts";
import { eachTenant } from "../../../platform/queue/cron.ts";
import { type Consumer, forgetEvents, tenantsWithEvents } from "../../../platform/queue/outbox.ts";
import { DAY_MS } from "../../../shared/time.ts";
import { readSettings } from "../../settings/index.ts";

/** Once a day, in the first minute after midnight UTC. */
export async function forgetOldEvents(base: PublicContext, consumers: readonly Consumer[]): Promise<void> {
  const { arrived_at } = base;
  if (arrived_at % DAY_MS >= 60_000) return;
  await eachTenant(await tenantsWithEvents(base.env), "old events not forgotten yet", async (tenant_id) => {
    const ctx = asTenant(base, tenant_id);
    const settings = await readSettings(ctx, null);
    await forgetEvents(ctx.db, arrived_at - settings["events.kept_days"] * DAY_MS, consumers);
  });
}
