/** Begins a rehearsed outage; a till with an open shift needs the person's word for it (rule D6). */

import type { Context } from "../../../../platform/http/context.ts";
import { startRehearsal } from "../../../access/devices/index.ts";
import { openShiftOf } from "../../../counter/shifts/index.ts";

/** Begins a rehearsal. Errors: those of `startRehearsal`. */
export async function rehearse(
  ctx: Context,
  device_id: string,
  asked: { minutes: number; with_open_drawer: boolean },
): ReturnType<typeof startRehearsal> {
  const drawer_is_open = (await openShiftOf(ctx, device_id)) !== undefined;
  return startRehearsal(ctx, device_id, { ...asked, drawer_is_open });
}
