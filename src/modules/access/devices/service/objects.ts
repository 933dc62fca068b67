/** How devices' objects are reached: to read their facts anew, and to be told what gates should know. */

import type { Context } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import type { LiveMessage } from "../domain/live.ts";
import type { Telling, UnreadScan } from "../domain/unread.ts";
import { listDeviceIds, listGateIds } from "../store.ts";

/** Devices that are asked at once. */
const AT_ONCE = 50;

export function objectOf(ctx: Context, device_id: string) {
  return ctx.env.DEVICE.getByName(`${ctx.tenant_id}:${device_id}`);
}

/** Makes a device's object read its facts anew. Safe to repeat. */
export async function reloadDevice(ctx: Context, device_id: string): Promise<void> {
  await objectOf(ctx, device_id).reload({ tenant_id: ctx.tenant_id, device_id });
}

/**
 * Records a scan of a code that leads to no ticket: by a row that tells what its device scanned of such codes within the
 * minute (`count`, so that the last count stands, in whatever order they are written), or by one of its own (`insert`,
 * which answers whether it was there already). Answers the row's scan id.
 */
export async function recordUnreadScan(
  ctx: Context,
  device_id: string,
  scan: UnreadScan,
  write: { insert: () => Promise<boolean>; count: (told: Telling) => Promise<unknown> },
): Promise<{ recorded_as: string; replayed: boolean }> {
  const { scan_id } = scan;
  const keeper = objectOf(ctx, device_id);
  const telling = await keeper.countUnread(scan).catch(noneInOutage);
  if (telling) {
    await write.count(telling);
    return { recorded_as: telling.scan_id, replayed: telling.replayed };
  }
  try {
    const replayed = await write.insert();
    // What was counted before the row was there found nothing to write to.
    const told = await keeper.toldByRow(scan_id).catch(noneInOutage);
    if (told) await write.count(told);
    return { recorded_as: scan_id, replayed };
  } catch (error) {
    await keeper.dropUnread(scan_id).catch(noneInOutage);
    throw error;
  }
}

/** An object that cannot be asked tells nothing: the scan gets a row of its own. */
function noneInOutage(error: unknown): null {
  if (outageOf(error)) return null;
  throw error;
}

/** The same for every device of a store, or of the tenant for null, after a change that concerns them all. Throws when one could not. */
export async function reloadDevices(ctx: Context, store_id: string | null = null): Promise<void> {
  const device_ids = await listDeviceIds(ctx.db, store_id);
  for (let at = 0; at < device_ids.length; at += AT_ONCE)
    await Promise.all(device_ids.slice(at, at + AT_ONCE).map((device_id) => reloadDevice(ctx, device_id)));
}

/**
 * Sends a message to every connected gate of a store, or of all stores for null: each active device that may redeem. One
 * that cannot be reached is logged and left out, for it reads its list anew when it is back (rule O2). Returns how many
 * were connected.
 */
export async function pushToGates(ctx: Context, store_id: string | null, message: LiveMessage): Promise<number> {
  const device_ids = await listGateIds(ctx.db, store_id);
  let connected = 0;
  for (let at = 0; at < device_ids.length; at += AT_ONCE) {
    const chunk = device_ids.slice(at, at + AT_ONCE);
    const reached = await Promise.all(chunk.map((device_id) => pushToDevice(ctx, device_id, message)));
    connected += reached.filter(Boolean).length;
  }
  return connected;
}

/** Sends a message to one device; false when it is not connected, or cannot be reached, which is logged. */
export async function pushToDevice(ctx: Context, device_id: string, message: LiveMessage): Promise<boolean> {
  try {
    return await objectOf(ctx, device_id).push(message);
  } catch (cause) {
    logTrouble("warn", "device not reached", cause, { tenant_id: ctx.tenant_id, device_id, type: message.type });
    return false;
  }
}
