/**
 * Use-cases of price lists: prices that replace the packages' own, for the tenant, a store or some devices (rule P2).
 */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { storesOfDevices } from "../../../access/devices/index.ts";
import { PRICING_CHANGED } from "../events.ts";
import {
  deactivatePriceList,
  findPriceList,
  insertPriceList,
  listItems,
  listPriceListRows,
  listPriceListsNamed,
  type PriceListItem,
  type PriceListRow,
  updatePriceList,
} from "../store/price-lists.ts";
import { requireScope, shownTo, storesOfList } from "./scope.ts";

export type PriceListInput = Omit<PriceListRow, "tenant_id" | "price_list_id" | "created_at"> & {
  items: PriceListItem[];
};
export type PriceListView = PriceListRow & { items: PriceListItem[] };

const refusals = [["E_PACKAGE_UNKNOWN", errors.package_unknown]] as const;

/** Creates a price list. Errors: those of its scope, E_VALIDATION for a device of another store, E_PACKAGE_UNKNOWN. */
export async function createPriceList(ctx: Context, input: PriceListInput): Promise<PriceListView> {
  await requireScope(ctx, input.store_id);
  await meetDevices(ctx, input);
  const { items, ...terms } = input;
  const list = { tenant_id: ctx.tenant_id, price_list_id: ctx.newId(), ...terms, created_at: ctx.now };
  const reply = { ...list, items };
  await commit(ctx, {
    writes: insertPriceList(list, items),
    audit: [{ event: "price_list.created", ...about(list), changes: { ...input } }],
    events: [changed(list)],
    reply,
    refusals,
  });
  return reply;
}

/** Replaces a price list and all its prices. Errors: E_NOT_FOUND, and as of `createPriceList`. */
export async function replacePriceList(
  ctx: Context,
  price_list_id: string,
  input: PriceListInput,
): Promise<PriceListView> {
  const { items: items_before, ...before } = await getPriceList(ctx, price_list_id);
  await requireScope(ctx, before.store_id);
  await requireScope(ctx, input.store_id);
  await meetDevices(ctx, input);
  const { items, ...terms } = input;
  const list = { ...before, ...terms };
  const reply = { ...list, items };
  const changes = { ...changesOf(before, list), prices: changesOfPrices(items_before, items) };
  await commit(ctx, {
    writes: updatePriceList(list, items),
    audit: [{ event: "price_list.changed", ...about(list), changes }],
    events: [changed(list)],
    reply,
    refusals,
  });
  return reply;
}

/** Deactivates a price list. Errors: E_NOT_FOUND, those of its scope. */
export async function retirePriceList(ctx: Context, price_list_id: string): Promise<PriceListView> {
  const before = await getPriceList(ctx, price_list_id);
  await requireScope(ctx, before.store_id);
  if (!before.active) return before;
  const reply = { ...before, active: false };
  await commit(ctx, {
    writes: [deactivatePriceList(before)],
    audit: [{ event: "price_list.deactivated", ...about(before) }],
    events: [changed(before)],
    reply,
  });
  return reply;
}

/** A price list with its prices, active or not. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function getPriceList(ctx: Context, price_list_id: string): Promise<PriceListView> {
  const list = shownTo(ctx, await findPriceList(ctx.db, price_list_id));
  return { ...list, items: await listItems(ctx.db, price_list_id) };
}

/** The price lists of stores and of the tenant, without their prices. Errors: those of `storesOfList`. */
export async function listPriceLists(
  ctx: Context,
  query: { store_id?: string; active?: boolean; limit: number; cursor?: string },
): Promise<Page<PriceListRow>> {
  const { active, limit } = query;
  const after = readCursor(query.cursor, 1)?.[0]?.toString();
  const rows = await listPriceListRows(ctx.db, { store_ids: await storesOfList(ctx, query), active, after, limit });
  return pageOf(rows, limit, ({ price_list_id }) => [price_list_id]);
}

/**
 * Makes price lists and replaces their prices in another's commit. The caller has checked the scope.
 * Error: E_PACKAGE_UNKNOWN.
 */
export function recordPriceLists(
  created: readonly PriceListView[],
  replaced: readonly { before: PriceListView; after: PriceListView }[],
): CommitPart {
  return {
    writes: [
      ...created.flatMap(({ items, ...list }) => insertPriceList(list, items)),
      ...replaced.flatMap(({ after: { items, ...list } }) => updatePriceList(list, items)),
    ],
    audit: [
      ...created.map((list) => ({ event: "price_list.created", ...about(list), changes: { ...list } })),
      ...replaced.map(({ before, after }) => ({
        event: "price_list.changed",
        ...about(after),
        changes: { prices: changesOfPrices(before.items, after.items) },
      })),
    ],
    events: [...created, ...replaced.map(({ after }) => after)].map(changed),
    refusals,
  };
}

/** The price lists of a store, or of all stores for null, that have one of these names, with their prices. */
export async function priceListsNamed(
  ctx: Context,
  store_id: string | null,
  names: readonly string[],
): Promise<PriceListView[]> {
  const rows = await listPriceListsNamed(ctx.db, store_id, names);
  return Promise.all(rows.map(async (row) => ({ ...row, items: await listItems(ctx.db, row.price_list_id) })));
}

async function meetDevices(ctx: Context, { store_id, device_ids }: PriceListInput): Promise<void> {
  const stores = await storesOfDevices(ctx, device_ids ?? []);
  const stranger = (device_ids ?? []).findIndex((device_id) => stores.get(device_id) !== store_id);
  if (stranger < 0) return;
  const fields = [{ path: `device_ids.${stranger}`, message: "is not a device of this store" }];
  throw new AppError(errors.validation, { fields });
}

/** The changed prices by package; null for no price. */
function changesOfPrices(before: readonly PriceListItem[], after: readonly PriceListItem[]) {
  const pricesOf = (items: readonly PriceListItem[]): Record<string, number | null> =>
    Object.fromEntries(items.map(({ package_id, price }) => [package_id, price]));
  const gone = Object.fromEntries(before.map(({ package_id }) => [package_id, null]));
  return changesOf(pricesOf(before), { ...gone, ...pricesOf(after) });
}

function about({ price_list_id, store_id }: PriceListRow) {
  return { subject: ["price_list", price_list_id] as const, store_id };
}

function changed(list: PriceListRow) {
  const { subject, ...where } = about(list);
  return PRICING_CHANGED.of(subject, { price_list_id: list.price_list_id }, where);
}
