/** Carts that were worked by hand cost what the hand says, line by line: `carts.yaml` is the accountant's word. */

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
  // Those who are told what each rule gave read it in the order in which it was given.
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

test("every worked cart is of a rule that is checked here, and says why", () => {
  expect(Object.keys(carts)).toEqual(["P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]);
  expect(Object.values(carts).flat().length).toBeGreaterThanOrEqual(45);
});
