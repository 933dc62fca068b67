/** Tests of worked carts: each costs what an accountant computed by hand, line by line, in `carts.yaml`. */

import { expect, test } from "vitest";
import { priceCart } from "../../../../../src/modules/offer/pricing/domain/price.ts";
import { cartOf, readWorkedCarts, tariffOf, told, type WorkedCart } from "../worked.ts";

const carts = readWorkedCarts();

function check(worked: WorkedCart): void {
  const answer = told(priceCart(cartOf(worked), tariffOf(worked)));
  const { lines, given_by_line = answer.given_by_line, paid_units = answer.paid_units, ...rest } = worked.expect;
  const sourced = lines.map(({ source, amounts }, index) => ({
    source: source ?? answer.lines[index]?.source,
    amounts,
  }));
  expect(answer).toEqual({ ...rest, lines: sourced, given_by_line, paid_units });
  // Callers read the effects of rules in the order in which rules applied.
  expect(Object.entries(answer.given)).toEqual(Object.entries(rest.given));
}

test.each(carts.P2 ?? [])("[P2] $cart", check);
test.each(carts.P3 ?? [])("[P3] $cart", check);
test.each(carts.P4 ?? [])("[P4] $cart", check);
test.each(carts.P5 ?? [])("[P5] $cart", check);
test.each(carts.P6 ?? [])("[P6] $cart", check);
test.each(carts.P7 ?? [])("[P7] $cart", check);
test.each(carts.P8 ?? [])("[P8] $cart", check);
test.each(carts.P9 ?? [])("[P9] $cart", check);

test("every worked cart names a rule that is checked here", () => {
  expect(Object.keys(carts)).toEqual(["P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]);
  expect(Object.values(carts).flat().length).toBeGreaterThanOrEqual(45);
});
