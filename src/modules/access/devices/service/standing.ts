/** Use-cases of a device's standing: read devices, and change their standing (rule T3). */

import { hashSecret, randomSecret } from "../../../../platform/crypto/secrets.ts";
import { commit } from "../../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { requireStores } from "../../tenants/index.ts";
import { deviceErrors } from "../domain/errors.ts";
import type { LastHeartbeat } from "../domain/heartbeat.ts";
import { type DeviceStatus, decideStanding, type StandingAction } from "../domain/standing.ts";
import { DEVICE_EVENTS } from "../events.ts";
import { type Device, findDevice, listDeviceRows, listDeviceStores, updateDevice } from "../store.ts";
import { objectOf, reloadDevice } from "./objects.ts";

/** A device with its last heartbeat. */
type SeenDevice = Device & { last_seen_at: number | null; last_heartbeat: LastHeartbeat | null };

/** The calling device. */
export async function getOwnDevice(ctx: Context): Promise<Device> {
  const device = ctx.device && (await findDevice(ctx.db, ctx.device.device_id));
  if (!device) throw new AppError(errors.not_found);
  return device;
}

/** A device with its last heartbeat. */
export async function getDevice(ctx: Context, device_id: string): Promise<SeenDevice> {
  return withLastHeartbeat(ctx, await getManaged(ctx, device_id));
}

/** A device of a store where the caller manages devices. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function getManaged(ctx: Context, device_id: string): Promise<Device> {
  const device = await findDevice(ctx.db, device_id);
  if (!device) throw new AppError(errors.not_found);
  storeFor(ctx, "device_manage", device.store_id);
  return device;
}

/** A device's name; null for an id that is not this tenant's. */
export async function nameOfDevice(ctx: Context, device_id: string): Promise<string | null> {
  return (await findDevice(ctx.db, device_id))?.name ?? null;
}

/** The stores of this tenant's devices among those ids; unknown ids are missing from the map. */
export async function storesOfDevices(ctx: Context, device_ids: readonly string[]): Promise<Map<string, string>> {
  const rows = device_ids.length > 0 ? await listDeviceStores(ctx.db, device_ids) : [];
  return new Map(rows.map(({ device_id, store_id }) => [device_id, store_id]));
}

export async function listDevices(
  ctx: Context,
  query: { store_id?: string; status?: DeviceStatus; limit: number; cursor?: string },
): Promise<Page<SeenDevice>> {
  const store_ids = await requireStores(ctx, "device_manage", query.store_id);
  const after = readCursor(query.cursor, 1)?.[0]?.toString();
  const filter = { store_ids, status: query.status, after, limit: query.limit };
  const page = pageOf(await listDeviceRows(ctx.db, filter), query.limit, (row) => [row.device_id]);
  return { ...page, items: await Promise.all(page.items.map((device) => withLastHeartbeat(ctx, device))) };
}

async function withLastHeartbeat(ctx: Context, device: Device): Promise<SeenDevice> {
  return { ...device, ...(await objectOf(ctx, device.device_id).signsOfLife()) };
}

/**
 * Changes a device's standing; its object has reloaded before this returns, so the next request uses it (rule T3).
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_DEVICE_STATE, E_CONFLICT. `rotate` returns the new token, once.
 */
export async function changeStanding(
  ctx: Context,
  device_id: string,
  action: StandingAction,
): Promise<Device & { device_token?: string }> {
  const device = await getManaged(ctx, device_id);
  const decision = decideStanding(device.status, action);
  if (!decision.ok) throw new AppError(deviceErrors.device_state, { status: decision.refusal });
  const ends_sessions = action === "rotate" || action === "revoke";
  const device_token = action === "rotate" ? `ppd_${ctx.tenant_id}.${randomSecret()}` : undefined;
  const change = {
    status: decision.value,
    epoch: device.epoch + (ends_sessions ? 1 : 0),
    // A device that never worked has no records to hand in (rule O9).
    revoked_at: action === "revoke" && device.status !== "pending" ? ctx.now : device.revoked_at,
    ...(device_token && { device_token_hash: await hashSecret(device_token) }),
  };
  const reply = { ...device, ...change, ...(device_token && { device_token }) };
  const { store_id } = device;
  await commit(ctx, {
    writes: [updateDevice(device, change)],
    audit: [
      {
        event: DEVICE_EVENTS[action].type,
        subject: ["device", device_id],
        changes: { before: { status: device.status }, after: { status: change.status } },
        store_id,
      },
    ],
    events: [DEVICE_EVENTS[action].of(["device", device_id], { device_id, status: change.status }, { store_id })],
    reply,
    refusals: [["E_STALE_VERSION", errors.conflict]],
  });
  await reloadDevice(ctx, device_id);
  return reply;
}
