/** Use-cases of categories, which group packages on tills. */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Category, findCategory, insertCategory, listCategoryRows, updateCategory } from "../store/categories.ts";
import { type ActiveFilter, activeOf, editedStore, listedStore } from "./scope.ts";

/** The categories of a store and of all stores, in order. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function listCategories(
  ctx: Context,
  query: { store_id?: string; active?: ActiveFilter },
): Promise<Category[]> {
  return listCategoryRows(ctx.db, await listedStore(ctx, query), activeOf(query.active));
}

export interface CategoryTerms {
  name: string;
  name_th?: string;
  position?: number;
  /** #RRGGBB. */
  color?: string | null;
  active?: boolean;
}

/** Creates a category of one store, or of all stores for null. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function createCategory(
  ctx: Context,
  { store_id: named, ...terms }: CategoryTerms & { store_id?: string | null },
): Promise<Category> {
  const store_id = await editedStore(ctx, named);
  const { tenant_id, now: created_at } = ctx;
  const category: Category = { tenant_id, category_id: ctx.newId(), store_id, created_at, ...wholeOf(terms) };
  const subject = ["category", category.category_id] as const;
  await commit(ctx, {
    writes: [insertCategory(category)],
    audit: [{ event: "category.created", subject, changes: wholeOf(terms), store_id }],
    reply: category,
  });
  return category;
}

/** Replaces a category; its store stays. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function replaceCategory(ctx: Context, category_id: string, terms: CategoryTerms): Promise<Category> {
  const before = await categoryToEdit(ctx, category_id);
  return changeCategory(ctx, before, { ...before, ...wholeOf(terms) });
}

/** Deactivates a category; its packages do not change. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function deactivateCategory(ctx: Context, category_id: string): Promise<Category> {
  const before = await categoryToEdit(ctx, category_id);
  return before.active ? changeCategory(ctx, before, { ...before, active: false }) : before;
}

/** Makes a category of this name in another's commit. */
export function recordCategory(
  ctx: Context,
  store_id: string | null,
  name: string,
): { row: Category; part: CommitPart } {
  const { tenant_id, now: created_at } = ctx;
  const terms = wholeOf({ name });
  const row: Category = { tenant_id, category_id: ctx.newId(), store_id, created_at, ...terms };
  const subject = ["category", row.category_id] as const;
  return {
    row,
    part: {
      writes: [insertCategory(row)],
      audit: [{ event: "category.created", subject, changes: terms, store_id }],
    },
  };
}

function wholeOf({ name, name_th = name, position = 0, color = null, active = true }: CategoryTerms) {
  return { name, name_th, position, color, active };
}

async function categoryToEdit(ctx: Context, category_id: string): Promise<Category> {
  const category = await findCategory(ctx.db, category_id);
  if (!category) throw new AppError(errors.not_found);
  await editedStore(ctx, category.store_id);
  return category;
}

async function changeCategory(ctx: Context, before: Category, category: Category): Promise<Category> {
  const { category_id, store_id } = category;
  const changes = changesOf(before, category);
  await commit(ctx, {
    writes: [updateCategory(category)],
    audit: [{ event: "category.changed", subject: ["category", category_id], changes, store_id }],
    reply: category,
  });
  return category;
}
