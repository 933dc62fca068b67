/** Access to imports: a person needs the permission for the things that it makes, at the stores that they are for. */

import { type Context, mayHere, permissionError } from "../../../../platform/http/context.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { requireEveryStore, requireStore } from "../../../access/tenants/index.ts";
import type { ImportKind } from "../domain/words.ts";

const NEEDED: Readonly<Record<ImportKind, Permission>> = {
  items: "catalog_write",
  customers: "guests_write",
  prices: "catalog_write",
};

/** Error: E_PERMISSION. */
export function requireKind(ctx: Context, kind: ImportKind): void {
  if (!mayHere(ctx, NEEDED[kind])) throw permissionError(ctx, NEEDED[kind]);
}

/**
 * The store that the things are for; null for all stores, which customers always are.
 * Errors: E_PERMISSION, E_SCOPE_MISMATCH, E_NOT_FOUND.
 */
export async function requireScope(
  ctx: Context,
  kind: ImportKind,
  store_id: string | null = null,
): Promise<string | null> {
  if (kind === "customers") return null;
  if (store_id !== null) return requireStore(ctx, NEEDED[kind], store_id);
  await requireEveryStore(ctx, NEEDED[kind]);
  return null;
}
