/** Payments in a refund: what each can give back, and what a refund takes; in all never more than was paid (rule A4). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { defineRace, errors } from "../../../../shared/errors.ts";
import { businessDate } from "../../../../shared/time.ts";
import type { Settings } from "../../../access/settings/index.ts";
import { takeDaily } from "../../../offer/approvals/index.ts";
import { isAccount, refundableOf } from "../domain/life.ts";
import { CASH, ROUNDING, TENDERS } from "../domain/types.ts";
import {
  addRefunded,
  listPaymentRows,
  listPaymentTypeRows,
  type PartOfPayment,
  type Payment,
  subtractRefunded,
} from "../store.ts";

/** A payment with the sum that it can give back, in satang; for an `owed` payment a refund reduces the debt. */
export type RefundablePayment = Payment & {
  left: number;
  owed: boolean;
  cash: boolean;
  let_go: boolean;
  points: boolean;
};

/** The payments of a sale, by number. */
export async function refundablePayments(ctx: Context, sale_id: string): Promise<RefundablePayment[]> {
  const [payments, types] = await Promise.all([listPaymentRows(ctx.db, [sale_id]), listPaymentTypeRows(ctx.db, "all")]);
  return payments.map((payment) => ({
    ...payment,
    left: refundableOf(payment),
    owed: isAccount(payment),
    cash: payment.method === CASH,
    let_go: payment.method === ROUNDING,
    points: types.some(({ method, kind }) => method === payment.method && TENDERS[kind].takes_points),
  }));
}

/** Another refund took a part of the sale's rest, so the rest is counted again. */
export const REMAINDER_TAKEN = defineRace("what is left of a sale is refunded", errors.busy);

/** Takes parts of payments in a refund's commit. Race: REMAINDER_TAKEN when a payment changed since it was read. */
export function takeFromPayments(
  ctx: Context,
  sale_id: string,
  parts: readonly PartOfPayment[],
  seen: readonly Payment[],
): CommitPart {
  const taken = parts.flatMap((part) => {
    const payment = seen.find(({ payment_no }) => payment_no === part.payment_no);
    return payment ? [{ ...part, seen: payment }] : [];
  });
  return {
    writes: taken.length > 0 ? [addRefunded(ctx.db, sale_id, taken)] : [],
    refusals: [["E_OVER_REFUND", REMAINDER_TAKEN]],
  };
}

/** Returns to the payments the parts that a cancelled refund had taken. */
export function returnToPayments(ctx: Context, sale_id: string, parts: readonly PartOfPayment[]): CommitPart {
  return { writes: parts.length > 0 ? [subtractRefunded(ctx.db, sale_id, parts)] : [] };
}

/** Counts a refund toward the daily cap of its person, by the store's business date (rule A8); as `takeDaily`. */
export function takeRefundOfDay(
  ctx: Context,
  { time_zone, cutoff_hour }: { time_zone: string; cutoff_hour: number },
  settings: Settings,
) {
  return takeDaily(ctx, {
    action: "refund",
    business_date: businessDate(ctx.now, time_zone, cutoff_hour),
    holder_ids: [ctx.actor.id],
    cap: settings["refunds.daily_cap_per_employee"],
  });
}
