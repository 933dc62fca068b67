/** Access to imports: a person needs the permission for the things that it makes, at the stores that they are for. */

import { type Context, mayHere, permissionError } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { requireEveryStore, requireStore, requireStores } from "../../../access/tenants/index.ts";
import { IMPORT_KINDS, type ImportKind } from "../domain/words.ts";
import { findImport, type Import } from "../store/imports.ts";

const NEEDED: Readonly<Record<ImportKind, Permission>> = {
  items: "catalog_write",
  customers: "guests_write",
  prices: "catalog_write",
  /** A ticket without a sale is worth money. */
  tickets: "settings_write",
};

/** Error: E_PERMISSION. */
export function requireKind(ctx: Context, kind: ImportKind): void {
  if (!mayHere(ctx, NEEDED[kind])) throw permissionError(ctx, NEEDED[kind]);
}

/** An import of a kind that the caller may import. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function requireImport(ctx: Context, import_id: string): Promise<Import> {
  const job = await findImport(ctx.db, import_id);
  if (!job) throw new AppError(errors.not_found);
  requireKind(ctx, job.kind);
  return job;
}

/** The kinds that the caller may import. Error: E_PERMISSION for none. */
export function requireSomeKind(ctx: Context): ImportKind[] {
  const kinds = IMPORT_KINDS.filter((kind) => mayHere(ctx, NEEDED[kind]));
  if (kinds.length === 0) throw permissionError(ctx, NEEDED.items);
  return kinds;
}

/**
 * The store that the things are for; null for all stores, which customers always are. Tickets are of one store.
 * Errors: E_PERMISSION, E_SCOPE_MISMATCH, E_NOT_FOUND; E_VALIDATION for tickets without a store.
 */
export async function requireScope(
  ctx: Context,
  kind: ImportKind,
  store_id: string | null = null,
): Promise<string | null> {
  if (kind === "customers") return null;
  if (kind === "tickets" && store_id === null) return onlyStore(ctx);
  if (store_id !== null) return requireStore(ctx, NEEDED[kind], store_id);
  await requireEveryStore(ctx, NEEDED[kind]);
  return null;
}

/** The park's only store. */
async function onlyStore(ctx: Context): Promise<string> {
  const [store_id, ...others] = await requireStores(ctx, NEEDED.tickets);
  if (store_id !== undefined && others.length === 0) return store_id;
  const message = "choose the store whose gates admit these tickets";
  throw new AppError(errors.validation, { fields: [{ path: "store_id", message }] });
}
