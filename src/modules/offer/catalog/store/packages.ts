/** Reads and statements of packages, each with the zones that it opens. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, decodeRow, insert, insertMany, type Statement, sql } from "../../../../platform/db/sql.ts";
import { package_zones, packages } from "../tables.ts";

/** A package with the zones that it opens. */
export type Package = typeof packages.$inferSelect & {
  zones: { zone_id: string; name: string; credits: number }[];
};

const ZONES_OF_PACKAGE = sql`(SELECT json_group_array(json_object('zone_id', z.zone_id, 'name', z.name, 'credits', pz.credits))
  FROM package_zones pz JOIN zones z ON z.tenant_id = pz.tenant_id AND z.zone_id = pz.zone_id
  WHERE pz.tenant_id = p.tenant_id AND pz.package_id = p.package_id) AS zones`;

/** The packages with those ids, in any order; unknown ids are left out. */
export async function findPackages(db: Database, package_ids: readonly string[]): Promise<Package[]> {
  if (package_ids.length === 0) return [];
  return decode(
    await db.all(
      sql`SELECT p.*, ${ZONES_OF_PACKAGE} FROM packages p WHERE p.tenant_id = ${db.tenant_id}
          AND p.package_id IN (SELECT value FROM json_each(${package_ids}))`,
    ),
  );
}

/** The names of the packages, active or not, of stores and of the whole tenant, the newest first, one more than `limit`. */
export function listPackageNames(
  db: Database,
  store_ids: readonly string[],
  limit: number,
): Promise<{ package_id: string; store_id: string | null; name: string; name_th: string; active: 0 | 1 }[]> {
  return db.all(
    sql`SELECT package_id, store_id, name, name_th, active FROM packages WHERE tenant_id = ${db.tenant_id}
          AND (store_id IS NULL OR store_id IN (SELECT value FROM json_each(${store_ids})))
        ORDER BY package_id DESC LIMIT ${limit + 1}`,
  );
}

/** Packages of a store and of all stores, or of the whole tenant for null, in the order of their ids, one more than `limit`. */
export async function listPackagesAfter(
  db: Database,
  store_id: string | null,
  { after = "", limit }: { after?: string; limit: number },
): Promise<Package[]> {
  const of_store = sql`(${store_id} IS NULL OR p.store_id IS NULL OR p.store_id = ${store_id})`;
  return decode(
    await db.all(
      sql`SELECT p.*, ${ZONES_OF_PACKAGE} FROM packages p
          WHERE p.tenant_id = ${db.tenant_id} AND p.package_id > ${after} AND ${of_store}
          ORDER BY p.package_id LIMIT ${limit + 1}`,
    ),
  );
}

export interface PackageFilter {
  active?: boolean;
  category_id?: string;
}

/** The packages of a store and of all stores of the tenant, in display order. */
export async function listPackageRows(db: Database, store_id: string, filter: PackageFilter): Promise<Package[]> {
  const { active, category_id } = filter;
  const where = and([
    sql`p.tenant_id = ${db.tenant_id} AND (p.store_id IS NULL OR p.store_id = ${store_id})`,
    active !== undefined ? sql`p.active = ${active}` : undefined,
    category_id !== undefined ? sql`p.category_id = ${category_id}` : undefined,
  ]);
  return decode(
    await db.all(sql`SELECT p.*, ${ZONES_OF_PACKAGE} FROM packages p WHERE ${where} ORDER BY p.position, p.package_id`),
  );
}

function decode(rows: Record<string, unknown>[]): Package[] {
  return rows.map(({ zones: opened, ...row }) => ({ ...decodeRow(packages, row), zones: JSON.parse(String(opened)) }));
}

/** The active bundles that have a package as a part. */
export function listBundlesOf(db: Database, package_id: string): Promise<{ package_id: string; name: string }[]> {
  return db.all(
    sql`SELECT package_id, name FROM packages WHERE tenant_id = ${db.tenant_id} AND type = 'bundle' AND active = 1
        AND EXISTS (SELECT 1 FROM json_each(parts) WHERE value ->> '$.package_id' = ${package_id}) ORDER BY package_id`,
  );
}

/** The active packages that open a zone. */
export function listPackagesOpening(db: Database, zone_id: string): Promise<{ package_id: string; name: string }[]> {
  return db.all(
    sql`SELECT p.package_id, p.name FROM packages p WHERE p.tenant_id = ${db.tenant_id} AND p.active = 1 AND EXISTS (
          SELECT 1 FROM package_zones
          WHERE tenant_id = ${db.tenant_id} AND package_id = p.package_id AND zone_id = ${zone_id})
        ORDER BY p.package_id`,
  );
}

export function insertPackage({ zones, ...row }: Package): Statement[] {
  return [insert(packages, row), ...insertLinks({ ...row, zones })];
}

/** Replaces the terms and the zones of a package. */
export function replacePackageRow(row: Package): Statement[] {
  const { tenant_id, package_id } = row;
  return [
    sql`UPDATE packages SET name = ${row.name}, name_th = ${row.name_th}, price = ${row.price},
          open_price = ${row.open_price}, min_price = ${row.min_price}, max_price = ${row.max_price}, tax_id = ${row.tax_id},
          quota_or_minutes = ${row.quota_or_minutes}, valid_for_days = ${row.valid_for_days},
          valid_from = ${row.valid_from}, valid_to = ${row.valid_to}, same_business_day = ${row.same_business_day},
          weekdays = ${row.weekdays}, reentry = ${row.reentry},
          uses_per_day = ${row.uses_per_day}, max_days = ${row.max_days},
          tolerance_before_min = ${row.tolerance_before_min}, tolerance_after_min = ${row.tolerance_after_min},
          attention = ${row.attention}, min_height_cm = ${row.min_height_cm}, max_height_cm = ${row.max_height_cm},
          min_age_years = ${row.min_age_years}, max_age_years = ${row.max_age_years},
          questions = ${row.questions},
          anti_passback_s = ${row.anti_passback_s},
          allowed_device_ids = ${row.allowed_device_ids}, visible_on = ${row.visible_on}, parts = ${row.parts},
          active = ${row.active}, active_from = ${row.active_from}, active_to = ${row.active_to},
          category_id = ${row.category_id}, image_url = ${row.image_url}, position = ${row.position},
          capacity = ${row.capacity}, slot_minutes = ${row.slot_minutes}
        WHERE tenant_id = ${tenant_id} AND package_id = ${package_id}`,
    sql`DELETE FROM package_zones WHERE tenant_id = ${tenant_id} AND package_id = ${package_id}`,
    ...insertLinks(row),
  ];
}

export function deactivatePackageRow({ tenant_id, package_id }: Package): Statement {
  return sql`UPDATE packages SET active = 0 WHERE tenant_id = ${tenant_id} AND package_id = ${package_id}`;
}

function insertLinks({ tenant_id, package_id, zones }: Package): Statement[] {
  const links = zones.map(({ zone_id, credits }) => ({ tenant_id, package_id, zone_id, credits }));
  return links.length > 0 ? [insertMany(package_zones, links)] : [];
}
