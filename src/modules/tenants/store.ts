/** Reads and statements of tenants and stores. */

import type { Database } from "../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../platform/db/sql.ts";
import { stores, tenants } from "./tables.ts";

export type Tenant = typeof tenants.$inferSelect;
export type Store = typeof stores.$inferSelect;

export function findTenant(db: Database): Promise<Tenant | undefined> {
  return db.rowOf(tenants, sql`SELECT * FROM tenants WHERE tenant_id = ${db.tenant_id}`);
}

/** How far the tenant's clock is moved; undefined when there is no such tenant. */
export async function findClockOffset(db: Database): Promise<number | undefined> {
  const [row] = await db.all<Pick<Tenant, "clock_offset_s">>(
    sql`SELECT clock_offset_s FROM tenants WHERE tenant_id = ${db.tenant_id}`,
  );
  return row?.clock_offset_s;
}

/** Moves a sandbox's clock; a live tenant's stays. */
export function updateClockOffset(db: Database, clock_offset_s: number): Statement {
  return sql`UPDATE tenants SET clock_offset_s = ${clock_offset_s}
             WHERE tenant_id = ${db.tenant_id} AND mode = 'sandbox'`;
}

export function findStore(db: Database, store_id: string): Promise<Store | undefined> {
  return db.rowOf(stores, sql`SELECT * FROM stores WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}`);
}

export function listStoreRows(db: Database, store_ids: readonly string[]): Promise<Store[]> {
  return db.rowsOf(
    stores,
    sql`SELECT * FROM stores WHERE tenant_id = ${db.tenant_id}
        AND store_id IN (SELECT value FROM json_each(${store_ids})) ORDER BY store_id`,
  );
}

export async function listStoreIds(db: Database): Promise<string[]> {
  const rows = await db.all<Pick<Store, "store_id">>(
    sql`SELECT store_id FROM stores WHERE tenant_id = ${db.tenant_id} ORDER BY store_id`,
  );
  return rows.map(({ store_id }) => store_id);
}

export function insertTenant(row: typeof tenants.$inferInsert): Statement {
  return insert(tenants, row);
}

export function insertStore(row: typeof stores.$inferInsert): Statement {
  return insert(stores, row);
}

/** From here on new tickets bear this version of the tenant's key. */
export function newTicketKeyVersion(tenant_id: string, key_version: number): Statement {
  return sql`UPDATE tenants SET ticket_key_version = ${key_version} WHERE tenant_id = ${tenant_id}`;
}
