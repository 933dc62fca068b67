/** The store of lots: reads and statements. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { deviceStatus, joinDevice } from "../../access/devices/fragments.ts";
import { boundCount } from "../tickets/fragments.ts";
import { lots } from "./tables.ts";

export type Lot = typeof lots.$inferSelect;

/** A lot with the standing of the device that reserved it. */
export type LotWithDevice = Lot & { device_status: string };

/** The columns of lots as `l`, and their device's standing. */
const WITH_DEVICE = sql`l.*, ${deviceStatus(sql`l`)} AS device_status`;

export function insertLot(row: typeof lots.$inferInsert): Statement {
  return insert(lots, row);
}

export async function findLots(db: Database, lot_ids: readonly string[]): Promise<LotWithDevice[]> {
  const rows = await db.rowsOf(
    lots,
    sql`SELECT ${WITH_DEVICE} FROM lots l
        WHERE l.tenant_id = ${db.tenant_id} AND l.lot_id IN (SELECT value FROM json_each(${lot_ids}))`,
  );
  return rows as LotWithDevice[];
}

/** Lots of a store that may still be sold, by id: the named lots, and the lots of the named devices. */
export async function findOpenLots(
  db: Database,
  { store_id, now }: { store_id: string; now: number },
  { lot_ids, device_ids }: { lot_ids: readonly string[]; device_ids: readonly string[] },
): Promise<LotWithDevice[]> {
  const rows = await db.rowsOf(
    lots,
    sql`SELECT ${WITH_DEVICE} FROM lots l WHERE l.tenant_id = ${db.tenant_id} AND l.store_id = ${store_id}
          AND l.expires_at >= ${now} AND (l.lot_id IN (SELECT value FROM json_each(${lot_ids}))
            OR l.device_id IN (SELECT value FROM json_each(${device_ids})))
        ORDER BY l.lot_id`,
  );
  return rows as LotWithDevice[];
}

/** Lots of a store whose blanks admit guests, by id. */
export function listOpenLots(
  db: Database,
  { store_id, now }: { store_id: string; now: number },
  after: string,
  limit: number,
) {
  return db.rowsOf(
    lots,
    sql`SELECT l.* FROM lots l ${joinDevice(sql`l`)}
        WHERE l.tenant_id = ${db.tenant_id} AND l.lot_id > ${after} AND l.store_id = ${store_id}
          AND l.expires_at >= ${now} AND l.withdrawn_at IS NULL AND d.status = 'active'
        ORDER BY l.lot_id LIMIT ${limit}`,
  );
}

/** True when a store ever reserved a lot. */
export async function hasLots(db: Database, store_id: string): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM lots WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id} LIMIT 1`,
  );
  return rows.length > 0;
}

/** Marks a lot as withdrawn; a trigger lets it happen once. */
export function withdrawLotRow({ tenant_id, lot_id, withdrawn_at, withdrawn_by }: Lot): Statement {
  return sql`UPDATE lots SET withdrawn_at = ${withdrawn_at}, withdrawn_by = ${withdrawn_by}
             WHERE tenant_id = ${tenant_id} AND lot_id = ${lot_id}`;
}

/** Lots of some stores, latest first, one more than `limit`. */
export async function listLotRows(
  db: Database,
  filter: { store_ids: readonly string[]; device_id?: string; before?: string; limit: number },
): Promise<(Lot & { bound: number })[]> {
  const { store_ids, device_id = null, before = null, limit } = filter;
  const rows = await db.rowsOf(
    lots,
    sql`SELECT lot_id, tenant_id, store_id, device_id, key_version, count, created_at, created_by, expires_at,
          package_ids, withdrawn_at, withdrawn_by,
          ${boundCount(sql`lots`)} AS bound
        FROM lots WHERE tenant_id = ${db.tenant_id} AND store_id IN (SELECT value FROM json_each(${store_ids}))
          AND (${device_id} IS NULL OR device_id = ${device_id}) AND (${before} IS NULL OR lot_id < ${before})
        ORDER BY lot_id DESC LIMIT ${limit + 1}`,
  );
  return rows as (Lot & { bound: number })[];
}
