/** Sums up a fleet: the devices of each store by type, who is silent, and the work that waits on them. */

import { DEVICE_TYPES, type DeviceType } from "../../../../shared/permissions.ts";

interface Counted {
  store_id: string;
  type: DeviceType;
  status: string;
  count: number;
}

interface Signed {
  store_id: string;
  device_id: string;
  type: DeviceType;
  last_seen_at: number | null;
  last_heartbeat: { queue_depth: number | null } | null;
}

interface TypeCount {
  type: DeviceType;
  pending: number;
  active: number;
  suspended: number;
  revoked: number;
  online: number;
  offline: number;
  never_seen: number;
}

/** Adds up a store. `offline`: the ids of devices whose outage lasts. */
export function sumUpStore(
  store_id: string,
  counts: readonly Counted[],
  signed: readonly Signed[],
  offline: ReadonlySet<string>,
): { devices: TypeCount[]; oldest_sign_at: number | null; queue_depth: number } {
  const own = signed.filter((device) => device.store_id === store_id);
  const devices = DEVICE_TYPES.map((type) => {
    const count = (status: string) =>
      counts
        .filter((row) => row.store_id === store_id && row.type === type && row.status === status)
        .reduce((sum, row) => sum + row.count, 0);
    const of_type = own.filter((device) => device.type === type);
    const silent = of_type.filter(({ device_id }) => offline.has(device_id)).length;
    const never_seen = of_type.filter(
      (device) => device.last_seen_at === null && !offline.has(device.device_id),
    ).length;
    const online = of_type.length - silent - never_seen;
    const standing = {
      pending: count("pending"),
      active: count("active"),
      suspended: count("suspended"),
      revoked: count("revoked"),
    };
    return { type, ...standing, online, offline: silent, never_seen };
  }).filter(({ pending, active, suspended, revoked }) => pending + active + suspended + revoked > 0);
  const seen = own.flatMap(({ last_seen_at }) => (last_seen_at === null ? [] : [last_seen_at]));
  return {
    devices,
    oldest_sign_at: seen.length > 0 ? Math.min(...seen) : null,
    queue_depth: own.reduce((sum, { last_heartbeat }) => sum + (last_heartbeat?.queue_depth ?? 0), 0),
  };
}
