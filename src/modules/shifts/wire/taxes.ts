/** How sheets tell the tax of totals: in all, and by rate in columns of their own. */

/** A park has one or two rates; `totals.taxes` tells all, and stands last. */
const RATES_IN_COLUMNS = [0, 1, 2];
const OF_A_RATE = ["rate_bps", "gross", "net", "tax_total"];

export const TAX_COLUMNS = [
  ...["totals.net", "totals.tax_total", "totals.refunds_tax_total", "totals.surcharge_tax_total"],
  ...RATES_IN_COLUMNS.flatMap((place) => OF_A_RATE.map((name) => `totals.taxes.${place}.${name}`)),
];
