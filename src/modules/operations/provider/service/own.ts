/** Changes that a tenant makes itself: its names, and a new store, which its owners manage at once. */

import { commit } from "../../../../platform/db/commit.ts";
import { type Context, requireOwner } from "../../../../platform/http/context.ts";
import { reloadEmployees } from "../../../access/employees/index.ts";
import {
  getTenant,
  recordStore,
  requireEveryStore,
  STORE_EVENTS,
  TENANT_EVENTS,
  type Tenant,
} from "../../../access/tenants/index.ts";
import { changeTenant } from "./standing.ts";

/**
 * Changes the given names and time zone of the tenant. Errors: E_PERMISSION unless in every store (rule T7),
 * E_CONFLICT.
 */
export async function changeOwn(
  ctx: Context,
  change: { name?: string; legal_name?: string | null; time_zone?: string },
): Promise<Tenant> {
  await requireEveryStore(ctx, "settings_write");
  return changeTenant(ctx, await getTenant(ctx), change, TENANT_EVENTS.changed);
}

/** Creates a store, for an owner. A trigger gives it all owners of the tenant. Error: E_PERMISSION (rule T7). */
export async function openStore(ctx: Context, input: { name: string; time_zone?: string; cutoff_hour?: number }) {
  requireOwner(ctx);
  const { time_zone = (await getTenant(ctx)).time_zone, cutoff_hour = 0 } = input;
  const { store_id, part } = recordStore(ctx, { name: input.name, time_zone, cutoff_hour });
  const reply = { store_id, name: input.name, time_zone, cutoff_hour };
  await commit(ctx, {
    ...part,
    events: [STORE_EVENTS.created.of(["store", store_id], { store_id }, { store_id })],
    reply,
  });
  await reloadEmployees(ctx);
  return reply;
}
