/** Decides refunds of surcharges: by the park's policy, and in all never more than was charged (rule S2). */

import { scaleHalfUp } from "../../../../shared/money.ts";
import type { RefundPayment } from "./words.ts";

/** whole: with the refund that takes the rest of the sale; proportional: with each refund; never: not at all. */
export const SURCHARGE_POLICIES = ["whole", "proportional", "never"] as const;
export type SurchargePolicy = (typeof SURCHARGE_POLICIES)[number];

/** A payment with its surcharge, in satang; `refunded` is the part of `amount` that was refunded before. */
export interface ChargedPayment {
  payment_no: number;
  method: string;
  status: string;
  amount: number;
  refunded: number;
  surcharge: number;
}

/**
 * Adds to the parts of a refund the refunded part of each payment's surcharge. `given` has the surcharge refunded before,
 * by payment_no. A fully refunded payment may still have its surcharge left.
 */
export function withSurcharges(
  parts: readonly RefundPayment[],
  payments: readonly ChargedPayment[],
  given: ReadonlyMap<number, number>,
  { policy, takes_rest }: { policy: SurchargePolicy; takes_rest: boolean },
): RefundPayment[] {
  const back = (payment: ChargedPayment, amount: number) => {
    const { payment_no, status, surcharge } = payment;
    if (policy === "never" || surcharge === 0 || status !== "captured") return 0;
    const due = takes_rest ? surcharge : policy === "proportional" ? dueFor(payment, amount) : 0;
    return Math.max(0, due - (given.get(payment_no) ?? 0));
  };
  const with_parts = parts.map((part) => {
    const payment = payments.find(({ payment_no }) => payment_no === part.payment_no);
    return onTop(part, payment ? back(payment, part.amount) : 0);
  });
  if (!takes_rest) return with_parts;
  const others = payments.filter(({ payment_no }) => !parts.some((part) => part.payment_no === payment_no));
  const alone = others.map((payment) => {
    const { payment_no, method } = payment;
    return onTop({ payment_no, method, amount: 0 }, back(payment, 0));
  });
  return [...with_parts, ...alone.filter(({ surcharge }) => surcharge !== undefined)];
}

function onTop(part: RefundPayment, surcharge: number): RefundPayment {
  return surcharge > 0 ? { ...part, surcharge } : part;
}

/** The surcharge on the refunded part of a payment, after `more` satang are refunded. */
function dueFor({ amount, refunded, surcharge }: ChargedPayment, more: number): number {
  return amount === 0 ? 0 : scaleHalfUp(surcharge, refunded + more, amount);
}
