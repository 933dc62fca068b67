/** A payment is captured, or promised and then captured or failed; what was captured may still fail or go back. */

import { CASH } from "./types.ts";

export const PAYMENT_STATUSES = ["pending", "captured", "failed", "refunded"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** What a list does not tell of a payment while its shift is counted blind (rule S5). */
export const PAYMENT_AMOUNTS = [
  ...([
    "amount",
    "surcharge",
    "surcharge_tax_total",
    "amount_tendered",
    "change",
    "settled",
    "due",
    "refunded",
    "surcharge_refunded",
  ] as const),
] as const;

/** A trigger refuses any other step. */
const NEXT: Record<PaymentStatus, readonly PaymentStatus[]> = {
  pending: ["captured", "failed"],
  captured: ["failed", "refunded"],
  failed: [],
  refunded: [],
};

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return NEXT[from].includes(to);
}

/** What there is to know of a payment's standing; `settled`, `refunded` and `settles_no` as in the table. */
export interface Standing {
  status: PaymentStatus;
  amount: number;
  settled: number;
  refunded: number;
  settles_no: number | null;
}

/** Whether it is a promise of the sale itself, which only later payments redeem. */
export function isAccount({ status, settles_no }: Standing): boolean {
  return status === "pending" && settles_no === null;
}

/** What an account still owes, in satang; nothing for any other payment. */
export function owedOn(payment: Standing): number {
  return isAccount(payment) ? payment.amount - payment.settled - payment.refunded : 0;
}

/** What a refund may take of a payment, in satang: of an account what is still owed, of any other what is left of it. */
export function refundableOf(payment: Standing): number {
  if (isAccount(payment)) return owedOn(payment);
  return payment.status === "captured" ? payment.amount - payment.refunded : 0;
}

/**
 * The status as it is told: refunded when all of it went back by refunds, and an account captured when nothing of it is
 * owed any more.
 */
export function toldStatus(payment: Standing): PaymentStatus {
  if (payment.refunded > 0 && payment.refunded === payment.amount) return "refunded";
  return isAccount(payment) && owedOn(payment) === 0 ? "captured" : payment.status;
}

/** What counts as brought: what is captured, and a sale's own promise. */
function isBrought({ status, settles_no }: { status: PaymentStatus; settles_no?: number | null }): boolean {
  return status === "captured" || (status === "pending" && (settles_no ?? null) === null);
}

interface Counted {
  method: string;
  amount: number;
  surcharge: number;
  status: PaymentStatus;
  settles_no?: number | null;
}

/** What each method brought, surcharges among it, and how much of it is cash in the drawer; of failed ones nothing. */
export function sumByMethod(payments: readonly Counted[]): { by_method: Record<string, number>; cash: number } {
  const by_method: Record<string, number> = {};
  for (const { method, amount, surcharge } of payments.filter(isBrought))
    by_method[method] = (by_method[method] ?? 0) + amount + surcharge;
  return { by_method, cash: by_method[CASH] ?? 0 };
}
