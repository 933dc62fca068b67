/** Deletes old outbox events: they are kept as long as the tenant sets, and until every consumer got them. */

import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { type Consumer, forgetEvents } from "../../../../platform/queue/outbox.ts";
import { DAY_MS } from "../../../../shared/time.ts";
import { readSettings } from "../../../access/settings/index.ts";

/** Deletes a portion of a tenant's events that are older than the tenant keeps them. */
export async function forgetOldEvents(
  base: PublicContext,
  tenant_id: string,
  consumers: readonly Consumer[],
): Promise<{ left: boolean }> {
  const ctx = asTenant(base, tenant_id);
  const settings = await readSettings(ctx, null);
  return forgetEvents(ctx.db, base.arrived_at - settings["events.kept_days"] * DAY_MS, consumers);
}
