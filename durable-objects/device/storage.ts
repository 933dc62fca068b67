/** Storage of a device's object: the facts last read from D1, the last signs of life, and recent scans. */

import type { Env } from "../../src/env.ts";
import type { CommandQueue } from "../../src/modules/access/devices/domain/commands.ts";
import type { Contacts } from "../../src/modules/access/devices/domain/contact.ts";
import type { DayCount } from "../../src/modules/access/devices/domain/days.ts";
import type { GateStanding, LastHeartbeat } from "../../src/modules/access/devices/domain/heartbeat.ts";
import type { Opening } from "../../src/modules/access/devices/domain/opening.ts";
import type { DeviceName } from "../../src/modules/access/devices/domain/requests.ts";
import type { Caps, DeviceStatus } from "../../src/modules/access/devices/domain/standing.ts";
import type { Outage } from "../../src/modules/access/devices/domain/watch.ts";
import type { ZoneSince } from "../../src/modules/access/devices/domain/zones.ts";
import { joinStore, joinTenant } from "../../src/modules/access/tenants/fragments.ts";
import { FreshFacts } from "../../src/platform/db/fresh-facts.ts";
import { newestSequence } from "../../src/platform/db/outbox.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { TENANT_COLUMNS, type TenantFacts, type TenantRow, tenantFactsOf } from "../../src/platform/db/tenant-facts.ts";
import type { DeviceType } from "../../src/shared/permissions.ts";

export interface DeviceFacts extends TenantFacts {
  tenant_id: string;
  device_id: string;
  store_id: string;
  name: string;
  type: DeviceType;
  status: DeviceStatus;
  epoch: number;
  registered_at: number;
  revoked_at: number | null;
  caps: Caps;
  zone_id: string | null;
  zone_name: string | null;
  zone_history: ZoneSince[];
  receipt_prefix: string;
  /** The oldest version of its app that its store accepts, as dotted numbers; null: any. */
  min_app_version: string | null;
  version: number;
  /** The end of its rehearsal, epoch ms of the world's clock; null: none, or an ended one (rule D6). */
  rehearsal_ends_at: number | null;
  /** Versions of the tenant's key whose codes are void (rule G14). */
  revoked_key_versions: number[];
  /** The tenant has tickets that were sold elsewhere (rule M8). */
  foreign_codes: boolean;
  /** IANA name, of its store. */
  time_zone: string;
  /** Of its store; null: not given. */
  opening_hours: Opening[] | null;
  /** The zones of its store. */
  zones: { zone_id: string; name: string; max_people: number | null }[];
}

/** Reads the device's facts from D1, or undefined when there is no such device. */
async function fetchFacts(env: Env, tenant_id: string, device_id: string): Promise<DeviceFacts | undefined> {
  type Row = Omit<
    DeviceFacts,
    "caps" | "revoked_key_versions" | "foreign_codes" | "zones" | "zone_history" | "opening_hours" | keyof TenantFacts
  > &
    TenantRow & {
      caps: string;
      revoked_key_versions: string;
      foreign_codes: 0 | 1;
      zones: string;
      zone_history: string;
      opening_hours: string | null;
    };
  const [row] = await openDatabase(env, tenant_id).all<Row>(
    sql`SELECT d.tenant_id, d.device_id, d.store_id, d.name, d.type, d.status, d.epoch, d.registered_at, d.revoked_at,
               d.caps, d.zone_id, z.name AS zone_name, d.zone_history, d.receipt_prefix, d.version, ${TENANT_COLUMNS},
               s.time_zone, s.opening_hours,
               (SELECT min_app_version FROM gate_policies
                WHERE tenant_id = d.tenant_id AND store_id = d.store_id) AS min_app_version,
               (SELECT ends_at FROM device_rehearsals
                WHERE tenant_id = d.tenant_id AND device_id = d.device_id AND ended_at IS NULL) AS rehearsal_ends_at,
               (SELECT json_group_array(key_version) FROM ticket_keys
                WHERE tenant_id = d.tenant_id AND revoked_at IS NOT NULL) AS revoked_key_versions,
               EXISTS (SELECT 1 FROM foreign_codes WHERE tenant_id = d.tenant_id) AS foreign_codes,
               (SELECT json_group_array(json_object('zone_id', zone_id, 'name', name, 'max_people', max_people)) FROM zones
                WHERE tenant_id = d.tenant_id AND store_id = d.store_id) AS zones
        FROM devices d ${joinTenant(sql`d`)} ${joinStore(sql`d`)}
        LEFT JOIN zones z ON z.tenant_id = d.tenant_id AND z.zone_id = d.zone_id
        WHERE d.tenant_id = ${tenant_id} AND d.device_id = ${device_id}`,
  );
  if (!row) return undefined;
  const { caps, revoked_key_versions, zones, zone_history, opening_hours } = row;
  return {
    ...row,
    ...tenantFactsOf(row, "device"),
    caps: JSON.parse(caps),
    revoked_key_versions: JSON.parse(revoked_key_versions),
    foreign_codes: row.foreign_codes === 1,
    zones: JSON.parse(zones),
    zone_history: JSON.parse(zone_history),
    opening_hours: opening_hours === null ? null : JSON.parse(opening_hours),
  };
}

/** Reads the gate policy of the device's store, and the number of the tenant's newest event. */
export async function fetchGateStanding(env: Env, { tenant_id, store_id }: DeviceFacts): Promise<GateStanding> {
  const [row] = await openDatabase(env, tenant_id).all<GateStanding>(
    sql`SELECT (SELECT min_app_version FROM gate_policies
                WHERE tenant_id = ${tenant_id} AND store_id = ${store_id}) AS min_app_version,
               ${newestSequence(tenant_id)} AS newest_cursor`,
  );
  return row ?? { min_app_version: null, newest_cursor: null };
}

