/** Computes the tax of a refund; the taxes of all refunds of a sale add up to the sale's tax (rules P5, R2). */

import { sumTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";
import type { RefundLine } from "./words.ts";

/** The tax of a refund by rate: its lines at the rates of the sale's lines, and its refunded surcharges. */
export function refundTaxes(
  sold: readonly { line_no: number; tax: { rate_bps: number } }[],
  lines: readonly Pick<RefundLine, "line_no" | "amount" | "tax_total">[],
  surcharges: readonly TaxShare[],
): TaxShare[] {
  const goods = lines.map(({ line_no, amount, tax_total }) => {
    const rate_bps = sold.find((line) => line.line_no === line_no)?.tax.rate_bps ?? null;
    return taxShare(rate_bps, amount, tax_total);
  });
  return sumTaxes([...goods, ...surcharges]);
}
