/** Use-cases of tenants and stores. */

import { commit } from "../../platform/db/commit.ts";
import { type Context, storeFor, storesFor } from "../../platform/http/context.ts";
import { AppError, errors } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { findStore, findTenant, insertStore, insertTenant, listStoreRows, type Store, type Tenant } from "./store.ts";

/** Makes the tenant that the context names. */
export async function createTenant(ctx: Context, input: { name: string; mode: "live" | "sandbox" }): Promise<void> {
  const { tenant_id, now } = ctx;
  await commit(ctx, {
    writes: [insertTenant({ tenant_id, created_at: now, ...input })],
    audit: [{ event: "tenant.created", subject: ["tenant", tenant_id], changes: input }],
  });
}

/** Makes a store of the tenant. Returns its id. */
export async function createStore(ctx: Context, input: { name: string; time_zone?: string }): Promise<string> {
  const store_id = ctx.newId();
  await commit(ctx, {
    writes: [insertStore({ tenant_id: ctx.tenant_id, store_id, created_at: ctx.now, ...input })],
    audit: [{ event: "store.created", subject: ["store", store_id], changes: input, store_id }],
  });
  return store_id;
}

export async function getTenant(ctx: Context): Promise<Tenant> {
  const tenant = await findTenant(ctx.db);
  if (!tenant) throw new AppError(errors.not_found);
  return tenant;
}

/** A store of the tenant. Error: E_NOT_FOUND, the same for another tenant's (rule T2). */
export async function getStore(ctx: Context, store_id: string): Promise<Store> {
  const store = await findStore(ctx.db, store_id);
  if (!store) throw new AppError(errors.not_found);
  return store;
}

/** The stores that the caller has something to do in. */
export function listStores(ctx: Context): Promise<Store[]> {
  const store_ids = ctx.device ? [ctx.device.store_id] : Object.keys(ctx.employee?.stores ?? {});
  return listStoreRows(ctx.db, store_ids);
}

/**
 * The store that a request names, else the caller's own. Errors: E_NOT_FOUND for another tenant's, as for an absent one;
 * E_SCOPE_MISMATCH for another store of the tenant; E_PERMISSION (rule T2).
 */
export async function storeNamed(ctx: Context, permission: Permission | null, store_id?: string): Promise<string> {
  await meetStore(ctx, store_id);
  return storeFor(ctx, permission, store_id);
}

/** The stores that a list is about: the one named, else all that the caller may ask about. Errors as for one store. */
export async function storesNamed(ctx: Context, permission: Permission | null, store_id?: string): Promise<string[]> {
  await meetStore(ctx, store_id);
  return storesFor(ctx, permission, store_id);
}

/** A store that is none of the caller's is looked up, to tell another store from another tenant's. */
async function meetStore(ctx: Context, store_id: string | undefined): Promise<void> {
  const own = store_id === undefined || store_id === ctx.store_id || store_id in (ctx.employee?.stores ?? {});
  if (!own) await getStore(ctx, store_id);
}
