/** What a device's object keeps: its facts as D1 last told them, and when it was last seen. */

import type { Env } from "../../src/env.ts";
import type { Caps, DeviceStatus } from "../../src/modules/devices/domain.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";

export interface DeviceFacts {
  device_id: string;
  store_id: string;
  name: string;
  type: string;
  status: DeviceStatus;
  epoch: number;
  caps: Caps;
  zone_id: string | null;
  zone_name: string | null;
  receipt_prefix: string;
  version: number;
}

/** Reads the device's facts from D1, or undefined when there is no such device. */
export async function fetchFacts(env: Env, tenant_id: string, device_id: string): Promise<DeviceFacts | undefined> {
  const [row] = await openDatabase(env, tenant_id).all<Omit<DeviceFacts, "caps"> & { caps: string }>(
    sql`SELECT d.device_id, d.store_id, d.name, d.type, d.status, d.epoch, d.caps, d.zone_id, z.name AS zone_name,
               d.receipt_prefix, d.version
        FROM devices d LEFT JOIN zones z ON z.tenant_id = d.tenant_id AND z.zone_id = d.zone_id
        WHERE d.tenant_id = ${tenant_id} AND d.device_id = ${device_id}`,
  );
  return row && { ...row, caps: JSON.parse(row.caps) as Caps };
}

const FACTS = "facts";
const LAST_SEEN = "last_seen_at";

export function loadFacts(storage: DurableObjectStorage): DeviceFacts | undefined {
  return storage.kv.get<DeviceFacts>(FACTS);
}

export function saveFacts(storage: DurableObjectStorage, facts: DeviceFacts): void {
  storage.kv.put(FACTS, facts);
}

export function loadLastSeen(storage: DurableObjectStorage): number | null {
  return storage.kv.get<number>(LAST_SEEN) ?? null;
}

export function saveLastSeen(storage: DurableObjectStorage, at: number): void {
  storage.kv.put(LAST_SEEN, at);
}
