/** What a guest bought is told to the guest, and what a note on it says is forgotten with the guest. */

import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { receiptNo } from "../domain.ts";
import { emptyNotes, listSalesOfCustomers, type Sale } from "../store.ts";

const NO_LIMIT = -1;

/** Everything that customers bought, latest first. */
export async function salesOfCustomers(
  ctx: Context,
  customer_ids: readonly string[],
): Promise<(Sale & { receipt_no: string })[]> {
  const sales = await listSalesOfCustomers(ctx.db, customer_ids, NO_LIMIT);
  return sales.map((sale) => ({ ...sale, receipt_no: receiptNo(sale) }));
}

/** What the erasure of customers adds to its own commit. The sales stay as they were, without their notes. */
export function forgetSaleNotes(ctx: Context, customer_ids: readonly string[]): Statement {
  return emptyNotes(ctx.db, customer_ids);
}
