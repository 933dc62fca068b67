/** A refund takes out of its drawer what the sale brought: its goods, their tax, and what of surcharges goes back (rules S4, R2). */

import { negateTaxes, type TaxShare } from "../../../../shared/taxes.ts";
import type { RefundPayment } from "./words.ts";

interface Given {
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

/** What a refund does to its drawer, in satang; `cash_method` is what is paid out of it. */
export function entryOf(refund: Given, cash_method: string) {
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
