/** Lists and sums of sales by filter; spans of time find the sales of a holder without reading others (rule I8). */

import type { Database } from "../../../../platform/db/session.ts";
import { and, type Statement, sql } from "../../../../platform/db/sql.ts";
import { comparePlaces, type Sort, type SortedPlace } from "../../../../shared/sorting.ts";
import { hasPayment } from "../../payments/fragments.ts";
import type { ReceiptName, SaleStatus } from "../domain.ts";
import { isReceipt, type Sale } from "../store.ts";
import { sales } from "../tables.ts";

const IS_STATUS: Readonly<Record<SaleStatus, Statement>> = {
  paid: sql`voided_at IS NULL`,
  voided: sql`voided_at IS NOT NULL`,
  refunded: sql`refunded_total > 0`,
  held: sql`held_at IS NOT NULL AND released_at IS NULL AND voided_at IS NULL`,
};

export interface SaleFilter {
  store_ids: readonly string[];
  device_id?: string;
  employee_id?: string;
  shift_id?: string;
  customer_id?: string;
  package_id?: string;
  method?: string;
  status?: SaleStatus;
  receipt?: ReceiptName;
  from?: number;
  to?: number;
  before?: readonly [sold_at: number, sale_id: string];
  limit: number;
}

/** The length of a span: the time that the last four of the ten time letters of an id cover. */
const SPAN_MS = 2 ** 20;

/** The conditions by which an index finds sales, and those that are checked on each found sale. */
function conditionsOf(db: Database, filter: Omit<SaleFilter, "limit">): { found: Statement; kept: Statement } {
  const found = and([
    sql`sales.tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`cashier_id = ${filter.employee_id}` : undefined,
    filter.customer_id ? sql`customer_id = ${filter.customer_id}` : undefined,
    filter.receipt
      ? sql`sale_id IN (SELECT sale_id FROM sales INDEXED BY sales_receipt WHERE ${isReceipt(db, { ...filter.receipt, store_ids: filter.store_ids })})`
      : undefined,
    filter.from !== undefined ? sql`sold_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`sold_at <= ${filter.to}` : undefined,
  ]);
  const kept = and([
    sql`1`,
    filter.shift_id ? sql`shift_id = ${filter.shift_id}` : undefined,
    filter.package_id
      ? sql`EXISTS (SELECT 1 FROM json_each(sales.lines) l WHERE l.value ->> '$.package_id' = ${filter.package_id})`
      : undefined,
    filter.method ? hasPayment(sql`sales`, filter.method) : undefined,
    filter.status ? IS_STATUS[filter.status] : undefined,
  ]);
  return { found, kept };
}

/** More stores than any park has; each is a query of its own. */
const MOST_STORES = 50;

/**
 * The parts of a filter, each with the holder whose spans find it: the seller, the device, or each store. Null: it reads by
 * id, because a receipt number or a customer has an index of its own, or no time bounds a filter over several stores.
 */
function byHolders<Filter extends Omit<SaleFilter, "limit">>(
  filter: Filter,
): [holder_id: string, part: Filter][] | null {
  const { store_ids, receipt, customer_id, from, to } = filter;
  if (receipt !== undefined || customer_id !== undefined) return null;
  const holder_id = filter.employee_id ?? filter.device_id;
  if (holder_id !== undefined) return [[holder_id, filter]];
  const is_bounded = store_ids.length === 1 || from !== undefined || to !== undefined;
  if (!is_bounded || store_ids.length > MOST_STORES) return null;
  return store_ids.map((store_id) => [store_id, { ...filter, store_ids: [store_id] }]);
}

/**
 * Sales, latest first, one more than `limit`. For a seller, a device, one store or some time it reads by the holders' spans.
 * Otherwise, and for a receipt number or a customer, it reads by id, which begins with its time.
 */
export async function listSaleRows(db: Database, filter: SaleFilter): Promise<Sale[]> {
  const parts = byHolders(filter);
  if (parts === null) return db.rowsOf(sales, byId(db, filter));
  const found = await Promise.all(parts.map(([holder_id, part]) => db.rowsOf(sales, bySpan(db, holder_id, part))));
  const [only = [], ...others] = found;
  return others.length === 0
    ? only
    : found
        .flat()
        .toSorted(laterFirst)
        .slice(0, filter.limit + 1);
}

/** The order of `bySpan` over several holders. */
function laterFirst(one: Sale, other: Sale): number {
  const [a, b] = [one, other].map(({ sold_at, sale_id }) => [spanOf(sold_at), sale_id] as const);
  if (!a || !b || a[0] !== b[0]) return (b?.[0] ?? 0) - (a?.[0] ?? 0);
  return a[1] < b[1] ? 1 : -1;
}

