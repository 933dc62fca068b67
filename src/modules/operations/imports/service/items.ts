/** Plans items: each becomes a package of one use, or of the uses that the file says (rule M4). */

import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import {
  completePackage,
  findCategories,
  listBundlesOf,
  listCategoriesNamed,
  type Package,
  packagesById,
  recordCategory,
  recordPackages,
  typeForUses,
} from "../../../offer/catalog/index.ts";
import type { RowError } from "../domain/rows.ts";
import type { Import } from "../store/imports.ts";
import { type LinkedRow, linkRows, ownIdOf, type Plan, type Planned, recordLinks } from "./plans.ts";

interface ItemFields {
  name: string;
  name_th?: string | null;
  price: number;
  category?: string | null;
  uses?: number | null;
  valid_for_days?: number | null;
  active?: boolean | null;
}

export async function planItems(ctx: Context, job: Import, read: Parameters<typeof linkRows>[2]): Promise<Plan> {
  const rows = await linkRows(ctx, job, read);
  const ids = rows.flatMap((row) => row.link?.our_id ?? ownIdOf(job, row) ?? []);
  const known = await packagesById(ctx, ids);
  const categories = await namedCategories(ctx, job, rows, known);
  const planned: Planned[] = [];
  const errors: RowError[] = [];
  const created: Package[] = [];
  const replaced: { before: Package; after: Package }[] = [];
  const made: { row: LinkedRow; our_id: string }[] = [];
  for (const row of rows) {
    const fields = row.fields as unknown as ItemFields;
    const before = known.get(row.link?.our_id ?? ownIdOf(job, row) ?? "");
    const about = { row: row.row, name: fields.name };
    if (row.link?.digest === row.digest) {
      planned.push({ ...about, outcome: "unchanged", before: {}, after: {} });
      continue;
    }
    const category_id = fields.category ? categories.idOf(fields.category, before?.category_id) : undefined;
    if (!before) {
      const row_made = newPackage(ctx, job, fields, category_id);
      created.push(row_made);
      made.push({ row, our_id: row_made.package_id });
      const { name, price, type } = row_made;
      planned.push({ ...about, outcome: "created", before: null, after: { name, price, type } });
      continue;
    }
    const after = changedPackage(before, fields, category_id);
    const changes = changesOf<Package>(before, after);
    const outcome = Object.keys(changes.after).length > 0 ? "changed" : "unchanged";
    const problem = outcome === "changed" ? await problemOf(ctx, job, before, after) : undefined;
    if (problem) {
      errors.push({ row: row.row, column: null, problem });
      continue;
    }
    if (outcome === "changed") replaced.push({ before, after });
    if (row.link) made.push({ row, our_id: before.package_id });
    planned.push({ ...about, outcome, ...changes });
  }
  return { planned, errors, parts: [...categories.parts, recordPackages(created, replaced), recordLinks(job, made)] };
}

/** The categories that rows name; those that are missing are made. A package keeps its own if it has that name. */
async function namedCategories(
  ctx: Context,
  job: Import,
  rows: readonly LinkedRow[],
  packages: ReadonlyMap<string, Package>,
) {
  const own_ids = [...packages.values()].flatMap(({ category_id }) => category_id ?? []);
  const own = new Map((await findCategories(ctx.db, own_ids)).map(({ category_id, name }) => [category_id, name]));
  const wanted = rows.filter((row) => row.fields.category && row.link?.digest !== row.digest);
  const names = wanted.flatMap((row) => {
    const before = packages.get(row.link?.our_id ?? ownIdOf(job, row) ?? "");
    const name = String(row.fields.category);
    return own.get(before?.category_id ?? "") === name ? [] : [name];
  });
  const known = names.length > 0 ? await listCategoriesNamed(ctx.db, job.store_id, names) : [];
  const ids = new Map(known.map(({ name, category_id }) => [name, category_id]));
  const missing = [...new Set(names)]
    .filter((name) => !ids.has(name))
    .map((name) => recordCategory(ctx, job.store_id, name));
  for (const { row } of missing) ids.set(row.name, row.category_id);
  return {
    parts: missing.map(({ part }) => part),
    idOf: (name: string, own_id: string | null = null) =>
      own_id !== null && own.get(own_id) === name ? own_id : (ids.get(name) ?? null),
  };
}

function newPackage(ctx: Context, job: Import, fields: ItemFields, category_id: string | null | undefined): Package {
  const uses = fields.uses ?? 1;
  return completePackage(
    {
      tenant_id: ctx.tenant_id,
      package_id: ctx.newId(),
      store_id: job.store_id,
      type: typeForUses(uses),
      created_at: ctx.now,
    },
    {
      name: fields.name,
      name_th: fields.name_th ?? fields.name,
      price: fields.price,
      quota_or_minutes: Math.max(1, uses),
      valid_for_days: fields.valid_for_days || null,
      active: fields.active ?? true,
      category_id: category_id ?? null,
    },
    [],
  );
}

/** A cell that is empty, and a field without a column, leave the package's own value. */
function changedPackage(before: Package, fields: ItemFields, category_id: string | null | undefined): Package {
  return {
    ...before,
    name: fields.name,
    name_th: fields.name_th ?? (before.name_th === before.name ? fields.name : before.name_th),
    price: fields.price,
    quota_or_minutes: fields.uses || before.quota_or_minutes,
    valid_for_days: fields.valid_for_days || before.valid_for_days,
    active: fields.active ?? before.active,
    category_id: category_id ?? before.category_id,
  };
}

async function problemOf(ctx: Context, job: Import, before: Package, after: Package) {
  if (job.store_id !== null && before.store_id !== job.store_id) return "elsewhere" as const;
  if (!before.active || after.active) return undefined;
  return (await listBundlesOf(ctx.db, before.package_id)).length > 0 ? ("in_use" as const) : undefined;
}
