/** Events are kept for as long as the park wants, and at least until everybody was told of them. */

import { asTenant, type PublicContext } from "../../../platform/http/context.ts";
import { logTrouble } from "../../../platform/log/log.ts";
import { type Consumer, forgetEvents, tenantsWithEvents } from "../../../platform/queue/outbox.ts";
import { readSettings } from "../../settings/index.ts";

const DAY_MS = 86_400_000;

/** Once a day, in the first minute after midnight UTC. One tenant's failure holds up no other. */
export async function forgetOldEvents(base: PublicContext, consumers: readonly Consumer[]): Promise<void> {
  const { arrived_at } = base;
  if (arrived_at % DAY_MS >= 60_000) return;
  for (const tenant_id of await tenantsWithEvents(base.env)) {
    try {
      const ctx = asTenant(base, tenant_id);
      const settings = await readSettings(ctx, null);
      await forgetEvents(ctx.db, arrived_at - settings["events.kept_days"] * DAY_MS, consumers);
    } catch (error) {
      logTrouble("warn", "old events not forgotten yet", error, { tenant_id });
    }
  }
}
