/** Plans prices: each becomes a price of a list, by the list's name and the item's id (rule M4). */

import type { Context } from "../../../../platform/http/context.ts";
import { packagesById } from "../../../offer/catalog/index.ts";
import { type PriceListView, priceListsNamed, recordPriceLists } from "../../../offer/pricing/index.ts";
import type { ReadRow, RowError } from "../domain/rows.ts";
import { type Import, listLinks } from "../store/imports.ts";
import { hashOf, type Plan, type Planned } from "./plans.ts";

export async function planPrices(ctx: Context, job: Import, rows: readonly ReadRow[]): Promise<Plan> {
  const names = [...new Set(rows.map(({ fields }) => String(fields.price_list)))];
  const [packages, found] = await Promise.all([packagesOf(ctx, job, rows), priceListsNamed(ctx, job.store_id, names)]);
  const before = new Map(found.toReversed().map((list) => [list.name, list]));
  const after = new Map<string, PriceListView>();
  const planned: Planned[] = [];
  const errors: RowError[] = [];
  for (const { row, fields } of rows) {
    const [price_list, item, price] = [String(fields.price_list), String(fields.item), Number(fields.price)];
    const package_id = packages.get(item);
    if (package_id === undefined) {
      errors.push({ row, column: job.header[job.mapping.item ?? -1] ?? null, problem: "item_unknown" });
      continue;
    }
    const list = after.get(price_list) ?? before.get(price_list) ?? newList(ctx, job, price_list);
    const old = list.items.find((one) => one.package_id === package_id);
    const outcome = old === undefined ? "created" : old.price === price ? "unchanged" : "changed";
    planned.push({ row, name: price_list, outcome, before: old ? { price: old.price } : null, after: { item, price } });
    if (outcome === "unchanged") continue;
    const others = list.items.filter((one) => one !== old);
    after.set(price_list, { ...list, items: [...others, { package_id, price }] });
  }
  const lists = [...after.entries()].map(([name, list]) => ({ before: before.get(name), after: list }));
  const created = lists.flatMap((list) => (list.before ? [] : [list.after]));
  const replaced = lists.flatMap((list) => (list.before ? [{ before: list.before, after: list.after }] : []));
  return { planned, errors, parts: [recordPriceLists(created, replaced)] };
}

/** Our packages by the ids that rows name: ours, or those of any system that items came from. */
async function packagesOf(ctx: Context, job: Import, rows: readonly ReadRow[]): Promise<Map<string, string>> {
  const items = [...new Set(rows.map(({ fields }) => String(fields.item)))];
  const hashed = await Promise.all(items.map(async (item) => [item, await hashOf(ctx, `id:${item}`)] as const));
  const [own, links] = await Promise.all([
    packagesById(ctx, items),
    listLinks(
      ctx.db,
      "items",
      job.source === "playpark" || job.source === "other" ? null : job.source,
      hashed.map(([, hash]) => hash),
    ),
  ]);
  const by_hash = new Map(links.map(({ external_hash, our_id }) => [external_hash, our_id]));
  return new Map(
    hashed.flatMap(([item, hash]) => {
      const package_id = own.get(item)?.package_id ?? by_hash.get(hash);
      return package_id === undefined ? [] : [[item, package_id] as const];
    }),
  );
}

function newList(ctx: Context, job: Import, name: string): PriceListView {
  return {
    tenant_id: ctx.tenant_id,
    price_list_id: ctx.newId(),
    name,
    store_id: job.store_id,
    device_ids: null,
    active_from: null,
    active_to: null,
    priority: 0,
    active: true,
    created_at: ctx.now,
    items: [],
  };
}
