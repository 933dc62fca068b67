/** Finds the tenants that have rows of a kind, by leaping from one to the next in an index that begins with the tenant. */

import type { Env } from "../../env.ts";
import { EVERY_TENANT, openDatabase } from "./session.ts";
import { type Statement, sql } from "./sql.ts";

/** A recursive table `leap (tenant_id)` of all tenants in `rows` (a table and its WHERE clause), with a null at the end. */
export function leapOver(rows: Statement): Statement {
  return sql`RECURSIVE leap (tenant_id) AS (
    SELECT MIN(tenant_id) FROM ${rows}
    UNION ALL
    SELECT (SELECT MIN(tenant_id) FROM ${rows} AND tenant_id > leap.tenant_id) FROM leap
    WHERE leap.tenant_id IS NOT NULL)`;
}

/** A tenant of the leap, as an SQL value for the condition of `tenantsWith`. */
export const LEAPT = sql`leap.tenant_id`;

/** The ms by which a tenant's clock is moved, as an SQL value. */
export type ClockOffset = (tenant_id: Statement) => Statement;

/** Every tenant that has such rows (a table and its WHERE clause), and for which the condition holds: one query. */
export async function tenantsWith(env: Env, rows: Statement, due: Statement = sql`1`): Promise<string[]> {
  const found = await openDatabase(env, EVERY_TENANT).all<{ tenant_id: string }>(
    sql`WITH ${leapOver(rows)} SELECT tenant_id FROM leap WHERE tenant_id IS NOT NULL AND ${due}`,
  );
  return found.map(({ tenant_id }) => tenant_id);
}
