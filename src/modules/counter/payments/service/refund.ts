/** What the payments of a sale can give back, and what a refund takes of them: together never more than they brought (rule A4). */

import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { businessDate } from "../../../../shared/time.ts";
import type { Settings } from "../../../access/settings/index.ts";
import { takeDaily } from "../../../offer/approvals/index.ts";
import { isAccount, refundableOf } from "../domain/life.ts";
import { CASH, ROUNDING } from "../domain/types.ts";
import {
  addRefunded,
  listPaymentRows,
  listPaymentTypeRows,
  type PartOfPayment,
  type Payment,
  subtractRefunded,
} from "../store.ts";

/** A payment with what it can give back, in satang; of one that is `owed`, giving back is owing less. */
export type RefundablePayment = Payment & {
  left: number;
  owed: boolean;
  cash: boolean;
  let_go: boolean;
  points: boolean;
};

/** The payments of a sale, in their order. */
export async function refundablePayments(ctx: Context, sale_id: string): Promise<RefundablePayment[]> {
  const [payments, types] = await Promise.all([listPaymentRows(ctx.db, [sale_id]), listPaymentTypeRows(ctx.db, "all")]);
  return payments.map((payment) => ({
    ...payment,
    left: refundableOf(payment),
    owed: isAccount(payment),
    cash: payment.method === CASH,
    let_go: payment.method === ROUNDING,
    points: types.some(({ method, kind }) => method === payment.method && kind === "points"),
  }));
}

/** Takes parts of payments in a refund's commit, which is refused with E_OVER_REFUND when one is no more what was seen. */
export function takeFromPayments(
  ctx: Context,
  sale_id: string,
  parts: readonly PartOfPayment[],
  seen: readonly Payment[],
): Statement[] {
  const taken = parts.flatMap((part) => {
    const payment = seen.find(({ payment_no }) => payment_no === part.payment_no);
    return payment ? [{ ...part, seen: payment }] : [];
  });
  return taken.length > 0 ? [addRefunded(ctx.db, sale_id, taken)] : [];
}

/** Gives back to the payments what a refund that was given up had taken. */
export function returnToPayments(ctx: Context, sale_id: string, parts: readonly PartOfPayment[]): Statement[] {
  return parts.length > 0 ? [subtractRefunded(ctx.db, sale_id, parts)] : [];
}

/** What gives money back counts for the person who does it, by the store's business date (rule A8); as `takeDaily`. */
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
