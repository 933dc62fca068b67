/** Reads and statements of access zones. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { zones } from "../tables.ts";

export type Zone = typeof zones.$inferSelect;

/** The zones of a store, or of all stores of the tenant for null. */
export function listZoneRows(db: Database, store_id: string | null, active?: boolean): Promise<Zone[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    store_id !== null ? sql`store_id = ${store_id}` : undefined,
    active !== undefined ? sql`active = ${active}` : undefined,
  ]);
  return db.rowsOf(zones, sql`SELECT * FROM zones WHERE ${where} ORDER BY zone_id`);
}

/** The names of the zones of stores, the newest first, one more than `limit`. */
export function listZoneNames(
  db: Database,
  store_ids: readonly string[],
  limit: number,
): Promise<Pick<Zone, "zone_id" | "store_id" | "name" | "name_th">[]> {
  return db.all(
    sql`SELECT zone_id, store_id, name, name_th FROM zones WHERE tenant_id = ${db.tenant_id}
          AND store_id IN (SELECT value FROM json_each(${store_ids})) ORDER BY zone_id DESC LIMIT ${limit + 1}`,
  );
}

export function findZone(db: Database, zone_id: string): Promise<Zone | undefined> {
  return db.rowOf(zones, sql`SELECT * FROM zones WHERE tenant_id = ${db.tenant_id} AND zone_id = ${zone_id}`);
}

export function insertZone(row: Zone): Statement {
  return insert(zones, row);
}

export function updateZone({ tenant_id, zone_id, name, name_th, active, max_people }: Zone): Statement {
  return sql`UPDATE zones SET name = ${name}, name_th = ${name_th}, active = ${active}, max_people = ${max_people}
             WHERE tenant_id = ${tenant_id} AND zone_id = ${zone_id}`;
}
