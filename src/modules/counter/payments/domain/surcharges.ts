/** Computes the tax inside surcharges, at the park's rate; the taxes of refunded parts add up to the whole (rules P6, R2). */

import { allocate, scaleHalfUp } from "../../../../shared/money.ts";
import { sumTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";

/** A payment's surcharge and the tax inside it, in satang; tax and rate are null for payments from before they were kept. */
export interface TaxedSurcharge {
  surcharge: number;
  surcharge_tax_total: number | null;
  surcharge_rate_bps: number | null;
}

/** Shares the tax inside all surcharges of a sale among its payments. */
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
 * The tax of `amount` satang of a surcharge, after `before` satang of it; the taxes of all parts add up to the surcharge's
 * tax. A surcharge from before its tax was kept gets its share of the sale's surcharge tax.
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

/** The surcharges of later payments in satang, with their tax; failed and promised payments have none. */
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
