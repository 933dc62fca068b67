/** Taxes by rate: gross is net plus tax, of sales, refunds and surcharges (rule R2). */

/** Satang of one rate, negative for a refund. The rate is null for records from before rates were stored. */
export interface TaxShare {
  rate_bps: number | null;
  gross: number;
  net: number;
  tax_total: number;
}

/** The share of one rate, from its gross and the tax inside it. */
export function taxShare(rate_bps: number | null, gross: number, tax_total: number): TaxShare {
  return { rate_bps, gross, net: gross - tax_total, tax_total };
}

/** Sums by rate, the highest first and an unknown rate last. A rate without amounts is left out. */
export function sumTaxes(shares: readonly TaxShare[]): TaxShare[] {
  const sums = new Map<number | null, TaxShare>();
  for (const { rate_bps, gross, net, tax_total } of shares) {
    const sum = sums.get(rate_bps) ?? taxShare(rate_bps, 0, 0);
    sums.set(rate_bps, {
      rate_bps,
      gross: sum.gross + gross,
      net: sum.net + net,
      tax_total: sum.tax_total + tax_total,
    });
  }
  return [...sums.values()]
    .filter(({ gross, net, tax_total }) => gross !== 0 || net !== 0 || tax_total !== 0)
    .sort((a, b) => (b.rate_bps ?? -1) - (a.rate_bps ?? -1));
}

/** The same shares with opposite signs. */
export function negateTaxes(shares: readonly TaxShare[]): TaxShare[] {
  return shares.map(({ rate_bps, gross, net, tax_total }) => ({
    rate_bps,
    gross: 0 - gross,
    net: 0 - net,
    tax_total: 0 - tax_total,
  }));
}

/** The shares of lines, by rate. */
export function taxesOfLines(
  lines: readonly { tax: { rate_bps: number }; total: number; tax_total: number }[],
): TaxShare[] {
  return sumTaxes(lines.map(({ tax, total, tax_total }) => taxShare(tax.rate_bps, total, tax_total)));
}
