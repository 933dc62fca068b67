/** Builds the drawer entry of a refund: goods, their tax and refunded surcharges leave the drawer (rules S4, R2). */

import { negateTaxes, type TaxShare } from "../../../../shared/taxes.ts";
import type { RefundPayment } from "./words.ts";

interface EnteredRefund {
  refund_id: string;
  sale_id: string;
  amount: number;
  tax_total: number;
  taxes: TaxShare[] | null;
  rounding: number;
  payments: readonly RefundPayment[];
  requested_by: string;
  approved_by: string | null;
}

/** The drawer entry of a refund, in satang; money of `cash_method` leaves the drawer. */
export function entryOf(refund: EnteredRefund, cash_method: string) {
  const { refund_id, sale_id, amount, tax_total, taxes, rounding, payments, requested_by, approved_by } = refund;
  const by_method: Record<string, number> = {};
  let surcharges = 0;
  for (const { method, amount, surcharge = 0 } of payments) {
    by_method[method] = (by_method[method] ?? 0) - amount - surcharge;
    surcharges += surcharge;
  }
  return {
    entry_id: refund_id,
    kind: "refund" as const,
    total: 0 - amount,
    cash: by_method[cash_method] ?? 0,
    gross: rounding - amount,
    discount_total: 0,
    tax_total: 0 - tax_total,
    rounding: 0 - rounding,
    surcharge_total: 0 - surcharges,
    taxes: taxes && negateTaxes(taxes),
    by_method,
    reason: null,
    actor_id: requested_by,
    approver_id: approved_by,
    subject_id: sale_id,
  };
}
