/**
 * The scope of price lists and rules that a caller may read or change: its stores, and the whole tenant (rules T2, T7).
 */

import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireEveryStore, requireStore, requireStores } from "../../../access/tenants/index.ts";

/**
 * Requires the permission where prices change: in the store, or in every store for null.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function requireScope(ctx: Context, store_id: string | null): Promise<void> {
  if (store_id === null) await requireEveryStore(ctx, "catalog_write");
  else await requireStore(ctx, "catalog_write", store_id);
}

/** Returns the row if the caller works in its store. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export function shownTo<Scoped extends { store_id: string | null }>(ctx: Context, row: Scoped | undefined): Scoped {
  if (!row) throw new AppError(errors.not_found);
  if (row.store_id !== null) storeFor(ctx, null, row.store_id);
  return row;
}

/** The stores of a list; inactive rows are only for editors. Errors as of `requireStores`, E_PERMISSION. */
export async function storesOfList(ctx: Context, query: { store_id?: string; active?: boolean }): Promise<string[]> {
  if (query.active === true) return requireStores(ctx, null, query.store_id);
  const store_ids = await requireStores(ctx, "catalog_write", query.store_id);
  if (store_ids.length === 0) throw new AppError(errors.permission, { permission: "catalog_write" });
  return store_ids;
}
