/** Money goes back by the payments that brought it: what is still owed first, what lies in a drawer last (rule A4). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import type { RefundPayment } from "./words.ts";

/** A payment of the sale with what it can still give back; satang. */
export interface PaymentLeft {
  payment_no: number;
  method: string;
  left: number;
  /** A promise: giving back is owing less. */
  owed: boolean;
  cash: boolean;
  /** What was let go of a debt, so that no money goes back for it. */
  let_go: boolean;
}

/**
 * Splits an amount over payments: debts first, then what is not cash, in their order, then cash, then what was let go;
 * `method` leaves only that one's. Refused with what these can give back when that is less.
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

/** The points that go back for so many satang of what points settled, after others: in the end as many as were taken. */
export function pointsBack(burnt: { points: number; amount: number }, before: number, amount: number): number {
  const upTo = (satang: number) => Math.floor((burnt.points * satang) / burnt.amount);
  return upTo(before + amount) - upTo(before);
}
