/** Measures of each report, in the order of its columns, and the shape of its figures (rule R1). */

import { type Definition, MEASURES } from "./definitions.ts";

type Measure = keyof typeof MEASURES;

const MONEY = ["gross", "discount_total", "sales_total", "voids_count", "voids_total", "refunds_count"] as const;
const SUMS = ["refunds_total", "surcharge_total", "takings", "tax_total", "net", "rounding_total"] as const;
const DRAWER = ["cash_sales", "cash_refunds", "cash_payments", "cash_moved", "cash_adjusted", "no_sale_count"] as const;
const COUNTED = ["shifts_count", "cash_expected", "cash_counted", "cash_diff", "outside_total"] as const;
const ISSUED = ["issued", "issued_total", "bundled", "redeemed", "redemption_rate", "reprinted"] as const;
const ENDED = ["tickets_voided", "tickets_voided_total", "tickets_refunded", "tickets_refunded_total"] as const;
const CORRECTED = ["voids_count", "voids_total", "refunds_count", "refunds_total"] as const;

/** The measures of each report, in the order of its columns. */
export const REPORTS = {
  sales: ["sales_count", "quantity", ...MONEY, ...SUMS],
  shifts: ["sales_count", ...MONEY, ...SUMS, ...DRAWER, ...COUNTED],
  tickets: [...ISSUED, ...ENDED, "ticket_takings", "other_takings", "takings"],
  corrections: ["reprints_count", "reissues_count", ...CORRECTED],
  gate: ["attempts", "pass", "fail", "pass_rate", "guests", "forced", "annulled", "conflicts"],
  fraud: ["findings", "unseen"],
} as const satisfies Record<string, readonly Measure[]>;

export type Report = keyof typeof REPORTS;

/** The figures of a report; a share is null when there is nothing to share. */
export type Figures<Of extends Report> = {
  [Name in (typeof REPORTS)[Of][number]]: (typeof MEASURES)[Name]["unit"] extends "ratio" ? number | null : number;
};

/** A measure's definition with its name, as it is served with the figures. */
export interface Definitions extends Definition {
  measure: Measure;
}

export function definitionsOf(report: Report): Definitions[] {
  return REPORTS[report].map((measure) => ({ measure, ...MEASURES[measure] }));
}
