/** Changes a device's name, notes and capabilities from the version that was read (rule T7). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { errors } from "../../../../shared/errors.ts";
import type { Caps } from "../domain/standing.ts";
import { DEVICE_EVENTS } from "../events.ts";
import { type Device, updateDevice } from "../store.ts";
import { reloadDevice } from "./objects.ts";
import { getManaged } from "./standing.ts";

/** Caps that are left out do not change. */
interface DeviceChange {
  name?: string;
  notes?: string | null;
  caps?: Partial<Caps>;
}

/**
 * Changes the given fields; the device's object has reloaded before this returns. Errors: E_NOT_FOUND,
 * E_SCOPE_MISMATCH, E_CONFLICT.
 */
export async function changeDevice(ctx: Context, device_id: string, change: DeviceChange): Promise<Device> {
  const device = await getManaged(ctx, device_id);
  const { store_id } = device;
  const reply = { ...device, ...change, caps: { ...device.caps, ...change.caps } };
  const { name, caps } = reply;
  const entry = { subject: ["device", device_id] as const, store_id };
  await commit(ctx, {
    writes: [updateDevice(device, reply)],
    audit: [{ ...entry, event: DEVICE_EVENTS.changed.type, changes: changesOf(device, reply) }],
    events: [DEVICE_EVENTS.changed.of(entry.subject, { device_id, name, caps }, { store_id })],
    reply,
    refusals: [["E_STALE_VERSION", errors.conflict]],
  });
  await reloadDevice(ctx, device_id);
  return reply;
}
