/** A surcharge bears tax at the park's own rate, inside it; parts of it that go back come to the whole (rules P6, R2). */

import { allocate, scaleHalfUp } from "../../../../shared/money.ts";
import { sumTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";

/** A payment's surcharge and the tax inside it, in satang; both null for payments from before it was kept. */
export interface TaxedSurcharge {
  surcharge: number;
  surcharge_tax_total: number | null;
  surcharge_rate_bps: number | null;
}

/** Shares the tax inside all surcharges of a sale over its payments. */
export function taxSurcharges<Payment extends { surcharge: number }>(
  payments: readonly Payment[],
  tax_total: number,
  surcharge_rate_bps: number,
): (Payment & TaxedSurcharge)[] {
  const shares = allocate(
    tax_total,
    payments.map(({ surcharge }) => surcharge),
  );
  return payments.map((payment, index) => ({
    ...payment,
    surcharge_tax_total: shares[index] ?? 0,
    surcharge_rate_bps,
  }));
}

/**
 * What `amount` satang of a surcharge bear, after `before` of it; whatever the parts, those of the whole bear its tax. One from before that was
 * kept bears its part of its sale's.
 */
export function surchargeShare(
  { surcharge, surcharge_tax_total, surcharge_rate_bps }: TaxedSurcharge,
  amount: number,
  before = 0,
  sale: { surcharge_total: number; surcharge_tax_total: number } = { surcharge_total: 0, surcharge_tax_total: 0 },
): TaxShare {
  const of_sale = sale.surcharge_total > 0 ? scaleHalfUp(sale.surcharge_tax_total, surcharge, sale.surcharge_total) : 0;
  const tax = surcharge_tax_total ?? of_sale;
  const upTo = (satang: number) => (surcharge > 0 ? scaleHalfUp(tax, satang, surcharge) : 0);
  return taxShare(surcharge_rate_bps, amount, upTo(before + amount) - upTo(before));
}

/** The surcharges of what came after the sale, in satang, with their tax; of what failed or is only promised there is none. */
export function laterSurcharges(
  payments: readonly (TaxedSurcharge & { settles_no: number | null; status: string })[],
): {
  total: number;
  taxes: TaxShare[];
} {
  const came = payments.filter(
    ({ settles_no, status }) => settles_no !== null && (status === "captured" || status === "refunded"),
  );
  return {
    total: came.reduce((sum, { surcharge }) => sum + surcharge, 0),
    taxes: sumTaxes(came.map((payment) => surchargeShare(payment, payment.surcharge))),
  };
}
