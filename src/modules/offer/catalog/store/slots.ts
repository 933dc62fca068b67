/** Reads and statements of places in slots; a statement that sells too many places aborts its batch (rule S9). */

import type { Database } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { package_slots } from "../tables.ts";

/** The constraint in the error of a commit that would sell too many places. */
export const OVER_CAPACITY = "package_slots_capacity";

export type SlotRow = typeof package_slots.$inferSelect;

export interface SlotKey {
  package_id: string;
  /** Epoch ms. */
  slot_start: number;
}

/** The slots with those keys, in any order; slots without a row are left out. */
export function findSlots(db: Database, store_id: string, keys: readonly SlotKey[]): Promise<SlotRow[]> {
  return db.rowsOf(
    package_slots,
    sql`SELECT s.* FROM json_each(${keys}) k JOIN package_slots s
          ON s.tenant_id = ${db.tenant_id} AND s.package_id = k.value ->> '$.package_id' AND s.store_id = ${store_id}
          AND s.slot_start = k.value ->> '$.slot_start'`,
  );
}

/** Places that are taken or given back: at most one entry for each slot. */
export interface PlacesOf extends SlotKey {
  qty: number;
}

/**
 * Adds to the places sold. `capacity` is the package's, for slots without their own. Beyond the capacity it aborts the
 * batch, naming OVER_CAPACITY; for an outage it counts the excess as oversold.
 */
export function addSold(
  db: Database,
  store_id: string,
  asks: readonly (PlacesOf & { capacity: number })[],
  { offline }: { offline: boolean },
): Statement {
  return sql`INSERT INTO package_slots (tenant_id, package_id, store_id, slot_start, capacity, sold, oversold)
    SELECT ${db.tenant_id}, package_id, ${store_id}, slot_start, capacity,
      iif(${offline}, MIN(total, capacity), total), iif(${offline}, MAX(total - capacity, 0), 0)
    FROM (
      SELECT a.value ->> '$.package_id' AS package_id, a.value ->> '$.slot_start' AS slot_start,
        iif(s.capacity_set, s.capacity, a.value ->> '$.capacity') AS capacity,
        COALESCE(s.sold + s.oversold, 0) + (a.value ->> '$.qty') AS total
      FROM json_each(${asks}) a LEFT JOIN package_slots s
        ON s.tenant_id = ${db.tenant_id} AND s.package_id = a.value ->> '$.package_id' AND s.store_id = ${store_id}
        AND s.slot_start = a.value ->> '$.slot_start')
    WHERE true
    ON CONFLICT (tenant_id, package_id, store_id, slot_start)
      DO UPDATE SET capacity = excluded.capacity, sold = excluded.sold, oversold = excluded.oversold`;
}

/** Subtracts from the places sold, oversold ones first. */
export function subtractSold(db: Database, store_id: string, asks: readonly PlacesOf[]): Statement {
  return sql`UPDATE package_slots AS s SET oversold = MAX(s.oversold - a.qty, 0), sold = s.sold - MAX(a.qty - s.oversold, 0)
    FROM (SELECT value ->> '$.package_id' AS package_id, value ->> '$.slot_start' AS slot_start, value ->> '$.qty' AS qty
          FROM json_each(${asks})) a
    WHERE s.tenant_id = ${db.tenant_id} AND s.store_id = ${store_id} AND s.package_id = a.package_id
      AND s.slot_start = a.slot_start`;
}

/** Sets the capacity of one slot. Aborts the batch, naming OVER_CAPACITY, when more are sold. */
export function setCapacity(
  db: Database,
  store_id: string,
  { package_id, slot_start }: SlotKey,
  capacity: number,
): Statement {
  return sql`INSERT INTO package_slots (tenant_id, package_id, store_id, slot_start, capacity, capacity_set)
    VALUES (${db.tenant_id}, ${package_id}, ${store_id}, ${slot_start}, ${capacity}, 1)
    ON CONFLICT (tenant_id, package_id, store_id, slot_start)
      DO UPDATE SET capacity = excluded.capacity, capacity_set = 1, sold = sold + oversold, oversold = 0`;
}
