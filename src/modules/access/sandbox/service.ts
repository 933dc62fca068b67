/** Use-cases of a sandbox: move its clock, and reload all objects before the answer. */

import type { Context } from "../../../platform/http/context.ts";
import { reloadTokens } from "../api-tokens/index.ts";
import { reloadDevices } from "../devices/index.ts";
import { reloadEmployees } from "../employees/index.ts";
import { type Clock, setClock } from "../tenants/index.ts";

/**
 * Moves the tenant's clock; the next request of each device and person uses it. Error: E_NOT_FOUND for a live tenant.
 */
export async function moveClock(ctx: Context, offset_seconds: number): Promise<Clock> {
  const clock = await setClock(ctx, offset_seconds);
  await reloadClock(ctx);
  return clock;
}

/** Makes the object of every device, person and token reload the tenant's clock. Safe to repeat. */
export async function reloadClock(ctx: Context): Promise<void> {
  await Promise.all([reloadDevices(ctx), reloadEmployees(ctx), reloadTokens(ctx)]);
}
