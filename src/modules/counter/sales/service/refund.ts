/** The refunded total of a sale: never more than was paid, and nothing for a voided sale (rule A4). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { REMAINDER_TAKEN } from "../../payments/index.ts";
import { saleErrors } from "../domain.ts";
import { addRefundedTotal } from "../store.ts";

/**
 * Adds satang to a sale's refunded_total in a refund's commit. Race: REMAINDER_TAKEN when that exceeds the paid sum.
 * Refusal: E_SALE_VOIDED.
 */
export function takeFromSale(ctx: Context, sale_id: string, amount: number): CommitPart {
  return {
    writes: [addRefundedTotal(ctx.db, sale_id, amount)],
    refusals: [
      ["E_OVER_REFUND", REMAINDER_TAKEN],
      ["E_SALE_VOIDED", saleErrors.sale_voided],
    ],
  };
}

/** Subtracts from refunded_total the satang that a cancelled refund had added. */
export function returnToSale(ctx: Context, sale_id: string, amount: number): CommitPart {
  return { writes: [addRefundedTotal(ctx.db, sale_id, -amount)] };
}
