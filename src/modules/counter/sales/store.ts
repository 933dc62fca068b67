/** Reads and statements: sales. */

import { byKey, type Keyed } from "../../../platform/db/keyed.ts";
import type { Database } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { ReceiptName } from "./domain.ts";
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

/** The condition that a sale of some stores has this receipt number. */
export function isReceipt(
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

/** Sales by key. */
export function listKeyedSales(db: Database, rows: Keyed): Promise<Sale[]> {
  return db.rowsOf(sales, sql`SELECT * FROM sales WHERE tenant_id = ${db.tenant_id} AND ${byKey(sql`sale_id`, rows)}`);
}
