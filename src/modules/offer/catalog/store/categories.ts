/** Reads and statements of categories. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { categories } from "../tables.ts";

export type Category = typeof categories.$inferSelect;

/** The categories of a store and of all stores of the tenant, in display order. */
export function listCategoryRows(db: Database, store_id: string, active?: boolean): Promise<Category[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id} AND (store_id IS NULL OR store_id = ${store_id})`,
    active !== undefined ? sql`active = ${active}` : undefined,
  ]);
  return db.rowsOf(categories, sql`SELECT * FROM categories WHERE ${where} ORDER BY position, category_id`);
}

/** Categories with those ids, active or not. */
export function findCategories(db: Database, category_ids: readonly string[]): Promise<Category[]> {
  return db.rowsOf(
    categories,
    sql`SELECT * FROM categories WHERE tenant_id = ${db.tenant_id}
          AND category_id IN (SELECT value FROM json_each(${category_ids}))`,
  );
}

export function findCategory(db: Database, category_id: string): Promise<Category | undefined> {
  return db.rowOf(
    categories,
    sql`SELECT * FROM categories WHERE tenant_id = ${db.tenant_id} AND category_id = ${category_id}`,
  );
}

export function insertCategory(row: Category): Statement {
  return insert(categories, row);
}

export function updateCategory({
  tenant_id,
  category_id,
  name,
  name_th,
  position,
  color,
  active,
}: Category): Statement {
  return sql`UPDATE categories SET name = ${name}, name_th = ${name_th}, position = ${position}, color = ${color},
               active = ${active}
             WHERE tenant_id = ${tenant_id} AND category_id = ${category_id}`;
}

/** Categories of a store, or of all stores for null, that have one of these names. */
export function listCategoriesNamed(
  db: Database,
  store_id: string | null,
  names: readonly string[],
): Promise<Category[]> {
  return db.rowsOf(
    categories,
    sql`SELECT * FROM categories WHERE tenant_id = ${db.tenant_id} AND (store_id IS NULL OR store_id IS ${store_id})
          AND name IN (SELECT value FROM json_each(${names})) ORDER BY category_id`,
  );
}
