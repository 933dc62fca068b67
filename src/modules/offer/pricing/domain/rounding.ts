/** Cash rounding: the part of a sale that is paid in cash becomes a multiple of the smallest coin (rule P7). */

import { scaleHalfUp } from "../../../../shared/money.ts";
import type { Cart } from "./words.ts";

/** Satang that rounding adds to a sum (negative: takes off): half-up, on the part that no other tender settles. */
export function cashRounding(sum: number, tenders: Cart["tenders"], coin: number): number {
  if (coin === 0 || !tenders?.cash) return 0;
  const in_cash = Math.max(0, sum - tenders.non_cash);
  return scaleHalfUp(in_cash, 1, coin) * coin - in_cash;
}
