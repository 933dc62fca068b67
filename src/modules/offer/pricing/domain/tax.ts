/** Tax: the difference of two amounts of which one is rounded, so that net, tax and total always add up (rule P6). */

import { allocate, percentOf, scaleHalfUp, WHOLE_BPS } from "../../../../shared/money.ts";
import { sumOf } from "./lines.ts";
import type { Tariff, TaxRate, TaxRegime } from "./words.ts";

/** A charged amount, and how it is taxed. */
export interface Taxable {
  /** Satang: with the tax inside it, or before tax that comes on top. */
  charged: number;
  tax: TaxRate;
}

export interface Taxed {
  net: number;
  tax_total: number;
  total: number;
}

/** The tax of an amount by the law of a country. */
const REGIMES: Record<TaxRegime, (taxable: Taxable) => number> = {
  th_vat: ({ charged, tax }) => (tax.mode === "inclusive" ? taxInside(charged, tax) : percentOf(charged, tax.rate_bps)),
};

/** The tax inside a total (satang), half-up. */
export function taxInside(total: number, { rate_bps }: Pick<TaxRate, "rate_bps">): number {
  return total - scaleHalfUp(total, WHOLE_BPS, WHOLE_BPS + rate_bps);
}

/**
 * Taxes each line alone, or all lines of a rate and mode together; the lines then share that tax in proportion to their
 * charge.
 */
export function taxLines(
  lines: readonly Taxable[],
  { tax_level, tax_regime }: Pick<Tariff, "tax_level" | "tax_regime">,
): Taxed[] {
  const taxOf = REGIMES[tax_regime];
  const taxes = tax_level === "line" ? lines.map(taxOf) : taxesOfTotals(lines, taxOf);
  return lines.map(({ charged, tax }, index) => {
    const tax_total = taxes[index] ?? 0;
    const net = tax.mode === "inclusive" ? charged - tax_total : charged;
    return { net, tax_total, total: net + tax_total };
  });
}

function taxesOfTotals(lines: readonly Taxable[], taxOf: (taxable: Taxable) => number): number[] {
  const taxes = lines.map(() => 0);
  const groups = Map.groupBy(lines.entries(), ([, { tax }]) => `${tax.mode} ${tax.rate_bps}`);
  for (const group of groups.values()) {
    const charges = group.map(([, { charged }]) => charged);
    const charged = sumOf(charges, (each) => each);
    const [tax_total = 0] = group.slice(0, 1).map(([, { tax }]) => taxOf({ charged, tax }));
    const shares = allocate(tax_total, charges);
    for (const [place, [index]] of group.entries()) taxes[index] = shares[place] ?? 0;
  }
  return taxes;
}
