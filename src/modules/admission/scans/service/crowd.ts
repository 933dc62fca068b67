/** The room left in a zone, by its count of the last second; only zones with a limit are counted (rule G9). */

import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { AppError } from "../../../../shared/errors.ts";
import { businessDate } from "../../../../shared/time.ts";
import { type Crowd, readCrowd } from "../../tickets/index.ts";

/** The shortest time between two reads of a count, in each process of the Worker. */
const FRESH_MS = 1_000;
const ZONES_KEPT = 1_000;

/** Counts by tenant and zone, each with the time of its read by the real clock. */
const crowds = new Map<string, { crowd: Crowd; asked_at: number }>();

/**
 * The room for more people in a device's zone; undefined where it has no limit, or where no count can be read, since a
 * zone is full only by a count. Simultaneous scans may exceed the limit.
 */
export async function roomIn(
  ctx: Context,
  { store_id, zones }: DevicePrincipal,
  zone_id: string | undefined,
): Promise<number | undefined> {
  const max_people = zones.find((zone) => zone.zone_id === zone_id)?.max_people ?? null;
  if (zone_id === undefined || max_people === null) return undefined;
  const crowd = await crowdOf(ctx, store_id, zone_id);
  if (!crowd) return undefined;
  const date = businessDate(ctx.now, crowd.time_zone, crowd.cutoff_hour);
  return max_people - (crowd.days.find(({ business_date }) => business_date === date)?.inside ?? 0);
}

async function crowdOf(ctx: Context, store_id: string, zone_id: string): Promise<Crowd | undefined> {
  const name = `${ctx.tenant_id} ${zone_id}`;
  const known = crowds.get(name);
  const { arrived_at: asked_at } = ctx;
  if (known && Math.abs(asked_at - known.asked_at) < FRESH_MS) return known.crowd;
  // During a read, other scans use the previous count, so no scan waits for another's read.
  if (known) known.asked_at = asked_at;
  try {
    const crowd = await readCrowd(ctx.db, store_id, zone_id, ctx.now);
    if (crowds.size >= ZONES_KEPT) crowds.clear();
    if (crowd) crowds.set(name, { crowd, asked_at });
    return crowd;
  } catch (error) {
    if (!(error instanceof AppError) && !outageOf(error)) throw error;
    return known?.crowd;
  }
}
