/** Reads of usage. The objects add the counts of calls; a metric's own commit adds to it. */

import type { Env } from "../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { sql } from "../../../platform/db/sql.ts";
import { PARKS } from "../../access/tenants/fragments.ts";

export { addUsage } from "../../../platform/db/calls.ts";

export interface RouteUsage {
  month: string;
  route: string;
  count: number;
  /** Calls of all routes in the month, without metrics. */
  month_total: number;
}

/** A month's counts by route, in order, after one route. */
export function listRoutes(db: Database, month: string, after: string, limit: number): Promise<RouteUsage[]> {
  return db.all(
    sql`SELECT month, route, count,
               (SELECT COALESCE(SUM(count), 0) FROM usage_counters
                WHERE tenant_id = ${db.tenant_id} AND month = ${month} AND route NOT LIKE 'metric:%') AS month_total
        FROM usage_counters
        WHERE tenant_id = ${db.tenant_id} AND month = ${month} AND route > ${after} ORDER BY route LIMIT ${limit}`,
  );
}

export interface MonthUsage {
  month: string;
  calls: number;
  metrics: number;
}

/** The counts of each of these months; a month without counts is left out. */
export function listMonths(db: Database, months: readonly string[]): Promise<MonthUsage[]> {
  return db.all(
    sql`SELECT month, SUM(CASE WHEN route LIKE 'metric:%' THEN 0 ELSE count END) AS calls,
               SUM(CASE WHEN route LIKE 'metric:%' THEN count ELSE 0 END) AS metrics
        FROM usage_counters
        WHERE tenant_id = ${db.tenant_id} AND month IN (SELECT value FROM json_each(${months})) GROUP BY month`,
  );
}

export interface TenantUsage extends MonthUsage {
  tenant_id: string;
  name: string;
}

/** Every tenant with its sums of a month, in the order of ids, after one id. */
export function listTenants(env: Env, month: string, after: string, limit: number): Promise<TenantUsage[]> {
  return openDatabase(env, EVERY_TENANT).all(
    sql`SELECT t.tenant_id, t.name, ${month} AS month,
               COALESCE(SUM(CASE WHEN u.route LIKE 'metric:%' THEN 0 ELSE u.count END), 0) AS calls,
               COALESCE(SUM(CASE WHEN u.route LIKE 'metric:%' THEN u.count ELSE 0 END), 0) AS metrics
        FROM ${PARKS} t LEFT JOIN usage_counters u ON u.tenant_id = t.tenant_id AND u.month = ${month}
        WHERE t.tenant_id > ${after}
        GROUP BY t.tenant_id ORDER BY t.tenant_id LIMIT ${limit}`,
  );
}
