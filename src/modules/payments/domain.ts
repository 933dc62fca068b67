/** Payments cover a sale exactly; only cash may exceed it, and comes back as change (rule S2). */

import { defineErrors } from "../../shared/errors.ts";
import { accept, type Result, refuse } from "../../shared/result.ts";

/** A payment as the till sends it; satang. */
export interface Tender {
  method: string;
  amount: number;
  amount_tendered?: number;
  reference?: string;
}

/** A payment as it is kept: `amount` is what it settles, `amount_tendered` what was handed over. */
export interface SettledPayment {
  payment_no: number;
  method: string;
  amount: number;
  amount_tendered: number;
  reference: string | null;
}

export interface Settlement {
  payments: SettledPayment[];
  amount_tendered: number;
  change: number;
}

export type SettlementRefusal =
  | { reason: "method"; index: number }
  | { reason: "tendered"; index: number }
  | { reason: "short"; due: number; paid: number }
  | { reason: "over"; due: number; paid: number };

export const CASH = "cash";

/** Settles a total with tenders. Cash beyond the total is change; any other method must be exact. */
export function settle(
  total: number,
  tenders: readonly Tender[],
  methods: ReadonlySet<string>,
): Result<Settlement, SettlementRefusal> {
  for (const [index, tender] of tenders.entries()) {
    if (!methods.has(tender.method)) return refuse({ reason: "method", index });
    const tendered = tender.amount_tendered ?? tender.amount;
    if (tendered < tender.amount || (tender.method !== CASH && tendered !== tender.amount))
      return refuse({ reason: "tendered", index });
  }
  const paid = tenders.reduce((sum, tender) => sum + tender.amount, 0);
  if (paid < total) return refuse({ reason: "short", due: total, paid });

  let excess = paid - total;
  const payments = tenders.map((tender, index): SettledPayment => {
    const back = tender.method === CASH ? Math.min(excess, tender.amount) : 0;
    excess -= back;
    const { method, amount, reference = null } = tender;
    return {
      payment_no: index + 1,
      method,
      amount: amount - back,
      amount_tendered: tender.amount_tendered ?? amount,
      reference,
    };
  });
  if (excess > 0) return refuse({ reason: "over", due: total, paid });
  const amount_tendered = payments.reduce((sum, payment) => sum + payment.amount_tendered, 0);
  return accept({ payments, amount_tendered, change: amount_tendered - total });
}

/** What each method settled, and how much of it is cash in the drawer. */
export function sumByMethod(payments: readonly SettledPayment[]): { by_method: Record<string, number>; cash: number } {
  const by_method: Record<string, number> = {};
  for (const { method, amount } of payments) by_method[method] = (by_method[method] ?? 0) + amount;
  return { by_method, cash: by_method[CASH] ?? 0 };
}

export const paymentErrors = defineErrors({
  payment: {
    code: "E_PAYMENT",
    status: 422,
    message: "The payments do not settle the total; details say which and by how much.",
  },
});