function byId(db: Database, { before, limit, ...filter }: SaleFilter): Statement {
  const { found, kept } = conditionsOf(db, filter);
  const rest = and([found, kept, before && sql`sale_id < ${before[1]}`]);
  return sql`SELECT * FROM sales WHERE ${rest} ORDER BY sale_id DESC LIMIT ${limit + 1}`;
}

function bySpan(db: Database, holder_id: string, { before, limit, ...filter }: SaleFilter): Statement {
  const { found, kept } = conditionsOf(db, filter);
  const rest = and([
    found,
    kept,
    isSpan(db, holder_id, { ...filter, to: Math.min(filter.to ?? MAX_TIME, before?.[0] ?? MAX_TIME) }),
    before && sql`(sold_span, id_span, sale_id) < (${spanOf(before[0])}, ${before[1].slice(0, 6)}, ${before[1]})`,
  ]);
  return sql`SELECT sales.* FROM ${IN_SPANS}
    WHERE ${rest} ORDER BY span.sold_span DESC, span.id_span DESC, sale_id DESC LIMIT ${limit + 1}`;
}

const spanOf = (at: number) => Math.floor(at / SPAN_MS);

const IN_SPANS = sql`sale_spans span CROSS JOIN sales
      ON sale_id >= span.id_span AND sale_id < span.id_span || '~'
        AND sold_at >= span.sold_span * ${SPAN_MS} AND sold_at < (span.sold_span + 1) * ${SPAN_MS}`;

function isSpan({ tenant_id }: Database, holder_id: string, { from, to }: { from?: number; to: number }): Statement {
  return and([
    sql`span.tenant_id = ${tenant_id} AND span.holder_id = ${holder_id} AND span.sold_span <= ${spanOf(to)}`,
    from !== undefined ? sql`span.sold_span >= ${spanOf(from)}` : undefined,
  ]);
}

/** The fields by which sales are sorted. */
export type SaleSort = Sort<"sold_at" | "grand_total" | "discount_total" | "refunded_total">;

/**
 * Sales in an order, one more than `limit`; undefined when the filter's index finds more than `most` sales for a store,
 * seller or device. It reads the found sales once, and then the rows of the page.
 */
export async function listSortedSales(
  db: Database,
  { limit, ...filter }: Omit<SaleFilter, "before">,
  { sort, after, most }: { sort: SaleSort; after: SortedPlace | undefined; most: number },
): Promise<Sale[] | undefined> {
  const parts = byHolders(filter) ?? [[null, filter] as const];
  const found = await Promise.all(
    parts.map(([holder_id, part]) => db.all<SortedSale>(sorted(db, holder_id, part, { sort, after, most, limit }))),
  );
  if (found.some(([count]) => count && count.value > most)) return undefined;
  const places = found.flatMap(([, ...rows]) => rows.map(({ value, sale_id }): SortedPlace => [value, sale_id]));
  const ids = places
    .sort(comparePlaces(sort.descending))
    .slice(0, limit + 1)
    .map(([, sale_id]) => sale_id);
  const rows = await db.rowsOf(
    sales,
    sql`SELECT * FROM sales WHERE tenant_id = ${db.tenant_id} AND sale_id IN (SELECT value FROM json_each(${ids}))`,
  );
  return ids.flatMap((sale_id) => rows.filter((row) => row.sale_id === sale_id));
}

interface SortedSale {
  /** In the first row, how many sales the index found, whatever the rest of the filter keeps. */
  value: number;
  sale_id: string;
}

function sorted(
  db: Database,
  holder_id: string | null,
  filter: Omit<SaleFilter, "limit" | "before">,
  { sort, after, most, limit }: { sort: SaleSort; after: SortedPlace | undefined; most: number; limit: number },
): Statement {
  const { found, kept } = conditionsOf(db, filter);
  const columns = sql`iif(${kept}, 1, 0) AS kept, sale_id, ${SORTED[sort.name]} AS value`;
  const rows =
    holder_id === null
      ? sql`SELECT ${columns} FROM sales WHERE ${found} LIMIT ${most + 1}`
      : sql`SELECT ${columns} FROM ${IN_SPANS}
          WHERE ${and([found, isSpan(db, holder_id, { ...filter, to: filter.to ?? MAX_TIME })])} LIMIT ${most + 1}`;
  const [direction, beyond] = sort.descending ? [sql`DESC`, sql`<`] : [sql`ASC`, sql`>`];
  const place = after && sql`(value, sale_id) ${beyond} (${after[0]}, ${after[1]})`;
  return sql`WITH found AS MATERIALIZED (${rows})
    SELECT COUNT(*) AS value, '' AS sale_id FROM found
    UNION ALL SELECT * FROM (SELECT value, sale_id FROM found WHERE ${and([sql`kept = 1`, place])}
      ORDER BY value ${direction}, sale_id ${direction} LIMIT ${limit + 1})`;
}

