/** Decides the tenders of a refund: money returns to the sale's payments, debts first and cash last (rule A4). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import type { RefundPayment, TenderRefusal } from "./words.ts";

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

/** The place from which a caller refunds: a device or none, and the open shift of that device. */
export interface Place {
  has_device: boolean;
  has_shift: boolean;
}

/** Why no money goes back by a payment from a place; null when it may. Only an open drawer gives cash (rule S4). */
export function tenderRefusal({ cash }: Pick<PaymentLeft, "cash">, place: Place): TenderRefusal | null {
  if (!cash || place.has_shift) return null;
  return place.has_device ? "no_open_shift" : "no_till";
}

/** The satang that payments can give back from a place, without rounding that no coin paid. */
export function amountFrom(place: Place, payments: readonly Pick<PaymentLeft, "left" | "cash" | "let_go">[]): number {
  return payments
    .filter((payment) => !payment.let_go && tenderRefusal(payment, place) === null)
    .reduce((sum, { left }) => sum + left, 0);
}

/**
 * Why a refund of up to `most` satang cannot happen from a place; null when it may. A limit above all that is left names
 * no sum, so it is refused only when no payment gives anything back.
 */
export function refusalFrom(
  place: Place,
  most: number,
  payments: readonly Pick<PaymentLeft, "left" | "cash" | "let_go">[],
  surcharge_left: number,
): TenderRefusal | null {
  const here = amountFrom(place, payments);
  const left = payments.reduce((sum, payment) => sum + payment.left, 0);
  const names_a_sum = most <= left + surcharge_left;
  if (here > 0 && !(names_a_sum && most > here + surcharge_left)) return null;
  const refused = payments.filter((payment) => payment.left > 0).map((payment) => tenderRefusal(payment, place));
  return refused.find((refusal) => refusal !== null) ?? null;
}

/** The points returned for `amount` satang that points settled, after `before`; all parts add up to the points taken. */
export function pointsBack(burnt: { points: number; amount: number }, before: number, amount: number): number {
  const upTo = (satang: number) => Math.floor((burnt.points * satang) / burnt.amount);
  return upTo(before + amount) - upTo(before);
}
