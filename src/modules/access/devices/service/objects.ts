/** Calls to devices' objects: reload their facts, and push messages to gates. */

import type { Context } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import type { LiveMessage } from "../domain/live.ts";
import type { UnreadCount, UnreadScan } from "../domain/unread.ts";
import { listDeviceIds, listGateIds } from "../store.ts";

/** The most devices that are called at once. */
const AT_ONCE = 50;

export function objectOf(ctx: Context, device_id: string) {
  return ctx.env.DEVICE.getByName(`${ctx.tenant_id}:${device_id}`);
}

/** Makes a device's object reload its facts. Safe to repeat. */
export async function reloadDevice(ctx: Context, device_id: string): Promise<void> {
  await objectOf(ctx, device_id).reload({ tenant_id: ctx.tenant_id, device_id });
}

/**
 * Records a scan of an unknown code. A row that counts its device's scans of such codes within the minute is updated
 * with `count`, so that the last count wins in any order of writes. Otherwise the scan gets its own row with `insert`,
 * which returns whether the row existed already. Returns the row's scan id.
 */
export async function recordUnreadScan(
  ctx: Context,
  device_id: string,
  scan: UnreadScan,
  write: { insert: () => Promise<boolean>; count: (told: UnreadCount) => Promise<unknown> },
): Promise<{ recorded_as: string; replayed: boolean }> {
  const { scan_id } = scan;
  const keeper = objectOf(ctx, device_id);
  const telling = await keeper.countUnread(scan).catch(nullInOutage);
  if (telling) {
    await write.count(telling);
    return { recorded_as: telling.scan_id, replayed: telling.replayed };
  }
  try {
    const replayed = await write.insert();
    // Counts from before the row existed found no row to update.
    const told = await keeper.countOfRow(scan_id).catch(nullInOutage);
    if (told) await write.count(told);
    return { recorded_as: scan_id, replayed };
  } catch (error) {
    await keeper.dropUnread(scan_id).catch(nullInOutage);
    throw error;
  }
}

/** An object that is not available counts nothing: the scan gets its own row. */
function nullInOutage(error: unknown): null {
  if (outageOf(error)) return null;
  throw error;
}

/**
 * The same for every device of a store, or of the tenant for null, after a change that concerns them all. Throws if one
 * fails.
 */
export async function reloadDevices(ctx: Context, store_id: string | null = null): Promise<void> {
  const device_ids = await listDeviceIds(ctx.db, store_id);
  for (let at = 0; at < device_ids.length; at += AT_ONCE)
    await Promise.all(device_ids.slice(at, at + AT_ONCE).map((device_id) => reloadDevice(ctx, device_id)));
}

/**
 * Sends a message to every connected gate of a store, or of all stores for null: each active device that may redeem. An
 * unreachable one is logged and left out, because it reads its list again when it is back (rule O2). Returns how many
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

/** Sends a message to one device; false when it is not connected, or not reachable, which is logged. */
export async function pushToDevice(ctx: Context, device_id: string, message: LiveMessage): Promise<boolean> {
  try {
    return await objectOf(ctx, device_id).push(message);
  } catch (cause) {
    logTrouble("warn", "device not reached", cause, { tenant_id: ctx.tenant_id, device_id, type: message.type });
    return false;
  }
}
