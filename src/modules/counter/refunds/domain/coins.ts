/** Rounds cash of a refund down to whole coins; the remainder is carried to the refund that takes the rest (rule P7). */

import type { PaymentLeft } from "./tenders.ts";
import type { RefundPayment } from "./words.ts";

type Payment = Pick<PaymentLeft, "payment_no" | "cash">;

/**
 * The parts of a refund with its cash in whole coins, and the remainder as `carried` satang. `coin` is in satang; 0 rounds
 * nothing.
 */
export function inCoins(
  parts: readonly RefundPayment[],
  payments: readonly Payment[],
  coin: number,
): { parts: RefundPayment[]; carried: number } {
  const in_cash = new Set(payments.filter(({ cash }) => cash).map(({ payment_no }) => payment_no));
  const cash = parts.reduce((sum, { payment_no, amount }) => sum + (in_cash.has(payment_no) ? amount : 0), 0);
  const carried = coin === 0 ? 0 : cash % coin;
  let missing = carried;
  const whole = parts.toReversed().map((part) => {
    const less = in_cash.has(part.payment_no) ? Math.min(missing, part.amount) : 0;
    missing -= less;
    return { ...part, amount: part.amount - less };
  });
  return { parts: whole.toReversed().filter(({ amount }) => amount > 0), carried };
}
