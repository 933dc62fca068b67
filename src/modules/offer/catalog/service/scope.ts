/** The scope of an edit of the catalog: one store, or all stores with the permission in each (rules T2, T7). */

import type { Context } from "../../../../platform/http/context.ts";
import { requireEveryStore, requireStore } from "../../../access/tenants/index.ts";

/**
 * The store whose catalog the caller edits: the one named, else the caller's own; null means all stores of the tenant.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function editedStore(ctx: Context, store_id?: string | null): Promise<string | null> {
  if (store_id !== null) return requireStore(ctx, "catalog_write", store_id);
  await requireEveryStore(ctx, "catalog_write");
  return null;
}

/** The things that a list shows; only editors see inactive ones. */
export type ActiveFilter = "true" | "false" | "all";

/** The store of a list; inactive things are only for editors. Errors as for a store; E_PERMISSION. */
export function listedStore(ctx: Context, query: { store_id?: string; active?: ActiveFilter }): Promise<string> {
  const { store_id, active = "true" } = query;
  return requireStore(ctx, active === "true" ? null : "catalog_write", store_id);
}

/** The value of `active` that a filter asks for; undefined for both. */
export function activeOf(filter: ActiveFilter = "true"): boolean | undefined {
  return filter === "all" ? undefined : filter === "true";
}
