/** A cart has one price: the same on every machine, never below zero, and its parts add up to the satang. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Cart,
  type CartLine,
  chargeAsPaid,
  priceCart,
  type TaxMode,
} from "../../../src/modules/pricing/domain.ts";

function lineOf(qty: number, unit_price: number, rate_bps = 700, mode: TaxMode = "inclusive"): CartLine {
  return { package_id: "package", name: "Day ticket", qty, unit_price, tax: { rate_bps, mode } };
}

function priceLine(line: CartLine) {
  const [priced] = priceCart({ lines: [line] }).lines;
  if (!priced) throw new Error("a cart of one line has one line");
  return priced;
}

const discount = fc.option(
  fc.oneof(
    fc.record({ kind: fc.constant("percent" as const), value: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({ kind: fc.constant("amount" as const), value: fc.integer({ min: 1, max: 100_000_000 }) }),
  ),
  { nil: undefined },
);

const line: fc.Arbitrary<CartLine> = fc.record({
  package_id: fc.constantFrom("a", "b", "c"),
  name: fc.constantFrom("Day ticket", "Ten visits"),
  qty: fc.integer({ min: 1, max: 1000 }),
  unit_price: fc.integer({ min: 0, max: 100_000_000 }),
  tax: fc.record({
    rate_bps: fc.oneof(fc.constantFrom(0, 700, 1000, 10_000), fc.integer({ min: 0, max: 10_000 })),
    mode: fc.constantFrom<TaxMode>("inclusive", "exclusive"),
  }),
  discount,
});

const cart: fc.Arbitrary<Cart> = fc.record({ lines: fc.array(line, { maxLength: 20 }) });

function freeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

test("[P1] the same cart gives the same result byte for byte, and the cart is left as it was", () => {
  fc.assert(
    fc.property(cart, (given) => {
      const copy = structuredClone(given);
      const first = JSON.stringify(priceCart(freeze(given)));
      expect(JSON.stringify(priceCart(copy))).toBe(first);
      expect(JSON.stringify(priceCart(JSON.parse(JSON.stringify(given))))).toBe(first);
    }),
  );
});

test("[P1] a line costs the same wherever it stands and whatever stands beside it", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (lines) => {
      expect(priceCart({ lines }).lines).toEqual(lines.map(priceLine));
      expect(priceCart({ lines: lines.toReversed() }).grand_total).toBe(priceCart({ lines }).grand_total);
    }),
  );
});

describe("a discount given by hand", () => {
  test.each([
    ["10 % of 995", 995, { kind: "percent", value: 1000 }, 100, 895],
    ["10 % of 994", 994, { kind: "percent", value: 1000 }, 99, 895],
    ["all of it", 995, { kind: "percent", value: 10_000 }, 995, 0],
    ["an amount", 995, { kind: "amount", value: 95 }, 95, 900],
    ["the whole amount", 995, { kind: "amount", value: 995 }, 995, 0],
    ["more than the line is worth", 995, { kind: "amount", value: 996 }, 995, 0],
    ["far more than the line is worth", 995, { kind: "amount", value: 1_000_000_000_000 }, 995, 0],
    ["something off what is free", 0, { kind: "amount", value: 1 }, 0, 0],
  ] as const)("[P4] of %s leaves nothing below zero", (_, unit_price, given, discount_total, total) => {
    const priced = priceLine({ ...lineOf(1, unit_price), discount: given });
    expect(priced).toMatchObject({ gross: unit_price, discount_total, total });
    const why = discount_total > 0 ? [{ name: "Manual discount", amount: discount_total }] : [];
    expect(priced.applied).toEqual(why);
  });

  test("is taken off the whole line, not off each piece", () => {
    const priced = priceLine({ ...lineOf(3, 995), discount: { kind: "amount", value: 100 } });
    expect(priced).toMatchObject({ gross: 2985, discount_total: 100, total: 2885 });
  });
});

test("[P4] no amount of any line or total is ever below zero", () => {
  fc.assert(
    fc.property(cart, (given) => {
      const { lines, applied, not_applied, ...totals } = priceCart(given);
      for (const { gross, discount_total, net, tax_total, total } of lines)
        expect(Math.min(gross, discount_total, net, tax_total, total)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...Object.values(totals))).toBeGreaterThanOrEqual(0);
    }),
  );
});

describe("tax", () => {
  // By hand: inclusive net = charged ÷ 1.07, exclusive tax = charged × 0.07, each rounded half-up once.
  test.each([
    ["inclusive", 107, 700, 100, 7, 107],
    ["inclusive", 35_000, 700, 32_710, 2290, 35_000],
    ["inclusive", 100, 700, 93, 7, 100],
    ["inclusive", 99, 700, 93, 6, 99],
    ["inclusive", 8, 700, 7, 1, 8],
    ["inclusive", 7, 700, 7, 0, 7],
    ["inclusive", 1, 700, 1, 0, 1],
    ["inclusive", 3, 10_000, 2, 1, 3],
    ["inclusive", 1, 10_000, 1, 0, 1],
    ["inclusive", 12_345, 0, 12_345, 0, 12_345],
    ["inclusive", 0, 700, 0, 0, 0],
    ["exclusive", 100, 700, 100, 7, 107],
    ["exclusive", 35_000, 700, 35_000, 2450, 37_450],
    ["exclusive", 50, 700, 50, 4, 54],
    ["exclusive", 49, 700, 49, 3, 52],
    ["exclusive", 7, 700, 7, 0, 7],
    ["exclusive", 8, 700, 8, 1, 9],
    ["exclusive", 150, 700, 150, 11, 161],
    ["exclusive", 12_345, 0, 12_345, 0, 12_345],
    ["exclusive", 0, 700, 0, 0, 0],
  ] as const)(
    "[P6] %s on %d satang at %d basis points: net %d, tax %d, total %d",
    (mode, price, rate_bps, net, tax_total, total) => {
      expect(priceLine(lineOf(1, price, rate_bps, mode))).toMatchObject({ net, tax_total, total });
    },
  );

  test("[P6] is reckoned on the line, once, and not on each piece", () => {
    expect(priceLine(lineOf(3, 7, 700, "exclusive"))).toMatchObject({ net: 21, tax_total: 1, total: 22 });
  });

  test("[P6] is reckoned on what is left after the discount", () => {
    const discounted = { discount: { kind: "percent", value: 5000 } } as const;
    expect(priceLine({ ...lineOf(1, 214), ...discounted })).toMatchObject({ net: 100, tax_total: 7, total: 107 });
    const exclusive = { ...lineOf(1, 200, 700, "exclusive"), ...discounted };
    expect(priceLine(exclusive)).toMatchObject({ net: 100, tax_total: 7, total: 107 });
  });

  test("[P6] net and tax add up to the total, and the lines to the cart, in ten thousand carts", () => {
    fc.assert(
      fc.property(cart, (given) => {
        const { lines, applied, not_applied, ...totals } = priceCart(given);
        const sums = { subtotal: 0, discount_total: 0, tax_total: 0, rounding: 0, grand_total: 0 };
        for (const { qty, unit_price, gross, discount_total, net, tax_total, total, tax } of lines) {
          expect(gross).toBe(qty * unit_price);
          expect(net + tax_total).toBe(total);
          expect(tax.mode === "inclusive" ? total : net).toBe(gross - discount_total);
          sums.subtotal += gross;
          sums.discount_total += discount_total;
          sums.tax_total += tax_total;
          sums.grand_total += total;
        }
        expect(totals).toEqual(sums);
        expect(applied.reduce((sum, { amount }) => sum + amount, 0)).toBe(totals.discount_total);
      }),
      { numRuns: 10_000 },
    );
  });
});

test("an empty cart costs nothing", () => {
  const totals = { subtotal: 0, discount_total: 0, tax_total: 0, rounding: 0, grand_total: 0 };
  expect(priceCart({ lines: [] })).toEqual({ lines: [], applied: [], not_applied: [], ...totals });
});

test("a promo code that gave nothing is named with the reason", () => {
  expect(priceCart({ lines: [lineOf(1, 100)], promo_codes: ["SUMMER"] }).not_applied).toEqual([
    { code: "SUMMER", reason: "unknown" },
  ]);
});

test("[O7] a cart charged as paid adds up to what was paid, line by line, and no amount is below zero", () => {
  const filled = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 20 }) });
  fc.assert(
    fc.property(filled, fc.integer({ min: 0, max: 1_000_000_000 }), (cart, paid) => {
      const priced = priceCart(cart);
      const charged = chargeAsPaid(priced, paid);
      expect(charged.grand_total).toBe(paid);
      expect(charged.lines.reduce((sum, { total }) => sum + total, 0)).toBe(paid);
      for (const [
        index,
        { qty, unit_price, gross, discount_total, net, tax_total, total, tax },
      ] of charged.lines.entries()) {
        expect([qty, unit_price]).toEqual([priced.lines[index]?.qty, priced.lines[index]?.unit_price]);
        expect(Math.min(gross, discount_total, net, tax_total, total)).toBeGreaterThanOrEqual(0);
        expect(net + tax_total).toBe(total);
        expect(gross - discount_total).toBe(tax.mode === "inclusive" ? total : net);
      }
      for (const field of ["gross", "discount_total", "tax_total"] as const)
        expect(charged[field === "gross" ? "subtotal" : field]).toBe(
          charged.lines.reduce((sum, each) => sum + each[field], 0),
        );
    }),
  );
});
