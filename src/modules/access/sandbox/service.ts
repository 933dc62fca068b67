/** Use-cases of a sandbox: its clock is moved, and everybody knows before the answer. */

import type { Context } from "../../../platform/http/context.ts";
import { reloadDevices } from "../devices/index.ts";
import { reloadEmployees } from "../employees/index.ts";
import { type Clock, setClock } from "../tenants/index.ts";

/** Moves the tenant's clock; the very next request of each device and person meets it. Error: E_NOT_FOUND when live. */
export async function moveClock(ctx: Context, offset_seconds: number): Promise<Clock> {
  const clock = await setClock(ctx, offset_seconds);
  await tellClock(ctx);
  return clock;
}

/** Makes the object of every device and person read the tenant's clock anew. Safe to repeat. */
export async function tellClock(ctx: Context): Promise<void> {
  await Promise.all([reloadDevices(ctx), reloadEmployees(ctx)]);
}
