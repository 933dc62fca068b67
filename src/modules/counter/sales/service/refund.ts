/** A sale knows what was given back of it, and a voided one gives nothing back (rule A4). */

import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { addRefundedTotal } from "../store.ts";

/**
 * What a refund adds to a sale's refunded_total in its commit, in satang; below zero when it is given up. Triggers refuse
 * more than was paid with E_OVER_REFUND, and a voided sale with E_SALE_VOIDED.
 */
export function refundedBy(ctx: Context, sale_id: string, amount: number): Statement {
  return addRefundedTotal(ctx.db, sale_id, amount);
}
