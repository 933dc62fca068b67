/** Reads and statements of devices and pairings. */

import type { Env } from "../../../env.ts";
import { leapOver } from "../../../platform/db/leap.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { DeviceType } from "../../../shared/permissions.ts";
import { ACTIVE_TENANTS } from "../tenants/fragments.ts";
import type { DeviceStatus } from "./domain/standing.ts";
import { device_metrics_daily, devices, gate_policies, pairing_logs, pairings } from "./tables.ts";

export type Device = typeof devices.$inferSelect;
export type Pairing = typeof pairings.$inferSelect & { used_at: number | null };

export function findDevice(db: Database, device_id: string): Promise<Device | undefined> {
  return db.rowOf(devices, sql`SELECT * FROM devices WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id}`);
}

/** The stores of the devices with those ids; unknown ids are left out. */
export function listDeviceStores(
  db: Database,
  device_ids: readonly string[],
): Promise<Pick<Device, "device_id" | "store_id">[]> {
  return db.all(
    sql`SELECT device_id, store_id FROM devices WHERE tenant_id = ${db.tenant_id}
        AND device_id IN (SELECT value FROM json_each(${device_ids}))`,
  );
}

/** The ids of the devices of a store, or of the tenant for null. */
export async function listDeviceIds(db: Database, store_id: string | null): Promise<string[]> {
  const rows = await db.all<{ device_id: string }>(
    sql`SELECT device_id FROM devices WHERE tenant_id = ${db.tenant_id}
        AND ${store_id === null ? sql`1` : sql`store_id = ${store_id}`}`,
  );
  return rows.map(({ device_id }) => device_id);
}

/** The ids of a store's active devices that can admit guests, or of all stores' for null. */
export async function listGateIds(db: Database, store_id: string | null): Promise<string[]> {
  const rows = await db.all<{ device_id: string }>(
    sql`SELECT device_id FROM devices WHERE tenant_id = ${db.tenant_id}
        AND ${store_id === null ? sql`1` : sql`store_id = ${store_id}`}
        AND status = 'active' AND caps ->> 'can_redeem'`,
  );
  return rows.map(({ device_id }) => device_id);
}

/** The devices with those ids. */
export function listNamedDevices(db: Database, device_ids: readonly string[]): Promise<Device[]> {
  return db.rowsOf(
    devices,
    sql`SELECT * FROM devices WHERE tenant_id = ${db.tenant_id}
        AND device_id IN (SELECT value FROM json_each(${device_ids}))`,
  );
}

/** The names of some stores' devices, the newest first, one more than `limit`. */
export function listDeviceNames(
  db: Database,
  store_ids: readonly string[],
  limit: number,
): Promise<Pick<Device, "device_id" | "store_id" | "type" | "name" | "status">[]> {
  return db.all(
    sql`SELECT device_id, store_id, type, name, status FROM devices WHERE tenant_id = ${db.tenant_id}
          AND store_id IN (SELECT value FROM json_each(${store_ids})) ORDER BY device_id DESC LIMIT ${limit + 1}`,
  );
}

/** The number of devices of each store, type and status. */
export function countDevices(
  db: Database,
  store_ids: readonly string[],
): Promise<{ store_id: string; type: DeviceType; status: DeviceStatus; count: number }[]> {
  return db.all(
    sql`SELECT store_id, type, status, COUNT(*) AS count FROM devices WHERE tenant_id = ${db.tenant_id}
          AND store_id IN (SELECT value FROM json_each(${store_ids})) GROUP BY store_id, type, status`,
  );
}

/** The number of devices of all tenants in each status; at most `limit` are counted. */
export function countAllDevices(env: Env, limit: number): Promise<{ status: DeviceStatus; count: number }[]> {
  return openDatabase(env, EVERY_TENANT).all(
    sql`SELECT status, COUNT(*) AS count FROM (SELECT status FROM devices LIMIT ${limit}) GROUP BY status`,
  );
}

/** A device's heartbeats of past days. */
interface BeatsOfDay {
  date: string;
  beats: number;
}

/** Writes the heartbeats of past days; a repeat changes nothing. */
export function insertBeats(
  device: { tenant_id: string; device_id: string; store_id: string },
  days: readonly BeatsOfDay[],
): Statement {
  const { tenant_id, device_id, store_id } = device;
  return sql`INSERT INTO device_metrics_daily (tenant_id, device_id, date, store_id, beats, offline_ms)
    SELECT ${tenant_id}, ${device_id}, value ->> '$.date', ${store_id}, value ->> '$.beats', 0
    FROM json_each(${days}) WHERE 1
    ON CONFLICT (tenant_id, device_id, date) DO UPDATE SET beats = MAX(beats, excluded.beats)`;
}

