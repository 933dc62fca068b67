/** The statuses of a payment: pending, then captured or failed; a captured payment may still fail or be refunded. */

import { CASH } from "./types.ts";

export const PAYMENT_STATUSES = ["pending", "captured", "failed", "refunded"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** The fields of a payment that a list hides while its shift is counted blind (rule S5). */
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

/** The allowed steps; a trigger refuses any other. */
const NEXT: Record<PaymentStatus, readonly PaymentStatus[]> = {
  pending: ["captured", "failed"],
  captured: ["failed", "refunded"],
  failed: [],
  refunded: [],
};

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return NEXT[from].includes(to);
}

/** The fields that decide a payment's status; `settled`, `refunded` and `settles_no` as in the table. */
export interface PaymentState {
  status: PaymentStatus;
  amount: number;
  settled: number;
  refunded: number;
  settles_no: number | null;
}

/** Whether a payment is on account: it was promised with the sale, and only later payments settle it. */
export function isAccount({ status, settles_no }: PaymentState): boolean {
  return status === "pending" && settles_no === null;
}

/** The sum that an account still owes, in satang; 0 for any other payment. */
export function owedOn(payment: PaymentState): number {
  return isAccount(payment) ? payment.amount - payment.settled - payment.refunded : 0;
}

/** The sum that a refund may take of a payment, in satang: the debt of an account, or the rest of a captured payment. */
export function refundableOf(payment: PaymentState): number {
  if (isAccount(payment)) return owedOn(payment);
  return payment.status === "captured" ? payment.amount - payment.refunded : 0;
}

/**
 * The status that readers see: `refunded` when all of the payment was refunded, and `captured` for an account without debt.
 */
export function shownStatus(payment: PaymentState): PaymentStatus {
  if (payment.refunded > 0 && payment.refunded === payment.amount) return "refunded";
  return isAccount(payment) && owedOn(payment) === 0 ? "captured" : payment.status;
}

/** Whether a payment counts in sums: it is captured, or it is a sale's own payment on account. */
function isBrought({ status, settles_no }: { status: PaymentStatus; settles_no?: number | null }): boolean {
  return status === "captured" || (status === "pending" && (settles_no ?? null) === null);
}

interface SummedPayment {
  method: string;
  amount: number;
  surcharge: number;
  status: PaymentStatus;
  settles_no?: number | null;
}

/** The sum of each method, surcharges included, and the cash in it; failed payments are not counted. */
export function sumByMethod(payments: readonly SummedPayment[]): { by_method: Record<string, number>; cash: number } {
  const by_method: Record<string, number> = {};
  for (const { method, amount, surcharge } of payments.filter(isBrought))
    by_method[method] = (by_method[method] ?? 0) + amount + surcharge;
  return { by_method, cash: by_method[CASH] ?? 0 };
}
