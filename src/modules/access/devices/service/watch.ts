/** Asks devices' objects whether their devices are silent: no outage is missed because an alarm was lost (rule D3). */

import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import { listToWatch } from "../store.ts";
import { objectOf } from "./objects.ts";
import { endByTime } from "./rehearsal.ts";

/** The last characters of ids. Each minute is for one of them, so that each device is asked twice an hour. */
const ENDINGS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** The most devices that one run asks, and the most at once. */
export const ASKED_PER_RUN = 500;
const AT_ONCE = 50;

/**
 * Makes the objects of this minute's devices look at their signs of life, and writes the end of rehearsals whose time is
 * over (rule D6). One that fails is asked again later.
 */
export async function watchDevices(base: PublicContext): Promise<void> {
  const ending = ENDINGS[Math.floor(base.arrived_at / MINUTE_MS) % ENDINGS.length] ?? "0";
  const devices = await listToWatch(base.env, ending, ASKED_PER_RUN, base.arrived_at);
  for (let at = 0; at < devices.length; at += AT_ONCE)
    await Promise.all(
      devices.slice(at, at + AT_ONCE).map(async ({ tenant_id, device_id, rehearsal_is_over }) => {
        try {
          if (rehearsal_is_over) await endByTime(base, tenant_id, device_id);
          else await objectOf(asTenant(base, tenant_id), device_id).checkLife({ tenant_id, device_id });
        } catch (error) {
          logTrouble("warn", "device not watched yet", error, { tenant_id, device_id });
        }
      }),
    );
}