/** Adds an outage to its days, if `only_if` holds. */
export function addOffline(
  device: { tenant_id: string; device_id: string; store_id: string },
  days: readonly { date: string; offline_ms: number }[],
  only_if: Statement,
): Statement {
  const { tenant_id, device_id, store_id } = device;
  return sql`INSERT INTO device_metrics_daily (tenant_id, device_id, date, store_id, beats, offline_ms)
    SELECT ${tenant_id}, ${device_id}, value ->> '$.date', ${store_id}, 0, value ->> '$.offline_ms'
    FROM json_each(${days}) WHERE ${only_if}
    ON CONFLICT (tenant_id, device_id, date) DO UPDATE SET offline_ms = offline_ms + excluded.offline_ms`;
}

export type DeviceDay = typeof device_metrics_daily.$inferSelect;

/** Days of devices of the given stores after a cursor, by device and date, one more than `limit`. */
export function listDeviceDays(
  db: Database,
  filter: {
    store_ids: readonly string[];
    device_id?: string;
    from_date?: string;
    to_date?: string;
    after?: readonly [device_id: string, date: string];
    limit: number;
  },
): Promise<DeviceDay[]> {
  const { device_id, from_date, to_date, after } = filter;
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    device_id === undefined ? undefined : sql`device_id = ${device_id}`,
    from_date === undefined ? undefined : sql`date >= ${from_date}`,
    to_date === undefined ? undefined : sql`date <= ${to_date}`,
    after && sql`(device_id, date) > (${after[0]}, ${after[1]})`,
  ]);
  return db.rowsOf(
    device_metrics_daily,
    sql`SELECT * FROM device_metrics_daily WHERE ${where} ORDER BY device_id, date LIMIT ${filter.limit + 1}`,
  );
}

/** A try to use a site key, with the store of the key. */
export type PairingTry = typeof pairing_logs.$inferSelect & { store_id: string };

/** Tries of the given stores' site keys before a cursor, latest first, one more than `limit`. */
export function listPairingTries(
  db: Database,
  filter: { store_ids: readonly string[]; pairing_id?: string; before?: string; limit: number },
): Promise<PairingTry[]> {
  const { store_ids, pairing_id, before } = filter;
  const where = and([
    sql`l.tenant_id = ${db.tenant_id}`,
    sql`p.store_id IN (SELECT value FROM json_each(${store_ids}))`,
    pairing_id === undefined ? undefined : sql`l.pairing_id = ${pairing_id}`,
    before === undefined ? undefined : sql`l.pairing_log_id < ${before}`,
  ]);
  return db.all(
    sql`SELECT l.*, p.store_id FROM pairing_logs l
        JOIN pairings p ON p.tenant_id = l.tenant_id AND p.pairing_id = l.pairing_id
        WHERE ${where} ORDER BY l.pairing_log_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/**
 * Active devices of all active tenants whose id ends with this character, at most `limit` of them, in any order; ids end
 * at random. Beside them the devices whose rehearsal has no time left at `now` (epoch ms), as many at most.
 */
export function listToWatch(
  env: Env,
  id_ends_with: string,
  limit: number,
  now: number,
): Promise<{ tenant_id: string; device_id: string; rehearsal_is_over: 0 | 1 }[]> {
  return openDatabase(env, EVERY_TENANT).all(
    sql`WITH ${leapOver(sql`devices WHERE 1`)}
        SELECT * FROM (
          SELECT d.tenant_id, d.device_id, 0 AS rehearsal_is_over FROM leap JOIN devices d ON d.tenant_id = leap.tenant_id
          JOIN ${ACTIVE_TENANTS} t ON t.tenant_id = d.tenant_id
          WHERE d.status = 'active' AND substr(d.device_id, -1) = ${id_ends_with} ORDER BY random() LIMIT ${limit})
        UNION ALL
        SELECT * FROM (
          SELECT tenant_id, device_id, 1 FROM device_rehearsals INDEXED BY device_rehearsals_running
          WHERE ended_at IS NULL AND ends_at <= ${now} LIMIT ${limit})`,
  );
}

/** Devices of the given stores after a cursor, one more than `limit`. */
export function listDeviceRows(
  db: Database,
  filter: { store_ids: readonly string[]; status?: DeviceStatus; after?: string; limit: number },
): Promise<Device[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.status && sql`status = ${filter.status}`,
    filter.after ? sql`device_id > ${filter.after}` : undefined,
  ]);
  return db.rowsOf(devices, sql`SELECT * FROM devices WHERE ${where} ORDER BY device_id LIMIT ${filter.limit + 1}`);
}

const USED_PAIRINGS = sql`SELECT p.*, d.registered_at AS used_at FROM pairings p
  LEFT JOIN devices d ON d.tenant_id = p.tenant_id AND d.pairing_id = p.pairing_id`;

/** A pairing with the time when a device was created from it. */
export async function findPairing(db: Database, pairing_id: string): Promise<Pairing | undefined> {
  const row = await db.rowOf(
    pairings,
    sql`${USED_PAIRINGS} WHERE p.tenant_id = ${db.tenant_id} AND p.pairing_id = ${pairing_id}`,
  );
  return row as Pairing | undefined;
}

/** Pairings of the given stores before a cursor, latest first, one more than `limit`. */
export async function listPairingRows(
  db: Database,
  filter: { store_ids: readonly string[]; before?: string; limit: number },
): Promise<Pairing[]> {
  const where = and([
    sql`p.tenant_id = ${db.tenant_id}`,
    sql`p.store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.before ? sql`p.pairing_id < ${filter.before}` : undefined,
  ]);
  const rows = await db.rowsOf(
    pairings,
    sql`${USED_PAIRINGS} WHERE ${where} ORDER BY p.pairing_id DESC LIMIT ${filter.limit + 1}`,
  );
  return rows as Pairing[];
}

