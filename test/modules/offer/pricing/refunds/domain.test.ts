/** Tests of refunds: in any order and size they give back exactly what was paid and never a satang more. */

import { describe, expect, test } from "vitest";
import { paidUnits } from "../../../../../src/modules/offer/pricing/domain/paid.ts";
import { priceCart } from "../../../../../src/modules/offer/pricing/domain/price.ts";
import { refundOf } from "../../../../../src/modules/offer/pricing/domain/refund.ts";
import { fc } from "../../../../support/properties.ts";
import { cart, tariff } from "../arbitrary.ts";

const sold = fc.tuple(cart, tariff).map(([given, terms]) => {
  const { lines, rounding, grand_total, tax_total } = priceCart(given, terms);
  return { lines: lines.map((line, index) => ({ ...line, line_no: index + 1 })), rounding, grand_total, tax_total };
});

/** A sale, and all its units in any order, cut into portions. */
const refunds = sold.chain((sale) => {
  const lots = sale.lines.flatMap(({ line_no, qty }) => {
    const first = Math.ceil(qty / 3);
    return [first, qty - first].filter((part) => part > 0).map((part) => ({ line_no, qty: part }));
  });
  return fc.record({ sale: fc.constant(sale), lots: fc.shuffledSubarray(lots, { minLength: lots.length }) });
});

test("[P5] refunds in any order end at exactly zero; none is below zero, and none is more than is left", () => {
  fc.assert(
    fc.property(refunds, ({ sale, lots }) => {
      let [amount, tax_total, rounding] = [0, 0, 0];
      for (const [index, lot] of lots.entries()) {
        const answer = refundOf(sale, lots.slice(0, index), [lot]);
        if (!answer.ok) return false;
        const refund = answer.value;
        if (refund.amount < 0 || refund.tax_total < 0 || refund.amount !== refund.total + refund.rounding) return false;
        amount += refund.amount;
        tax_total += refund.tax_total;
        rounding += refund.rounding;
        if (amount > sale.grand_total) return false;
      }
      return amount === sale.grand_total && tax_total === sale.tax_total && rounding === sale.rounding;
    }),
    { numRuns: 10_000 },
  );
});

describe("of three tickets for a hundred baht and a locker for ten, in cash without the last satang", () => {
  const sale = {
    lines: [
      { line_no: 1, paid_units: paidUnits(3, 10_000, 654) },
      { line_no: 2, paid_units: paidUnits(1, 1012, 66) },
    ],
    rounding: -12,
  };

  test.each([
    ["one ticket first", [], [[1, 1]], { total: 3334, tax_total: 218, rounding: 0, amount: 3334 }],
    ["the next ticket", [[1, 1]], [[1, 1]], { total: 3333, tax_total: 218, rounding: 0, amount: 3333 }],
    [
      "all that is left, with the rounding",
      [[1, 2]],
      [
        [1, 1],
        [2, 1],
      ],
      { total: 4345, tax_total: 284, rounding: -12, amount: 4333 },
    ],
    [
      "everything at once",
      [],
      [
        [1, 2],
        [2, 1],
        [1, 1],
      ],
      { total: 11_012, tax_total: 720, rounding: -12, amount: 11_000 },
    ],
  ])("[P5] %s gives back what was paid for it", (_, before, asked, refund) => {
    expect(refundOf(sale, unitsOf(before), unitsOf(asked))).toEqual({ ok: true, value: refund });
  });

  test.each([
    ["more than a line has", [], [[1, 4]], { line_no: 1, left: 3 }],
    ["more than is left of it", [[1, 2]], [[1, 2]], { line_no: 1, left: 1 }],
    [
      "more than is left of it in two parts",
      [[1, 2]],
      [
        [1, 1],
        [1, 1],
      ],
      { line_no: 1, left: 1 },
    ],
    ["a line that the sale does not have", [], [[3, 1]], { line_no: 3, left: 0 }],
    ["no unit", [], [[1, 0]], { line_no: 1, left: 3 }],
  ])("[P5] %s is not given back", (_, before, asked, refusal) => {
    expect(refundOf(sale, unitsOf(before), unitsOf(asked))).toEqual({ ok: false, refusal });
  });
});

test("[P5] rounding that reduced the price is never given back, even where the last unit cost nothing", () => {
  const sale = {
    lines: [
      { line_no: 1, paid_units: paidUnits(1, 12, 1) },
      { line_no: 2, paid_units: paidUnits(1, 0, 0) },
    ],
    rounding: -12,
  };
  const first = refundOf(sale, [], unitsOf([[1, 1]]));
  expect(first).toEqual({ ok: true, value: { total: 12, tax_total: 1, rounding: -12, amount: 0 } });
  const last = refundOf(sale, unitsOf([[1, 1]]), unitsOf([[2, 1]]));
  expect(last).toEqual({ ok: true, value: { total: 0, tax_total: 0, rounding: 0, amount: 0 } });
});

function unitsOf(pairs: readonly (readonly number[])[]) {
  return pairs.map(([line_no = 0, qty = 0]) => ({ line_no, qty }));
}
