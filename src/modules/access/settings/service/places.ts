/** The level of a read or a change: the whole tenant, or one store (rules T2, T7). */

import type { Context } from "../../../../platform/http/context.ts";
import { TENANT_LEVEL } from "../../../../shared/levels.ts";
import { requireEveryStore, requireStore } from "../../tenants/index.ts";

/** A level, as the `store_id` of its rows, and its stores. */
export interface Place {
  level: string;
  store_ids: readonly string[];
}

/**
 * The level to read: the store named, else the caller's own, else the tenant. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH.
 */
export async function levelToRead(ctx: Context, store_id: string | undefined): Promise<string> {
  if (store_id === undefined && ctx.store_id === null) return TENANT_LEVEL;
  return requireStore(ctx, null, store_id);
}

/** The level to set: the store named, else the whole tenant. Errors: E_PERMISSION, and those of a named store. */
export async function placeToSet(ctx: Context, store_id: string | undefined): Promise<Place> {
  if (store_id === undefined) return { level: TENANT_LEVEL, store_ids: await requireEveryStore(ctx, "settings_write") };
  const level = await requireStore(ctx, "settings_write", store_id);
  return { level, store_ids: [level] };
}
