/** Reads and statements of price lists and the prices in them. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, insertMany, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { PriceList } from "../domain/words.ts";
import { price_list_items, price_lists } from "../tables.ts";

export type PriceListRow = typeof price_lists.$inferSelect;
export type PriceListItem = Pick<typeof price_list_items.$inferSelect, "package_id" | "price">;

export function findPriceList(db: Database, price_list_id: string): Promise<PriceListRow | undefined> {
  return db.rowOf(
    price_lists,
    sql`SELECT * FROM price_lists WHERE tenant_id = ${db.tenant_id} AND price_list_id = ${price_list_id}`,
  );
}

/** A list's prices (satang), by package. */
export function listItems(db: Database, price_list_id: string): Promise<PriceListItem[]> {
  return db.all<PriceListItem>(
    sql`SELECT package_id, price FROM price_list_items
        WHERE tenant_id = ${db.tenant_id} AND price_list_id = ${price_list_id} ORDER BY package_id`,
  );
}

export interface ScopedFilter {
  /** Rows of these stores, and rows for every store. */
  store_ids: readonly string[];
  /** Default: both kinds. */
  active?: boolean;
  after?: string;
  limit: number;
}

/** Price lists, oldest first, one more than `limit`. */
export function listPriceListRows({ tenant_id, ...db }: Database, filter: ScopedFilter): Promise<PriceListRow[]> {
  const { store_ids, active, after, limit } = filter;
  const where = and([
    sql`tenant_id = ${tenant_id}`,
    sql`(store_id IS NULL OR store_id IN (SELECT value FROM json_each(${store_ids})))`,
    active !== undefined ? sql`active = ${active}` : undefined,
    after !== undefined ? sql`price_list_id > ${after}` : undefined,
  ]);
  return db.rowsOf(
    price_lists,
    sql`SELECT * FROM price_lists WHERE ${where} ORDER BY price_list_id LIMIT ${limit + 1}`,
  );
}

/** Lists without devices, of a store or of all stores for null, that have one of these names, the oldest first. */
export function listPriceListsNamed(
  db: Database,
  store_id: string | null,
  names: readonly string[],
): Promise<PriceListRow[]> {
  return db.rowsOf(
    price_lists,
    sql`SELECT * FROM price_lists WHERE tenant_id = ${db.tenant_id} AND store_id IS ${store_id} AND device_ids IS NULL
          AND name IN (SELECT value FROM json_each(${names})) ORDER BY price_list_id`,
  );
}

/** Prices of active lists of a store, or of all stores for null, by list and package, one more than `limit`. */
export function listPricesAfter(
  db: Database,
  store_id: string | null,
  { after = ["", ""], limit }: { after?: readonly [string, string]; limit: number },
): Promise<{ price_list_id: string; price_list: string; package_id: string; price: number }[]> {
  return db.all(
    sql`SELECT list.price_list_id, list.name AS price_list, item.package_id, item.price
        FROM price_list_items item CROSS JOIN price_lists list
          ON list.tenant_id = ${db.tenant_id} AND list.price_list_id = item.price_list_id
        WHERE item.tenant_id = ${db.tenant_id} AND (item.price_list_id, item.package_id) > (${after[0]}, ${after[1]})
          AND list.active = 1 AND list.device_ids IS NULL AND list.store_id IS ${store_id}
        ORDER BY item.price_list_id, item.package_id LIMIT ${limit + 1}`,
  );
}

export function insertPriceList(row: PriceListRow, items: readonly PriceListItem[]): Statement[] {
  return [insert(price_lists, row), ...insertItems(row, items)];
}

/** Replaces a list and its prices. */
export function updatePriceList(row: PriceListRow, items: readonly PriceListItem[]): Statement[] {
  const { tenant_id, price_list_id, name, store_id, device_ids, active_from, active_to, priority, active } = row;
  return [
    sql`UPDATE price_lists SET name = ${name}, store_id = ${store_id}, device_ids = ${device_ids},
          active_from = ${active_from}, active_to = ${active_to}, priority = ${priority}, active = ${active}
        WHERE tenant_id = ${tenant_id} AND price_list_id = ${price_list_id}`,
    sql`DELETE FROM price_list_items WHERE tenant_id = ${tenant_id} AND price_list_id = ${price_list_id}`,
    ...insertItems(row, items),
  ];
}

function insertItems(list: PriceListRow, items: readonly PriceListItem[]): Statement[] {
  if (items.length === 0) return [];
  const { tenant_id, price_list_id } = list;
  return [
    insertMany(
      price_list_items,
      items.map(({ package_id, price }) => ({ tenant_id, price_list_id, package_id, price })),
    ),
  ];
}

export function deactivatePriceList({ tenant_id, price_list_id }: PriceListRow): Statement {
  return sql`UPDATE price_lists SET active = 0 WHERE tenant_id = ${tenant_id} AND price_list_id = ${price_list_id}`;
}

/** The lists in force at a store and time with a price for one of the packages, and these prices. */
export async function listPricesInForce(
  { tenant_id, ...db }: Database,
  { store_id, at, package_ids }: { store_id: string; at: number; package_ids: readonly string[] },
): Promise<PriceList[]> {
  const rows = await db.rowsOf(
    price_lists,
    sql`SELECT list.*, json_group_object(item.package_id, item.price) AS prices
        FROM price_lists AS list CROSS JOIN price_list_items AS item
          ON item.tenant_id = ${tenant_id} AND item.price_list_id = list.price_list_id
        WHERE list.tenant_id = ${tenant_id} AND list.active = 1
          AND (list.store_id IS NULL OR list.store_id = ${store_id})
          AND (list.active_from IS NULL OR list.active_from <= ${at})
          AND (list.active_to IS NULL OR list.active_to >= ${at})
          AND item.package_id IN (SELECT value FROM json_each(${package_ids}))
        GROUP BY list.price_list_id`,
  );
  return (rows as (PriceListRow & { prices: string })[]).map((row) => ({ ...row, prices: JSON.parse(row.prices) }));
}
