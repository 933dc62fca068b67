/** Reads and statements: sales. */

import type { Database } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { hasPayment } from "../payments/fragments.ts";
import type { ReceiptName, SaleStatus } from "./domain.ts";
import { sales } from "./tables.ts";

export type Sale = typeof sales.$inferSelect;

export function findSale(db: Database, sale_id: string): Promise<Sale | undefined> {
  return db.rowOf(sales, sql`SELECT * FROM sales WHERE tenant_id = ${db.tenant_id} AND sale_id = ${sale_id}`);
}

/** The sales of some stores with a receipt number, the first `limit` copies; each store has its own numbers. */
export function listReceipts(
  db: Database,
  receipt: ReceiptName & { store_ids: readonly string[] },
  limit: number,
): Promise<Sale[]> {
  return db.rowsOf(
    sales,
    sql`SELECT * FROM sales INDEXED BY sales_receipt WHERE ${isReceipt(db, receipt)} ORDER BY receipt_copy LIMIT ${limit}`,
  );
}

function isReceipt(
  { tenant_id }: Database,
  { store_ids, prefix, seq, copy }: ReceiptName & { store_ids: readonly string[] },
): Statement {
  return and([
    sql`tenant_id = ${tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${store_ids}))`,
    sql`receipt_prefix = ${prefix}`,
    sql`receipt_seq = ${seq}`,
    copy === undefined ? undefined : sql`receipt_copy = ${copy}`,
  ]);
}

/** The ids of those sales that are in one of some shifts. */
export async function listSalesIn(
  db: Database,
  shift_ids: readonly string[],
  sale_ids: readonly string[],
): Promise<string[]> {
  const rows = await db.all<{ sale_id: string }>(
    sql`SELECT sale_id FROM sales WHERE tenant_id = ${db.tenant_id}
          AND sale_id IN (SELECT value FROM json_each(${sale_ids}))
          AND shift_id IN (SELECT value FROM json_each(${shift_ids}))`,
  );
  return rows.map(({ sale_id }) => sale_id);
}

/** The sales of customers, latest first. */
export function listSalesOfCustomers(db: Database, customer_ids: readonly string[], limit: number): Promise<Sale[]> {
  return db.rowsOf(
    sales,
    sql`SELECT * FROM sales INDEXED BY sales_customer WHERE tenant_id = ${db.tenant_id}
          AND customer_id IN (SELECT value FROM json_each(${customer_ids})) ORDER BY sale_id DESC LIMIT ${limit}`,
  );
}

/** Empties the notes of customers' sales, because a note may name a person. */
export function emptyNotes({ tenant_id }: Database, customer_ids: readonly string[]): Statement {
  return sql`UPDATE sales SET note = NULL WHERE tenant_id = ${tenant_id} AND note IS NOT NULL
               AND customer_id IN (SELECT value FROM json_each(${customer_ids}))`;
}

/**
 * Inserts a sale. A sale without a receipt number gets the next number of its series; a sale with a taken number gets the
 * next copy of it. Both are known only inside the batch. Batches run one after another, so no two sales get the same.
 */
export function insertSale(
  row: Omit<typeof sales.$inferInsert, "receipt_seq" | "receipt_copy"> & { receipt_seq: number | null },
): Statement {
  const { tenant_id, store_id, receipt_prefix, receipt_seq } = row;
  const series = sql`tenant_id = ${tenant_id} AND store_id = ${store_id} AND receipt_prefix = ${receipt_prefix}`;
  const next = sql`SELECT COALESCE(MAX(receipt_seq), 0) + 1 FROM sales WHERE ${series}`;
  if (receipt_seq === null) return insert(sales, { ...row, receipt_seq: next, receipt_copy: 1 });
  const copy = sql`SELECT COALESCE(MAX(receipt_copy), 0) + 1 FROM sales WHERE ${series} AND receipt_seq = ${receipt_seq}`;
  return insert(sales, { ...row, receipt_seq, receipt_copy: copy });
}

/** The part of a sale's receipt number after the prefix, which the batch assigned, in the form of `receiptNo`. */
export function receiptTailOf(db: Database, sale_id: string): Statement {
  return sql`SELECT receipt_seq || iif(receipt_copy > 1, '/' || receipt_copy, '') FROM sales
             WHERE tenant_id = ${db.tenant_id} AND sale_id = ${sale_id}`;
}

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

/**
 * Sales, latest first, one more than `limit`. For a seller, a device or one store it reads by the holder's spans. Otherwise,
 * and for a receipt number or a customer, it reads by id, which begins with its time.
 */
