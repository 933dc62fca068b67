/** A cart that a till sold at another total is charged as the guest paid for it (rule O7). */

import { allocate } from "../../../../shared/money.ts";
import { sumOf } from "./lines.ts";
import { paidUnits } from "./paid.ts";
import { addUp } from "./price.ts";
import { type Taxed, taxLines } from "./tax.ts";
import type { PricedCart, PricedLine, Tariff } from "./words.ts";

const WHY = "Price at the till";

/**
 * A priced cart as a guest paid for it, where a till asked another total (satang). The lines share what was paid by
 * their totals and add up to it; the tax inside is reckoned anew, and nothing is rounded.
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
  // Of a total that is known, the tax is inside, on top of the price or not.
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
  // A guest who paid more than the price had no discount, and the price was what they paid.
  const gross = Math.max(line.gross, charged);
  const discount_total = gross - charged;
  const applied = discount_total > 0 ? [{ name: WHY, amount: discount_total }] : [];
  return { ...line, gross, discount_total, ...taxed, paid_units: paidUnits(line.qty, total, tax_total), applied };
}
