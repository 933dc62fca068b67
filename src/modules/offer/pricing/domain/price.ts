/** The one function that prices a cart; preview, sale, checkout and sync call only it (rules P1, P2). */

import { equalUnits, linesOf, type OpenLine, sumOf } from "./lines.ts";
import { paidUnits } from "./paid.ts";
import { openLines } from "./prices.ts";
import { notApplied, promoCodes } from "./promo.ts";
import { cashRounding } from "./rounding.ts";
import { inOrder, isOf, reasonNotInForce, takeOff, takeOffByHand } from "./rules.ts";
import { type Taxed, taxLines } from "./tax.ts";
import { momentOf } from "./when.ts";
import type { Cart, NotAppliedReason, PricedCart, PricedLine, Rule, Tariff } from "./words.ts";

/**
 * Prices a cart by a tariff, all in satang. The same cart gives the same result on any machine, and the same totals in
 * any order of its lines. Throws a RangeError for amounts beyond safe integers.
 */
export function priceCart(cart: Cart, tariff: Tariff): PricedCart {
  const moment = momentOf(tariff);
  const codes = promoCodes(cart.promo_codes);
  const asked = tariff.rules.filter((rule) => rule.kind !== "promo_code" || codes.includes(rule.params.code));
  const rules = inOrder(asked.filter((rule) => reasonNotInForce(rule, tariff, moment) === null));
  const units = equalUnits(openLines(cart.lines, tariff, rules), rules);

  const outcomes = rules.flatMap((rule) => (rule.kind === "time_of_day" ? [] : [{ rule, ...takeOff(rule, units) }]));
  const by_hand = takeOffByHand(units);
  const applied = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  const whyNot = (code: string): NotAppliedReason | null => {
    const outcome = outcomes.find(({ rule }) => isNamed(rule, code));
    if (outcome) return outcome.ok ? null : outcome.refusal;
    const rule = asked.find((each) => isNamed(each, code) && isOf(each, tariff.store.store_id));
    return rule ? reasonNotInForce(rule, tariff, moment) : "unknown";
  };

  return addUp(closeLines(linesOf(units), tariff), {
    applied: by_hand.amount > 0 ? [...applied, by_hand] : applied,
    not_applied: codes.flatMap((code) => {
      const reason = whyNot(code);
      return reason ? [notApplied(code, reason)] : [];
    }),
    roundingOf: (sum) => cashRounding(sum, cart.tenders, tariff.cash_rounding),
  });
}

function isNamed(rule: Rule, code: string): boolean {
  return rule.kind === "promo_code" && rule.params.code === code;
}

/** Taxes what is left of the lines, and restores the order of the cart. */
function closeLines(lines: readonly OpenLine[], tariff: Tariff): PricedLine[] {
  const taxed = taxLines(
    lines.map(({ left, given }) => ({ charged: left, tax: given.tax })),
    tariff,
  );
  const closed: PricedLine[] = [];
  for (const [place, line] of lines.entries()) {
    const of_line = taxed[place];
    if (of_line) closed[line.index] = closeLine(line, of_line);
  }
  return closed;
}

function closeLine(line: OpenLine, { net, tax_total, total }: Taxed): PricedLine {
  const { package_id, name, qty, base_price, tax, discount } = line.given;
  const { unit_price, listed_price, price_source, gross, left, applied } = line;
  return {
    package_id,
    name,
    qty,
    base_price,
    unit_price,
    ...(listed_price !== undefined && { listed_price }),
    price_source,
    gross,
    discount_total: gross - left,
    net,
    tax_total,
    total,
    paid_units: paidUnits(qty, total, tax_total),
    tax,
    ...(discount && { discount }),
    applied,
  };
}

/** The cart of these lines. */
export function addUp(
  lines: PricedLine[],
  rest: Pick<PricedCart, "applied" | "not_applied"> & { roundingOf?: (sum: number) => number },
): PricedCart {
  const sum = sumOf(lines, ({ total }) => total);
  const rounding = rest.roundingOf?.(sum) ?? 0;
  return {
    lines,
    subtotal: sumOf(lines, ({ gross }) => gross),
    discount_total: sumOf(lines, ({ discount_total }) => discount_total),
    tax_total: sumOf(lines, ({ tax_total }) => tax_total),
    rounding,
    grand_total: sum + rounding,
    applied: rest.applied,
    not_applied: rest.not_applied,
  };
}
