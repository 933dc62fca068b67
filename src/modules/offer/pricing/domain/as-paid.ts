/** Charges a cart at the till's total when it differs from the server's (rule O7). */

import { allocate } from "../../../../shared/money.ts";
import { sumOf } from "./lines.ts";
import { paidUnits } from "./paid.ts";
import { addUp } from "./price.ts";
import { type Taxed, taxLines } from "./tax.ts";
import type { PricedCart, PricedLine, Tariff } from "./words.ts";

const WHY = "Price at the till";

/**
 * A priced cart as the guest paid for it, when a till asked another total (satang). The lines share the paid sum by
 * their totals and add up to it; the tax inside is computed again, and nothing is rounded.
 */
export function chargeAsPaid(
  cart: PricedCart,
  paid: number,
  tariff: Pick<Tariff, "tax_level" | "tax_regime">,
): PricedCart {
  const shares = allocate(
    paid,
    cart.lines.map(({ total }) => total),
  );
  // The total is known, so the tax is inside it, whatever the tax's mode.
  const taxed = taxLines(
    cart.lines.map(({ tax }, index) => ({ charged: shares[index] ?? 0, tax: { ...tax, mode: "inclusive" } })),
    tariff,
  );
  const lines = cart.lines.flatMap((line, index) => (taxed[index] ? [chargeLine(line, taxed[index])] : []));
  const amount = sumOf(lines, ({ discount_total }) => discount_total);
  return addUp(lines, { applied: amount > 0 ? [{ name: WHY, amount }] : [], not_applied: cart.not_applied });
}

function chargeLine(line: PricedLine, taxed: Taxed): PricedLine {
  const { net, tax_total, total } = taxed;
  const charged = line.tax.mode === "inclusive" ? total : net;
  // A guest who paid more than the price had no discount; then the paid sum is the price.
  const gross = Math.max(line.gross, charged);
  const discount_total = gross - charged;
  const applied = discount_total > 0 ? [{ name: WHY, amount: discount_total }] : [];
  return { ...line, gross, discount_total, ...taxed, paid_units: paidUnits(line.qty, total, tax_total), applied };
}
