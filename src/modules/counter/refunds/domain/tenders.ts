/** Decides the tenders of a refund: money returns to the sale's payments, debts first and cash last (rule A4). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import type { RefundPayment } from "./words.ts";

/** A payment of the sale with the rest that it can give back; satang. */
export interface PaymentLeft {
  payment_no: number;
  method: string;
  left: number;
  /** Not paid yet: a refund reduces the debt. */
  owed: boolean;
  cash: boolean;
  /** The rounding of a debt, which no coin paid; no money goes back for it. */
  let_go: boolean;
}

/**
 * Splits an amount over payments: debts first, then other tenders in their order, then cash, then rounding of debts. With
 * `method` only payments of that method count. Refuses, with the possible sum, when they can give back less.
 */
export function splitRefund(
  amount: number,
  payments: readonly PaymentLeft[],
  method?: string,
): Result<RefundPayment[], { left: number }> {
  const able = payments
    .filter((payment) => method === undefined || payment.method === method)
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const parts: RefundPayment[] = [];
  let missing = amount;
  for (const { payment_no, method, left } of able) {
    const part = Math.min(missing, left);
    if (part > 0) parts.push({ payment_no, method, amount: part });
    missing -= part;
  }
  return missing > 0 ? refuse({ left: amount - missing }) : accept(parts);
}

function rankOf({ owed, cash, let_go }: PaymentLeft): number {
  if (owed) return 0;
  if (let_go) return 3;
  return cash ? 2 : 1;
}

/** The points returned for `amount` satang that points settled, after `before`; all parts add up to the points taken. */
export function pointsBack(burnt: { points: number; amount: number }, before: number, amount: number): number {
  const upTo = (satang: number) => Math.floor((burnt.points * satang) / burnt.amount);
  return upTo(before + amount) - upTo(before);
}
