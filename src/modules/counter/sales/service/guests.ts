/** A guest's sales for the data export, and the erasure of their notes. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { receiptNo } from "../domain.ts";
import { emptyNotes, listSalesOfCustomers, type Sale } from "../store.ts";

const NO_LIMIT = -1;

/** All sales of customers, latest first. */
export async function salesOfCustomers(
  ctx: Context,
  customer_ids: readonly string[],
): Promise<(Sale & { receipt_no: string })[]> {
  const sales = await listSalesOfCustomers(ctx.db, customer_ids, NO_LIMIT);
  return sales.map((sale) => ({ ...sale, receipt_no: receiptNo(sale) }));
}

/** The part of an erasure's commit that empties the notes of sales; the sales stay otherwise unchanged. */
export function forgetSaleNotes(ctx: Context, customer_ids: readonly string[]): CommitPart {
  return { writes: [emptyNotes(ctx.db, customer_ids)] };
}
