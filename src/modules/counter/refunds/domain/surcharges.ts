/** What of surcharges goes back with a refund: as the park says, and in all never more than was charged (rule S2). */

import { scaleHalfUp } from "../../../../shared/money.ts";
import type { RefundPayment } from "./words.ts";

/** whole: with the refund that takes the rest of the sale; proportional: with each refund; never: not at all. */
export type SurchargePolicy = "whole" | "proportional" | "never";

/** A payment with its surcharge, in satang; `refunded` is what of `amount` went back before. */
export interface Charged {
  payment_no: number;
  method: string;
  status: string;
  amount: number;
  refunded: number;
  surcharge: number;
}

/**
 * The parts of a refund, with what goes back of each payment's surcharge; `given` is what of it went back before, by
 * payment_no. A payment that gave all back before may still have its surcharge left.
 */
export function withSurcharges(
  parts: readonly RefundPayment[],
  payments: readonly Charged[],
  given: ReadonlyMap<number, number>,
  { policy, takes_rest }: { policy: SurchargePolicy; takes_rest: boolean },
): RefundPayment[] {
  const back = (payment: Charged, amount: number) => {
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

/** The surcharge on all that a payment has given back, with so much more. */
function dueFor({ amount, refunded, surcharge }: Charged, more: number): number {
  return amount === 0 ? 0 : scaleHalfUp(surcharge, refunded + more, amount);
}
