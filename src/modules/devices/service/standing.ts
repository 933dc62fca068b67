/** Use-cases of a device's standing: who it is, when it was last seen, and whether it may go on (rule T3). */

import { hashSecret, randomSecret } from "../../../platform/crypto/secrets.ts";
import { commit } from "../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { storesNamed } from "../../tenants/index.ts";
import { type DeviceStatus, decideStanding, deviceErrors, type StandingAction } from "../domain.ts";
import { DEVICE_EVENTS } from "../events.ts";
import { type Device, findDevice, listDeviceRows, listDeviceStores, updateDevice } from "../store.ts";

/** The calling device. */
export async function getOwnDevice(ctx: Context): Promise<Device> {
  const device = ctx.device && (await findDevice(ctx.db, ctx.device.device_id));
  if (!device) throw new AppError(errors.not_found);
  return device;
}

/** A device with the time of its last request. */
export async function getDevice(ctx: Context, device_id: string) {
  const device = await findDevice(ctx.db, device_id);
  if (!device) throw new AppError(errors.not_found);
  storeFor(ctx, "device_manage", device.store_id);
  return withLastSeen(ctx, device);
}

/** The store of each device of this tenant among those ids; the others are missing from the map. */
export async function storesOfDevices(ctx: Context, device_ids: readonly string[]): Promise<Map<string, string>> {
  const rows = device_ids.length > 0 ? await listDeviceStores(ctx.db, device_ids) : [];
  return new Map(rows.map(({ device_id, store_id }) => [device_id, store_id]));
}

export async function listDevices(
  ctx: Context,
  query: { store_id?: string; status?: DeviceStatus; limit: number; cursor?: string },
): Promise<Page<Device & { last_seen_at: number | null }>> {
  const store_ids = await storesNamed(ctx, "device_manage", query.store_id);
  const after = readCursor(query.cursor, 1)?.[0]?.toString();
  const filter = { store_ids, status: query.status, after, limit: query.limit };
  const page = pageOf(await listDeviceRows(ctx.db, filter), query.limit, (row) => [row.device_id]);
  return { ...page, items: await Promise.all(page.items.map((device) => withLastSeen(ctx, device))) };
}

async function withLastSeen(ctx: Context, device: Device) {
  const last_seen_at = await objectOf(ctx, device.device_id).lastSeen();
  return { ...device, last_seen_at };
}

/**
 * Changes a device's standing; its object knows before this returns, so the very next request meets it (rule T3).
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_DEVICE_STATE, E_CONFLICT. `rotate` answers the new token, once.
 */
export async function changeStanding(
  ctx: Context,
  device_id: string,
  action: StandingAction,
): Promise<Device & { device_token?: string }> {
  const device = await findDevice(ctx.db, device_id);
  if (!device) throw new AppError(errors.not_found);
  storeFor(ctx, "device_manage", device.store_id);

  const decision = decideStanding(device.status, action);
  if (!decision.ok) throw new AppError(deviceErrors.device_state, { status: decision.refusal });
  const ends_sessions = action === "rotate" || action === "revoke";
  const device_token = action === "rotate" ? `ppd_${ctx.tenant_id}.${randomSecret()}` : undefined;
  const change = {
    status: decision.value,
    epoch: device.epoch + (ends_sessions ? 1 : 0),
    ...(device_token && { device_token_hash: await hashSecret(device_token) }),
  };
  const reply = { ...device, ...change, ...(device_token && { device_token }) };
  const { store_id } = device;
  await commit(ctx, {
    writes: [updateDevice(device, change)],
    audit: [
      {
        event: DEVICE_EVENTS[action],
        subject: ["device", device_id],
        changes: { before: { status: device.status }, after: { status: change.status } },
        store_id,
      },
    ],
    events: [
      {
        type: DEVICE_EVENTS[action],
        subject: ["device", device_id],
        data: { device_id, status: change.status },
        store_id,
      },
    ],
    reply,
    refusals: [["E_STALE_VERSION", deviceErrors.device_changed]],
  });
  await reloadDevice(ctx, device_id);
  return reply;
}

/** Makes a device's object read its facts anew. Safe to repeat. */
export async function reloadDevice(ctx: Context, device_id: string): Promise<void> {
  await objectOf(ctx, device_id).reload({ tenant_id: ctx.tenant_id, device_id });
}

function objectOf(ctx: Context, device_id: string) {
  return ctx.env.DEVICE.getByName(`${ctx.tenant_id}:${device_id}`);
}
