/** Reads and statements of tenants and stores. */

import type { Env } from "../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { TenantStanding, TenantStatus } from "../../../shared/standing.ts";
import { stores, tenants } from "./tables.ts";

export type Tenant = typeof tenants.$inferSelect;
export type Store = typeof stores.$inferSelect;

export function findTenant(db: Database): Promise<Tenant | undefined> {
  return db.rowOf(tenants, sql`SELECT * FROM tenants WHERE tenant_id = ${db.tenant_id}`);
}

/** The tenant's standing, and how far its clock is moved; undefined for an unknown tenant. */
export async function findStanding(db: Database) {
  const [row] = await db.all<TenantStanding & Pick<Tenant, "clock_offset_s">>(
    sql`SELECT status, maintenance_from, maintenance_until, maintenance_by, clock_offset_s FROM tenants
        WHERE tenant_id = ${db.tenant_id}`,
  );
  return row;
}

/** How far a tenant's clock is moved, in ms, as an SQL value: for queries over all tenants. */
export function clockOffsetMs(tenant_id: Statement): Statement {
  return sql`COALESCE((SELECT clock_offset_s * 1000 FROM tenants WHERE tenant_id = ${tenant_id}), 0)`;
}

export type TenantChange = Partial<
  Pick<
    Tenant,
    | "name"
    | "legal_name"
    | "billing_plan"
    | "time_zone"
    | "status"
    | "maintenance_from"
    | "maintenance_until"
    | "maintenance_note"
    | "maintenance_by"
    | "closed_at"
    | "purge_at"
  >
>;

/** Changes a tenant from the version that was read; a trigger aborts the batch after a faster change. */
export function updateTenant(tenant: Tenant, change: TenantChange): Statement {
  const next = { ...tenant, ...change };
  return sql`UPDATE tenants SET name = ${next.name}, legal_name = ${next.legal_name}, billing_plan = ${next.billing_plan},
               time_zone = ${next.time_zone}, status = ${next.status}, maintenance_from = ${next.maintenance_from},
               maintenance_until = ${next.maintenance_until}, maintenance_note = ${next.maintenance_note},
               maintenance_by = ${next.maintenance_by},
               closed_at = ${next.closed_at}, purge_at = ${next.purge_at}, version = ${tenant.version + 1}
             WHERE tenant_id = ${tenant.tenant_id}`;
}

export type StoreChange = Partial<
  Omit<Store, "tenant_id" | "store_id" | "currency" | "require_open_shift" | "created_at">
>;

/** Changes a store; a trigger aborts the batch if its business dates would move or a drawer is open. */
export function updateStore(store: Store, change: StoreChange): Statement {
  const next = { ...store, ...change };
  return sql`UPDATE stores SET name = ${next.name}, time_zone = ${next.time_zone}, cutoff_hour = ${next.cutoff_hour},
               active = ${next.active}, address = ${next.address}, phone = ${next.phone}, country = ${next.country},
               opening_hours = ${next.opening_hours && JSON.stringify(next.opening_hours)},
               supported_tenders = ${next.supported_tenders && JSON.stringify(next.supported_tenders)}
             WHERE tenant_id = ${store.tenant_id} AND store_id = ${store.store_id}`;
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

/** Every store of the tenant, active or not. */
export function listAllStores(db: Database): Promise<Store[]> {
  return db.rowsOf(stores, sql`SELECT * FROM stores WHERE tenant_id = ${db.tenant_id} ORDER BY store_id`);
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

/** From now on new tickets have this version of the tenant's key. */
export function newTicketKeyVersion(tenant_id: string, key_version: number): Statement {
  return sql`UPDATE tenants SET ticket_key_version = ${key_version} WHERE tenant_id = ${tenant_id}`;
}

export interface ParkFilter {
  status?: TenantStatus;
  /** Part of the name, the legal name or the id. */
  q?: string;
  /** Only tenants that were created before this one. */
  before?: string;
}

export function findPark(env: Env, tenant_id: string): Promise<Tenant | undefined> {
  return openDatabase(env, tenant_id).rowOf(
    tenants,
    sql`SELECT * FROM tenants WHERE tenant_id = ${tenant_id} AND kind = 'park'`,
  );
}

export function listParkRows(env: Env, { status, q, before }: ParkFilter, limit: number): Promise<Tenant[]> {
  const found = and([
    before === undefined ? undefined : sql`tenant_id < ${before}`,
    status && sql`status = ${status}`,
    q === undefined
      ? undefined
      : sql`instr(lower(name || ' ' || COALESCE(legal_name, '') || ' ' || tenant_id), ${q.toLowerCase()}) > 0`,
  ]);
  return openDatabase(env, EVERY_TENANT).rowsOf(
    tenants,
    sql`SELECT * FROM tenants WHERE kind = 'park' AND ${found} ORDER BY tenant_id DESC LIMIT ${limit}`,
  );
}

export function findFirstProvider(env: Env): Promise<Tenant | undefined> {
  return openDatabase(env, EVERY_TENANT).rowOf(
    tenants,
    sql`SELECT * FROM tenants WHERE kind = 'provider' ORDER BY tenant_id LIMIT 1`,
  );
}

export function firstProviderOnly(tenant_id: string): Statement {
  return sql`UPDATE tenants SET version = version + 1, kind = (
               SELECT 'provider' WHERE NOT EXISTS (
                 SELECT 1 FROM tenants WHERE kind = 'provider' AND tenant_id <> ${tenant_id}))
             WHERE tenant_id = ${tenant_id}`;
}

export function listPurgeable(env: Env, now: number): Promise<Tenant[]> {
  return openDatabase(env, EVERY_TENANT).rowsOf(
    tenants,
    sql`SELECT * FROM tenants WHERE status IN ('closed', 'purged') AND purge_at <= ${now} ORDER BY tenant_id`,
  );
}
