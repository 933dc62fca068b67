/** The paid sum of each unit of a line: the parts add up to the line, so that refunds end at zero (rule P5). */

import type { PaidUnits } from "./words.ts";

/** A line's total and tax spread evenly over its units; the first units bear the remainder, a satang each. */
export function paidUnits(qty: number, total: number, tax_total: number): PaidUnits[] {
  const [more_total, more_tax] = [total % qty, tax_total % qty];
  const [each_total, each_tax] = [(total - more_total) / qty, (tax_total - more_tax) / qty];
  const ends = [...new Set([more_total, more_tax, qty])].filter((end) => end > 0).sort((a, b) => a - b);
  return ends.map((end, index) => {
    const first = ends[index - 1] ?? 0;
    return {
      qty: end - first,
      total: each_total + Number(first < more_total),
      tax_total: each_tax + Number(first < more_tax),
    };
  });
}

/** The paid sum of a line's first `count` units. */
export function paidForFirst(units: readonly PaidUnits[], count: number): { total: number; tax_total: number } {
  const paid = { total: 0, tax_total: 0 };
  let missing = count;
  for (const { qty, total, tax_total } of units) {
    const taken = Math.min(missing, qty);
    paid.total += total * taken;
    paid.tax_total += tax_total * taken;
    missing -= taken;
  }
  return paid;
}
