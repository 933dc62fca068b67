/** Finds sales by id or receipt number, for a search. */

import { type Context, may, storesFor } from "../../../../platform/http/context.ts";
import { isUlid } from "../../../../shared/ids.ts";
import { readReceiptNo, receiptNo, type SaleStatus, statusOfSale } from "../domain.ts";
import { findSale, listReceipts, type Sale } from "../store.ts";

/** A sale without its amounts, which an open blind shift hides (rule S5). */
export interface NamedSale {
  sale_id: string;
  store_id: string;
  receipt_no: string;
  /** Epoch ms. */
  sold_at: number;
  status: SaleStatus;
}

/** The sales with this id or receipt number, in the stores where the caller reads sales; at most `limit` copies. */
export async function findNamedSales(ctx: Context, text: string, limit: number): Promise<NamedSale[]> {
  const store_ids = storesFor(ctx, null).filter((store_id) => may(ctx, "sales_read", store_id));
  if (store_ids.length === 0) return [];
  const sales = await salesNamed(ctx, text, store_ids, limit);
  return sales.map((sale) => {
    const { sale_id, store_id, sold_at } = sale;
    return { sale_id, store_id, receipt_no: receiptNo(sale), sold_at, status: statusOfSale(sale) };
  });
}

async function salesNamed({ db }: Context, text: string, store_ids: readonly string[], limit: number): Promise<Sale[]> {
  if (isUlid(text)) {
    const sale = await findSale(db, text);
    return sale && store_ids.includes(sale.store_id) ? [sale] : [];
  }
  const receipt = readReceiptNo(text);
  return receipt ? listReceipts(db, { ...receipt, store_ids }, limit) : [];
}