/** The last signs of life, in one row. */
export interface Life {
  /** Epoch ms of the last admitted request, heartbeat or message. */
  last_seen_at: number | null;
  last_heartbeat: LastHeartbeat | null;
  /** The device was moved to another zone, and has not got the command yet. */
  moved: boolean;
  /** Recent contacts, for work that is handed in later (rule O4). */
  contacts: Contacts;
  /** The moments of the last hour when its clock was reported as wrong, epoch ms. */
  skews: number[];
  /** The last sign of life, epoch ms of the world's clock; null: none since it is watched. */
  sign_at: number | null;
  /** The last sign was a ping of its socket, and later ones may be lost. */
  by_ping: boolean;
  /** When the device was allowed to work again, epoch ms of the world's clock. */
  watched_from: number | null;
  /** Its heartbeats of today, by its store's date. */
  day: DayCount | null;
  /** Heartbeats of past days that are not in D1 yet. */
  past_days: DayCount[];
  /** The outage that lasts, or is not yet in D1 as ended. */
  outage: Outage | null;
  /** In an outage, the first sign after its last long silence, epoch ms of the world's clock. */
  signs_from: number | null;
  /** The end of the last outage, epoch ms of the world's clock. */
  returned_at: number | null;
}

/** A new shape of facts gets a new name, so that an object reads D1 instead of old facts. */
const FACTS = "facts_11";
const LIFE = "life";

export type KnownDevice = FreshFacts<DeviceName, DeviceFacts>;

/** The stored facts of the device; `take` is called with facts that are read from D1 again. */
export function deviceFacts(
  storage: DurableObjectStorage,
  env: Env,
  take: (fresh: DeviceFacts, before: DeviceFacts | undefined) => void,
): KnownDevice {
  const fetch = ({ tenant_id, device_id }: DeviceName) => fetchFacts(env, tenant_id, device_id);
  return new FreshFacts(storage.kv.get<DeviceFacts>(FACTS), fetch, (fresh, before) => {
    storage.kv.put(FACTS, fresh);
    take(fresh, before);
  });
}

function loadLife(storage: DurableObjectStorage): Life {
  return {
    last_seen_at: null,
    last_heartbeat: null,
    moved: false,
    contacts: [],
    skews: [],
    sign_at: null,
    by_ping: false,
    watched_from: null,
    outage: null,
    signs_from: null,
    returned_at: null,
    day: null,
    past_days: [],
    ...storage.kv.get<Partial<Life>>(LIFE),
  };
}

/** The signs of life in memory, and their row. */
export class LifeRow {
  now: Life;
  private readonly storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
    this.now = loadLife(storage);
  }

  save(): void {
    this.storage.kv.put(LIFE, this.now);
  }

  /** Forgets everything; the storage is deleted already. */
  forget(): void {
    this.now = loadLife(this.storage);
  }
}

/**
 * A scan with the tickets that its code may name, but without the code, which admits. `at` is epoch ms of the world's
 * clock.
 */
export interface RecentScan {
  scan_id: string;
  ticket_ids: readonly string[];
  at: number;
}

const RECENT = "recent";

/** The stored rows: each key with its scans. */
export function loadRecent(storage: DurableObjectStorage): [key: string, scans: RecentScan[]][] {
  const found = storage.kv.list<RecentScan[]>({ prefix: RECENT });
  return [...found].map(([key, scans]) => [key.slice(RECENT.length), scans]);
}

/** Stores a row of scans, or deletes it when there are none. No answer waits for the write. */
export function saveRecent(storage: DurableObjectStorage, key: string, scans: readonly RecentScan[]): void {
  if (scans.length > 0) void storage.put(RECENT + key, scans, { allowUnconfirmed: true });
  else void storage.delete(RECENT + key, { allowUnconfirmed: true });
}

/** The scans without a row in D1 whose code names a ticket, or a blank of a lot, of this tenant; with that ticket, as printed first. */
export function findUncopied(
  env: Env,
  tenant_id: string,
  scans: readonly RecentScan[],
): Promise<{ scan_id: string; ticket_id: string }[]> {
  return openDatabase(env, tenant_id).all(
    sql`SELECT scan_id, ticket_id FROM (
          SELECT scan.value ->> '$.scan_id' AS scan_id, named.value AS ticket_id, named.key AS place
          FROM json_each(${scans}) scan, json_each(scan.value, '$.ticket_ids') named) asked
        WHERE NOT EXISTS (SELECT 1 FROM redemptions
                          WHERE tenant_id = ${tenant_id} AND redemption_id = asked.scan_id)
          AND (EXISTS (SELECT 1 FROM tickets WHERE tenant_id = ${tenant_id} AND ticket_id = asked.ticket_id)
            OR EXISTS (SELECT 1 FROM lots WHERE tenant_id = ${tenant_id}
                       AND lot_id = substr(asked.ticket_id, 1, 20) || '000000'))
        ORDER BY place`,
  );
}

const COMMANDS = "commands";

export function loadCommands(storage: DurableObjectStorage): CommandQueue {
  return storage.kv.get<CommandQueue>(COMMANDS) ?? { waiting: [], known_ids: [] };
}

export function saveCommands(storage: DurableObjectStorage, queue: CommandQueue): void {
  storage.kv.put(COMMANDS, queue);
}