/** Inserts a device; its receipt prefix is the next of its store: D1, D2, … */
export function insertDevice(row: Omit<typeof devices.$inferInsert, "receipt_prefix">): Statement {
  const count = sql`SELECT COUNT(*) + 1 FROM devices WHERE tenant_id = ${row.tenant_id} AND store_id = ${row.store_id}`;
  return insert(devices, { ...row, receipt_prefix: sql`SELECT 'D' || (${count})` });
}

/** Changes a device from the version that was read; a trigger aborts the batch after a faster change. */
export function updateDevice(
  device: Device,
  change: Partial<
    Pick<
      Device,
      "status" | "epoch" | "revoked_at" | "device_token_hash" | "zone_id" | "zone_history" | "name" | "notes" | "caps"
    >
  >,
): Statement {
  const next = { ...device, ...change };
  return sql`UPDATE devices SET status = ${next.status}, epoch = ${next.epoch}, revoked_at = ${next.revoked_at},
               device_token_hash = ${next.device_token_hash}, zone_id = ${next.zone_id}, zone_history = ${next.zone_history},
               name = ${next.name}, notes = ${next.notes}, caps = ${JSON.stringify(next.caps)}, version = ${device.version + 1}
             WHERE tenant_id = ${device.tenant_id} AND device_id = ${device.device_id}`;
}

export function insertPairing(row: typeof pairings.$inferInsert): Statement {
  return insert(pairings, row);
}

export function revokePairing(db: Database, pairing_id: string, now: number): Statement {
  return sql`UPDATE pairings SET revoked_at = ${now}
             WHERE tenant_id = ${db.tenant_id} AND pairing_id = ${pairing_id} AND revoked_at IS NULL`;
}

export function insertPairingLog(row: typeof pairing_logs.$inferInsert): Statement {
  return insert(pairing_logs, row);
}

type GatePolicyRow = typeof gate_policies.$inferSelect;

/** A store's policy for its gates; undefined if it set none. */
export function findGatePolicy(db: Database, store_id: string): Promise<GatePolicyRow | undefined> {
  return db.rowOf(
    gate_policies,
    sql`SELECT * FROM gate_policies WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}`,
  );
}

/** Sets a store's policy for its gates. */
export function upsertGatePolicy(row: GatePolicyRow): Statement {
  const { tenant_id, store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version, updated_at } = row;
  return sql`INSERT INTO gate_policies
      (tenant_id, store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version, updated_at)
    VALUES (${tenant_id}, ${store_id}, ${admit_offline}, ${list_max_age_s}, ${unbound_lots}, ${min_app_version},
      ${updated_at})
    ON CONFLICT (tenant_id, store_id) DO UPDATE SET admit_offline = excluded.admit_offline,
      list_max_age_s = excluded.list_max_age_s, unbound_lots = excluded.unbound_lots,
      min_app_version = excluded.min_app_version, updated_at = excluded.updated_at`;
}
