/** Reads and statements of packages and zones. */

import type { Database } from "../../platform/db/session.ts";
import { decodeRow, insert, insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { package_zones, packages, zones } from "./tables.ts";

export type Zone = typeof zones.$inferSelect;

/** A package with the zones it opens. */
export type Package = typeof packages.$inferSelect & {
  zones: { zone_id: string; name: string; credits: number }[];
};

const ZONES_OF_PACKAGE = sql`(SELECT json_group_array(json_object('zone_id', z.zone_id, 'name', z.name, 'credits', pz.credits))
  FROM package_zones pz JOIN zones z ON z.tenant_id = pz.tenant_id AND z.zone_id = pz.zone_id
  WHERE pz.tenant_id = p.tenant_id AND pz.package_id = p.package_id) AS zones`;

/** The packages with those ids, in any order; ids that are not there are left out. */
export async function findPackages(db: Database, package_ids: readonly string[]): Promise<Package[]> {
  return decode(
    await db.all(
      sql`SELECT p.*, ${ZONES_OF_PACKAGE} FROM packages p WHERE p.tenant_id = ${db.tenant_id}
          AND p.package_id IN (SELECT value FROM json_each(${package_ids}))`,
    ),
  );
}

/** Every package that a store could sell: its own and the tenant's. */
export async function listPackageRows(db: Database, store_id: string): Promise<Package[]> {
  return decode(
    await db.all(
      sql`SELECT p.*, ${ZONES_OF_PACKAGE} FROM packages p WHERE p.tenant_id = ${db.tenant_id}
          AND (p.store_id IS NULL OR p.store_id = ${store_id}) ORDER BY p.package_id`,
    ),
  );
}

function decode(rows: Record<string, unknown>[]): Package[] {
  return rows.map(({ zones: opened, ...row }) => ({ ...decodeRow(packages, row), zones: JSON.parse(String(opened)) }));
}

export function insertPackage(
  row: typeof packages.$inferInsert,
  opened: readonly { zone_id: string; credits: number }[],
): Statement[] {
  const { tenant_id, package_id } = row;
  const links = opened.map((zone) => ({ tenant_id, package_id, ...zone }));
  return [insert(packages, row), ...(links.length > 0 ? [insertMany(package_zones, links)] : [])];
}

export function listZoneRows(db: Database, store_id: string): Promise<Zone[]> {
  return db.rowsOf(
    zones,
    sql`SELECT * FROM zones WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id} ORDER BY zone_id`,
  );
}

export function insertZone(row: typeof zones.$inferInsert): Statement {
  return insert(zones, row);
}
