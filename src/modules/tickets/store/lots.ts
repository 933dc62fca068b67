/** Reads and statements of lots, and what binding a blank does to its ticket. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { lots } from "../tables.ts";

export type Lot = typeof lots.$inferSelect;

export function insertLot(row: typeof lots.$inferInsert): Statement {
  return insert(lots, row);
}

export function findLots(db: Database, lot_ids: readonly string[]): Promise<Lot[]> {
  return db.rowsOf(
    lots,
    sql`SELECT * FROM lots WHERE tenant_id = ${db.tenant_id} AND lot_id IN (SELECT value FROM json_each(${lot_ids}))`,
  );
}

/** Lots of some stores, latest first, one more than `limit`. Blanks follow their lot in the key of tickets. */
export function listLotRows(
  db: Database,
  filter: { store_ids: readonly string[]; device_id?: string; before?: string; limit: number },
): Promise<(Lot & { bound: number })[]> {
  const { store_ids, device_id = null, before = null, limit } = filter;
  return db.all(
    sql`SELECT lot_id, tenant_id, store_id, device_id, key_version, count, created_at, created_by, expires_at,
          (SELECT COUNT(*) FROM tickets t WHERE t.tenant_id = lots.tenant_id AND t.ticket_id > lots.lot_id
             AND t.ticket_id < substr(lots.lot_id, 1, 20) || 'a' AND t.lot_no = lots.lot_id) AS bound
        FROM lots WHERE tenant_id = ${db.tenant_id} AND store_id IN (SELECT value FROM json_each(${store_ids}))
          AND (${device_id} IS NULL OR device_id = ${device_id}) AND (${before} IS NULL OR lot_id < ${before})
        ORDER BY lot_id DESC LIMIT ${limit + 1}`,
  );
}

/** Tickets that were bound after a gate had admitted them show those passes from the start (rule O8). */
export function adoptPasses(tenant_id: string, ticket_ids: readonly string[]): Statement {
  const passed = sql`tenant_id = ${tenant_id} AND ticket_id IN (SELECT value FROM json_each(${ticket_ids}))
    AND result = 'pass' AND direction = 'entry' AND annulled_at IS NULL`;
  return sql`UPDATE tickets SET used = pass.used, first_pass = pass.first_pass, last_pass_at = pass.last_pass_at
    FROM (
      SELECT ticket_id, SUM(party) OVER one AS used, MAX(happened_at) OVER one AS last_pass_at,
        json_object('at', happened_at, 'device_id', device_id, 'device_name', device_name, 'zone', zone) AS first_pass,
        ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY happened_at, redemption_id) AS place
      FROM redemptions WHERE ${passed} WINDOW one AS (PARTITION BY ticket_id)
    ) pass
    WHERE tickets.tenant_id = ${tenant_id} AND tickets.ticket_id = pass.ticket_id AND pass.place = 1`;
}
