/** Use-case of changing a payment's status: money goes back only by a refund of the sale (rules A1, A4). */

import type { Context } from "../../../../platform/http/context.ts";
import {
  changePayment,
  laterPayment,
  type PaymentView,
  presentPayment,
  type StatusChange,
} from "../../payments/index.ts";
import { refundSale } from "./refund.ts";

export type PaymentStep = Omit<StatusChange, "status"> & { status: StatusChange["status"] | "refunded" };

/**
 * Changes a payment's status. `refunded` refunds the rest of the payment as a refund of its sale, with grant, reason, daily
 * cap and tickets. Errors: those of `changePayment` and of a refund; E_IDEMPOTENCY_MISSING for a refund without a key.
 */
export async function movePayment(ctx: Context, payment_id: string, step: PaymentStep): Promise<PaymentView> {
  const { status, reason, reason_code, approval_token } = step;
  if (status !== "refunded") return changePayment(ctx, payment_id, { ...step, status });
  const payment = await laterPayment(ctx, payment_id);
  const { sale_id, payment_no, amount, refunded } = payment;
  const view = presentPayment({ ...payment, refunded: amount });
  const own: Context = { ...ctx, render: () => ctx.render(view) };
  // In a repeat the refund has already taken the rest, so the whole amount is named.
  const left = amount - refunded || amount;
  await refundSale(own, { sale_id, payment_no, amount: left, reason_code, reason_text: reason, approval_token });
  ctx.committed = own.committed;
  return view;
}
