/** Moves a gate to another zone of its store, and pushes the news to it (rule D4). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { errors } from "../../../../shared/errors.ts";
import { NO_SUCH_ZONE } from "../domain/errors.ts";
import { addZone } from "../domain/zones.ts";
import { DEVICE_EVENTS } from "../events.ts";
import { type Device, updateDevice } from "../store.ts";
import { reloadDevice } from "./objects.ts";
import { getManaged } from "./standing.ts";

/**
 * Moves a device to a zone, or out of any; its object has reloaded before this returns.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_ZONE_UNKNOWN for a zone of another store, E_CONFLICT.
 */
export async function moveDevice(ctx: Context, device_id: string, zone_id: string | null): Promise<Device> {
  const device = await getManaged(ctx, device_id);
  const { store_id } = device;
  const zone_history = addZone(device, zone_id, ctx.now);
  const reply = { ...device, zone_id, zone_history };
  const entry = { subject: ["device", device_id] as const, store_id };
  await commit(ctx, {
    writes: [updateDevice(device, { zone_id, zone_history })],
    audit: [
      {
        ...entry,
        event: DEVICE_EVENTS.moved.type,
        changes: { before: { zone_id: device.zone_id }, after: { zone_id } },
      },
    ],
    events: [DEVICE_EVENTS.moved.of(entry.subject, { device_id, zone_id }, { store_id })],
    reply,
    refusals: [
      ["E_ZONE_UNKNOWN", errors.zone_unknown, NO_SUCH_ZONE],
      ["E_STALE_VERSION", errors.conflict],
    ],
  });
  await reloadDevice(ctx, device_id);
  return reply;
}