export function listSaleRows(db: Database, filter: SaleFilter): Promise<Sale[]> {
  const where = and([
    sql`sales.tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`cashier_id = ${filter.employee_id}` : undefined,
    filter.shift_id ? sql`shift_id = ${filter.shift_id}` : undefined,
    filter.customer_id ? sql`customer_id = ${filter.customer_id}` : undefined,
    filter.package_id
      ? sql`EXISTS (SELECT 1 FROM json_each(sales.lines) l WHERE l.value ->> '$.package_id' = ${filter.package_id})`
      : undefined,
    filter.method ? hasPayment(sql`sales`, filter.method) : undefined,
    filter.status ? IS_STATUS[filter.status] : undefined,
    filter.receipt
      ? sql`sale_id IN (SELECT sale_id FROM sales INDEXED BY sales_receipt WHERE ${isReceipt(db, { ...filter.receipt, store_ids: filter.store_ids })})`
      : undefined,
    filter.from !== undefined ? sql`sold_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`sold_at <= ${filter.to}` : undefined,
  ]);
  const [only_store, other_store] = filter.store_ids;
  // The indexes of receipt number and customer find their own sales at any time.
  const is_narrow = filter.receipt !== undefined || filter.customer_id !== undefined;
  const holder_id = filter.employee_id ?? filter.device_id ?? (other_store === undefined ? only_store : undefined);
  return db.rowsOf(
    sales,
    is_narrow || holder_id === undefined ? byId(where, filter) : bySpan(db, holder_id, where, filter),
  );
}

function byId(where: Statement, { before, limit }: SaleFilter): Statement {
  const rest = and([where, before && sql`sale_id < ${before[1]}`]);
  return sql`SELECT * FROM sales WHERE ${rest} ORDER BY sale_id DESC LIMIT ${limit + 1}`;
}

function bySpan(
  { tenant_id }: Database,
  holder_id: string,
  where: Statement,
  { before, from, to, limit }: SaleFilter,
): Statement {
  const spanOf = (at: number) => Math.floor(at / SPAN_MS);
  const last = Math.min(spanOf(to ?? MAX_TIME), spanOf(before?.[0] ?? MAX_TIME));
  const rest = and([
    where,
    sql`span.tenant_id = ${tenant_id} AND span.holder_id = ${holder_id} AND span.sold_span <= ${last}`,
    from !== undefined ? sql`span.sold_span >= ${spanOf(from)}` : undefined,
    before && sql`(sold_span, id_span, sale_id) < (${spanOf(before[0])}, ${before[1].slice(0, 6)}, ${before[1]})`,
  ]);
  return sql`SELECT sales.* FROM sale_spans span CROSS JOIN sales
      ON sale_id >= span.id_span AND sale_id < span.id_span || '~'
        AND sold_at >= span.sold_span * ${SPAN_MS} AND sold_at < (span.sold_span + 1) * ${SPAN_MS}
    WHERE ${rest} ORDER BY span.sold_span DESC, span.id_span DESC, sale_id DESC LIMIT ${limit + 1}`;
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

/** Adds to the refunded total of a sale; triggers refuse more than was paid, and a voided sale. */
export function addRefundedTotal({ tenant_id }: Database, sale_id: string, amount: number): Statement {
  return sql`UPDATE sales SET refunded_total = refunded_total + ${amount}
             WHERE tenant_id = ${tenant_id} AND sale_id = ${sale_id}`;
}

/** Marks a sale as released; a trigger allows it once. */
export function releaseSaleRow({ tenant_id, sale_id, released_at, released_by }: Sale): Statement {
  return sql`UPDATE sales SET released_at = ${released_at}, released_by = ${released_by}
             WHERE tenant_id = ${tenant_id} AND sale_id = ${sale_id}`;
}

/** Marks a sale as voided; triggers allow it once, and only for a sale without refunds. */
export function voidSaleRow(sale: Sale): Statement {
  return sql`UPDATE sales SET voided_at = ${sale.voided_at}, voided_by = ${sale.voided_by}, void_id = ${sale.void_id},
               void_reason_code = ${sale.void_reason_code}
             WHERE tenant_id = ${sale.tenant_id} AND sale_id = ${sale.sale_id}`;
}

/** The number of a tenant's sales, and their sum in satang. */
export async function sumSales(db: Database): Promise<{ count: number; total: number }> {
  const [sum] = await db.all<{ count: number; total: number }>(
    sql`SELECT COUNT(*) AS count, COALESCE(SUM(grand_total), 0) AS total FROM sales WHERE tenant_id = ${db.tenant_id}`,
  );
  return sum ?? { count: 0, total: 0 };
}
