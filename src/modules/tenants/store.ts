/** Reads and statements of tenants and stores. */

import type { Database } from "../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../platform/db/sql.ts";
import { stores, tenants } from "./tables.ts";

export type Tenant = typeof tenants.$inferSelect;
export type Store = typeof stores.$inferSelect;

export function findTenant(db: Database): Promise<Tenant | undefined> {
  return db.rowOf(tenants, sql`SELECT * FROM tenants WHERE tenant_id = ${db.tenant_id}`);
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

export function insertTenant(row: typeof tenants.$inferInsert): Statement {
  return insert(tenants, row);
}

export function insertStore(row: typeof stores.$inferInsert): Statement {
  return insert(stores, row);
}
