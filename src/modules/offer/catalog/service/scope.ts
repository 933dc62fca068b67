/** Who may edit a thing of the catalog: one store's, or all stores' by whoever may do so in each (rules T2, T7). */

import type { Context } from "../../../../platform/http/context.ts";
import { everyStoreFor, storeNamed } from "../../../access/tenants/index.ts";

/**
 * The store whose catalog the caller edits: the one named, else the caller's own; null is all stores of the tenant.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function editedStore(ctx: Context, store_id?: string | null): Promise<string | null> {
  if (store_id !== null) return storeNamed(ctx, "catalog_write", store_id);
  await everyStoreFor(ctx, "catalog_write");
  return null;
}

/** Which things of a catalog a list shows; an editor sees those that are out of use. */
export type ActiveFilter = "true" | "false" | "all";

/** The store that a list is of. What is out of use is for editors. Errors as for a store; E_PERMISSION. */
export function listedStore(ctx: Context, query: { store_id?: string; active?: ActiveFilter }): Promise<string> {
  const { store_id, active = "true" } = query;
  return storeNamed(ctx, active === "true" ? null : "catalog_write", store_id);
}

/** What a filter asks of a row: true, false, or either. */
export function activeOf(filter: ActiveFilter = "true"): boolean | undefined {
  return filter === "all" ? undefined : filter === "true";
}