const SORTED: Readonly<Record<SaleSort["name"], Statement>> = {
  sold_at: sql`sold_at`,
  grand_total: sql`grand_total`,
  discount_total: sql`discount_total`,
  refunded_total: sql`refunded_total`,
};

/** Sums of sales in satang. Sums of money leave out voided sales, whose own sum is `voided_total`. */
export interface SaleSums {
  count: number;
  voided_count: number;
  voided_total: number;
  subtotal: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  grand_total: number;
  surcharge_total: number;
  refunded_total: number;
}

/**
 * The sums of all sales of a filter; undefined when the filter's index finds more than `most` sales for a store, seller or
 * device. It reads the found sales, of which the rest of the filter keeps some.
 */
export async function sumSaleRows(
  db: Database,
  filter: Omit<SaleFilter, "limit" | "before">,
  most: number,
): Promise<SaleSums | undefined> {
  const parts = byHolders(filter) ?? [[null, filter] as const];
  const sums = await Promise.all(parts.map(([holder_id, part]) => sumPart(db, holder_id, part, most)));
  if (sums.some(({ read }) => read > most)) return undefined;
  const total = (name: keyof SaleSums) => sums.reduce((sum, part) => sum + part[name], 0);
  return {
    count: total("count"),
    voided_count: total("voided_count"),
    voided_total: total("voided_total"),
    subtotal: total("subtotal"),
    discount_total: total("discount_total"),
    tax_total: total("tax_total"),
    rounding: total("rounding"),
    grand_total: total("grand_total"),
    surcharge_total: total("surcharge_total"),
    refunded_total: total("refunded_total"),
  };
}

async function sumPart(
  db: Database,
  holder_id: string | null,
  filter: Omit<SaleFilter, "limit" | "before">,
  most: number,
): Promise<SaleSums & { read: number }> {
  const { found, kept } = conditionsOf(db, filter);
  const columns = sql`iif(${kept}, 1, 0) AS kept, voided_at IS NOT NULL AS voided, subtotal, discount_total, tax_total,
    rounding, grand_total, surcharge_total, refunded_total`;
  const rows =
    holder_id === null
      ? sql`SELECT ${columns} FROM sales WHERE ${found} LIMIT ${most + 1}`
      : sql`SELECT ${columns} FROM ${IN_SPANS}
          WHERE ${and([found, isSpan(db, holder_id, { ...filter, to: filter.to ?? MAX_TIME })])} LIMIT ${most + 1}`;
  const [sums] = await db.all<SaleSums & { read: number }>(
    sql`SELECT COUNT(*) AS read, COALESCE(SUM(kept), 0) AS count,
          COALESCE(SUM(kept * voided), 0) AS voided_count, COALESCE(SUM(kept * voided * grand_total), 0) AS voided_total,
          COALESCE(SUM(kept * (1 - voided) * subtotal), 0) AS subtotal,
          COALESCE(SUM(kept * (1 - voided) * discount_total), 0) AS discount_total,
          COALESCE(SUM(kept * (1 - voided) * tax_total), 0) AS tax_total,
          COALESCE(SUM(kept * (1 - voided) * rounding), 0) AS rounding,
          COALESCE(SUM(kept * (1 - voided) * grand_total), 0) AS grand_total,
          COALESCE(SUM(kept * (1 - voided) * surcharge_total), 0) AS surcharge_total,
          COALESCE(SUM(kept * (1 - voided) * refunded_total), 0) AS refunded_total
        FROM (${rows})`,
  );
  if (!sums) throw new Error("a sum without GROUP BY has a row");
  return sums;
}

const MAX_TIME = Number.MAX_SAFE_INTEGER;

/** Makes the spans of sales that come from a backup without spans; a trigger makes those of a new sale. */
export function insertSpans({ tenant_id }: Database, sales: readonly Record<string, unknown>[]): Statement {
  const sold = sales.map(({ sale_id, sold_at, store_id, device_id, cashier_id }) => {
    const sold_span = Math.floor(Number(sold_at) / SPAN_MS);
    return { sold_span, id_span: String(sale_id).slice(0, 6), holders: [store_id, device_id, cashier_id] };
  });
  return sql`INSERT OR IGNORE INTO sale_spans (tenant_id, holder_id, sold_span, id_span)
             SELECT ${tenant_id}, holder.value, sale.value ->> '$.sold_span', sale.value ->> '$.id_span'
             FROM json_each(${sold}) sale, json_each(sale.value, '$.holders') holder`;
}
