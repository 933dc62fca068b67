/** The refunded total of a sale: never more than was paid, and nothing for a voided sale (rule A4). */

import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { addRefundedTotal } from "../store.ts";

/**
 * The part of a refund's commit that changes a sale's refunded_total, in satang; below zero when the refund is cancelled.
 * Triggers refuse more than was paid with E_OVER_REFUND, and a voided sale with E_SALE_VOIDED.
 */
export function refundedBy(ctx: Context, sale_id: string, amount: number): Statement {
  return addRefundedTotal(ctx.db, sale_id, amount);
}
