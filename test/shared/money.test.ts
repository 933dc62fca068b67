/** Money: divisions round half-up once, and the parts of a total add up to it, so no satang is made or lost. */

import { describe, expect, test } from "vitest";
import { allocate, formatBaht, percentOf, scaleHalfUp } from "../../src/shared/money.ts";
import { fc } from "../support/properties.ts";

const MAX = Number.MAX_SAFE_INTEGER;

describe("scaleHalfUp", () => {
  test.each([
    [0, 7, 0],
    [1, 2, 1],
    [1, 3, 0],
    [2, 3, 1],
    [5, 10, 1],
    [4, 10, 0],
    [15, 10, 2],
    [25, 10, 3],
    [-5, 10, -1],
    [-15, 10, -2],
    [-14, 10, -1],
    [-25, 10, -3],
    [MAX, 1, MAX],
    [-MAX, 1, -MAX],
    [MAX, MAX, 1],
    [MAX - 1, MAX, 1],
    [(MAX - 1) / 2, MAX, 0],
    [(MAX + 1) / 2, MAX, 1],
  ])("%d ÷ %d is %d: a half goes away from zero", (numerator, denominator, quotient) => {
    expect(scaleHalfUp(numerator, 1, denominator)).toBe(quotient);
  });

  test.each([
    ["a result beyond safe integers", MAX + 1, 1],
    ["a result below safe integers", -MAX - 1, 1],
    ["a fraction", 1.5, 1],
    ["nothing that is a number", Number.NaN, 1],
    ["a denominator of zero", 1, 0],
    ["a denominator below zero", 1, -1],
  ])("%s throws and is not rounded", (_, numerator, denominator) => {
    expect(() => scaleHalfUp(numerator, 1, denominator)).toThrow(RangeError);
  });

  test("the quotient is the nearest integer, whatever the numbers", () => {
    const positive = fc.integer({ min: 1, max: MAX });
    fc.assert(
      fc.property(fc.integer({ min: -MAX, max: MAX }), positive, (numerator, denominator) => {
        const twice_off =
          2n * (BigInt(numerator) - BigInt(scaleHalfUp(numerator, 1, denominator)) * BigInt(denominator));
        const size = twice_off < 0n ? -twice_off : twice_off;
        expect(size <= BigInt(denominator)).toBe(true);
      }),
    );
  });
});

describe("percentOf", () => {
  test.each([
    [995, 1000, 100],
    [994, 1000, 99],
    [35_000, 700, 2450],
    [50, 100, 1],
    [49, 100, 0],
    [12_345, 10_000, 12_345],
    [12_345, 0, 0],
    [-995, 1000, -100],
  ])("of %d at %d basis points is %d", (amount, rate_bps, part) => {
    expect(percentOf(amount, rate_bps)).toBe(part);
  });

  test("the product may pass the safe integers, the result may not", () => {
    expect(percentOf(MAX, 10_000)).toBe(MAX);
    expect(() => percentOf(MAX, 10_001)).toThrow(RangeError);
  });
});

describe("allocate", () => {
  test.each([
    ["evenly", 90, [1, 1, 1], [30, 30, 30]],
    ["ties to the lowest", 100, [1, 1, 1], [34, 33, 33]],
    ["two ties to the two lowest", 101, [1, 1, 1], [34, 34, 33]],
    ["the largest remainder first", 10, [5, 1, 3], [6, 1, 3]],
    ["nothing to what weighs nothing", 7, [0, 3, 0, 4], [0, 3, 0, 4]],
    ["nothing at all", 0, [3, 4], [0, 0]],
    ["to the first when nothing weighs anything", 5, [0, 0], [5, 0]],
    ["to the only one", 12_345, [1], [12_345]],
  ])("a total is split %s", (_, total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });
  const weights = fc.array(amount, { minLength: 1, maxLength: 50 });

  test("the parts add up to the total", () => {
    fc.assert(
      fc.property(amount, weights, (total, shares) => {
        const parts = allocate(total, shares);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true);
      }),
    );
  });

  test("no part exceeds its weight if the total is at most the sum of weights", () => {
    const case_of = weights.chain((shares) => {
      const whole = shares.reduce((sum, share) => sum + share, 0);
      return fc.tuple(fc.integer({ min: 0, max: whole }), fc.constant(shares));
    });
    fc.assert(
      fc.property(case_of, ([total, shares]) => {
        for (const [index, part] of allocate(total, shares).entries())
          expect(part).toBeLessThanOrEqual(shares[index] ?? 0);
      }),
    );
  });

  test("each part is its exact share rounded down or up, and the larger remainder goes first", () => {
    fc.assert(
      fc.property(amount, weights, (total, shares) => {
        const whole = shares.reduce((sum, share) => sum + BigInt(share), 0n);
        fc.pre(whole > 0n);
        const cut = shares.map((share) => BigInt(total) * BigInt(share));
        const extra = allocate(total, shares).map((part, index) => BigInt(part) - (cut[index] ?? 0n) / whole);
        const rest = cut.map((product) => product % whole);
        const taken = rest.filter((_, index) => extra[index] === 1n);
        const left = rest.filter((_, index) => extra[index] === 0n);
        expect(taken.length + left.length).toBe(shares.length);
        expect(taken.every((more) => left.every((less) => less <= more))).toBe(true);
      }),
    );
  });
});

test.each([
  [0, "0.00"],
  [5, "0.05"],
  [12_345, "123.45"],
  [100_000_000, "1,000,000.00"],
  [-12_345, "-123.45"],
  [-5, "-0.05"],
])("%d satang read %s", (satang, baht) => {
  expect(formatBaht(satang)).toBe(baht);
});
