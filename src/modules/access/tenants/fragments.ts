/** SQL fragments over tenants and stores, for the statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** Active tenants, as a table of `tenant_id`. */
export const ACTIVE_TENANTS: Statement = sql`(SELECT tenant_id FROM tenants WHERE status = 'active')`;

/** Tenants except providers, as a table of `tenant_id` and `name`. */
export const PARKS: Statement = sql`(SELECT tenant_id, name FROM tenants WHERE kind = 'park')`;

/** Joins the tenant of a row as `t`; `of`: the alias of that row. */
export function joinTenant(of: Statement): Statement {
  return sql`JOIN tenants t ON t.tenant_id = ${of}.tenant_id`;
}

/** Joins the store of a row as `s`; `of`: the alias of a row with a `store_id`. */
export function joinStore(of: Statement): Statement {
  return sql`JOIN stores s ON s.tenant_id = ${of}.tenant_id AND s.store_id = ${of}.store_id`;
}

/** The number of a tenant's stores, as a value. */
export function storeCount(tenant_id: string): Statement {
  return sql`(SELECT COUNT(*) FROM stores WHERE tenant_id = ${tenant_id})`;
}

/** Whether a tenant has records, as a condition; a purged tenant has none. */
export function hasRecords(tenant_id: string): Statement {
  return sql`EXISTS (SELECT 1 FROM tenants WHERE tenant_id = ${tenant_id}
    AND (status <> 'purged' OR purge_at IS NOT NULL))`;
}

/** Deletes the tombstone of a purged tenant. */
export function deletePurged(tenant_id: string): Statement {
  return sql`DELETE FROM tenants WHERE tenant_id = ${tenant_id} AND status = 'purged' AND purge_at IS NULL`;
}
