/** Reads over many devices: their signs of life, and the sums of their days. */

import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { requireStores } from "../../tenants/index.ts";
import type { SignsOfLife } from "../domain/requests.ts";
import { type Device, type DeviceDay, listDeviceDays, listDeviceRows } from "../store.ts";
import { objectOf } from "./objects.ts";

/** The most devices that an overview asks for their signs. */
export const DEVICES_ASKED = 500;
const AT_ONCE = 50;

/** Active devices with their signs of life; `complete: false`: there are more. */
export interface FleetSigns {
  devices: (Device & SignsOfLife)[];
  complete: boolean;
}

/** The active devices of the given stores with their signs of life, at most 500. */
export async function signsOf(ctx: Context, store_ids: readonly string[]): Promise<FleetSigns> {
  const rows = await listDeviceRows(ctx.db, { store_ids, status: "active", limit: DEVICES_ASKED });
  const asked = rows.slice(0, DEVICES_ASKED);
  const devices: FleetSigns["devices"] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    const chunk = asked.slice(at, at + AT_ONCE);
    const signs = await Promise.all(chunk.map(({ device_id }) => objectOf(ctx, device_id).signsOfLife()));
    devices.push(...chunk.map((device, n) => ({ ...device, ...(signs[n] as SignsOfLife) })));
  }
  return { devices, complete: rows.length <= DEVICES_ASKED };
}

/** Sums of devices' days, by device and date. Errors: those of a store (rule T2). */
export async function listDays(
  ctx: Context,
  query: {
    store_id?: string;
    device_id?: string;
    from_date?: string;
    to_date?: string;
    limit: number;
    cursor?: string;
  },
): Promise<Page<DeviceDay>> {
  const { store_id, cursor, ...filter } = query;
  const store_ids = await requireStores(ctx, "device_manage", store_id);
  const place = readCursor(cursor, 2);
  const after = place && ([String(place[0]), String(place[1])] as const);
  const rows = await listDeviceDays(ctx.db, { ...filter, store_ids, after });
  return pageOf(rows, query.limit, ({ device_id, date }) => [device_id, date]);
}
