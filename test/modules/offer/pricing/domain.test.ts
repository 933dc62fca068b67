/** Tests of the price: a cart has one price on every machine, never below zero, and its parts add up to the satang. */

import { expect, test } from "vitest";
import { chargeAsPaid } from "../../../../src/modules/offer/pricing/domain/as-paid.ts";
import { priceCart } from "../../../../src/modules/offer/pricing/domain/price.ts";
import { keptCodes, presentToGuest, promoCode, readCodes } from "../../../../src/modules/offer/pricing/domain/promo.ts";
import { taxInside } from "../../../../src/modules/offer/pricing/domain/tax.ts";
import {
  type Cart,
  type CartLine,
  NOT_APPLIED,
  type PricedCart,
  type Rule,
  type Tariff,
} from "../../../../src/modules/offer/pricing/domain/words.ts";
import { fc } from "../../../support/properties.ts";
import { cart, tariff } from "./arbitrary.ts";

const MANY = { numRuns: 10_000 };

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}

function freeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

/** Checks every property for each cart and tariff. Bare comparisons, because they run millions of times. */
function everyCart(holds: (priced: PricedCart, cart: Cart, tariff: Tariff) => boolean): void {
  fc.assert(
    fc.property(cart, tariff, (given, terms) => holds(priceCart(given, terms), given, terms)),
    MANY,
  );
}

test("[P1] the same cart gives the same result byte for byte, and cart and tariff are not changed", () => {
  everyCart((priced, given, terms) => {
    const again = priceCart(freeze(structuredClone(given)), freeze(structuredClone(terms)));
    return JSON.stringify(again) === JSON.stringify(priced);
  });
});

test("[P1] the same cart in another order of lines gives the same total", () => {
  const shuffled = cart.chain(({ lines, ...rest }) =>
    fc.tuple(
      fc.constant({ ...rest, lines }),
      fc.shuffledSubarray([...lines], { minLength: lines.length }).map((mixed) => ({ ...rest, lines: mixed })),
    ),
  );
  const totalsOf = ({ lines, ...totals }: PricedCart) => JSON.stringify(totals);
  fc.assert(
    fc.property(shuffled, tariff, ([given, mixed], terms) => {
      return totalsOf(priceCart(given, terms)) === totalsOf(priceCart(mixed, terms));
    }),
    MANY,
  );
});

test("[P1] equal units cost the same on however many lines they are: a line that is split changes no total", () => {
  const split = fc.tuple(cart, fc.nat(), fc.nat()).map(([given, which, where]): [Cart, Cart] => {
    const index = which % given.lines.length;
    const line = given.lines[index];
    // An amount by hand is off one line: two lines have it twice.
    if (!line || line.qty < 2 || line.discount?.kind === "amount") return [given, given];
    const qty = 1 + (where % (line.qty - 1));
    const parts = [
      { ...line, qty },
      { ...line, qty: line.qty - qty },
    ];
    return [given, { ...given, lines: given.lines.toSpliced(index, 1, ...parts) }];
  });
  const told = ({ lines, ...totals }: PricedCart, { tax_level }: Tariff) => {
    const { subtotal, discount_total, applied, not_applied } = totals;
    // If tax is rounded on each line, more lines are rounded more often.
    return JSON.stringify(tax_level === "total" ? totals : { subtotal, discount_total, applied, not_applied });
  };
  fc.assert(
    fc.property(split, tariff, ([one, two], terms) => {
      return told(priceCart(one, terms), terms) === told(priceCart(two, terms), terms);
    }),
    MANY,
  );
});

test("[P1] the order in which rules and price lists are read changes no result", () => {
  // Two lists with one id are one list.
  const mixed = tariff
    .filter(({ price_lists: [first, second] }) => first?.price_list_id !== second?.price_list_id || !first)
    .map((terms): [Tariff, Tariff] => [
      terms,
      { ...terms, rules: terms.rules.toReversed(), price_lists: terms.price_lists.toReversed() },
    ]);
  fc.assert(
    fc.property(cart, mixed, (given, [one, other]) => {
      return JSON.stringify(priceCart(given, one)) === JSON.stringify(priceCart(given, other));
    }),
    MANY,
  );
});

test("[P4] no amount of any line, unit or total is below zero, and no discount is more than its line", () => {
  everyCart(({ lines, subtotal, discount_total, tax_total, grand_total, applied }) => {
    const of_lines = lines.flatMap((line) => [
      line.gross,
      line.discount_total,
      line.net,
      line.tax_total,
      line.total,
      line.gross - line.discount_total,
      ...line.paid_units.flatMap((run) => [run.qty - 1, run.total, run.tax_total, run.total - run.tax_total]),
      ...line.applied.map(({ amount }) => amount - 1),
    ]);
    const of_cart = [subtotal, discount_total, tax_total, grand_total, ...applied.map(({ amount }) => amount - 1)];
    return [...of_lines, ...of_cart].every((amount) => Number.isSafeInteger(amount) && amount >= 0);
  });
});

test("[P5] lines add up to the totals, units to their line, and reductions by rules to the discount", () => {
  everyCart(({ lines, applied, ...totals }) => {
    const add_up = lines.every(
      (line) =>
        sum(line.paid_units, ({ qty }) => qty) === line.qty &&
        sum(line.paid_units, ({ qty, total }) => qty * total) === line.total &&
        sum(line.paid_units, ({ qty, tax_total }) => qty * tax_total) === line.tax_total &&
        sum(line.applied, ({ amount }) => amount) === line.discount_total,
    );
    return (
      add_up &&
      sum(lines, ({ gross }) => gross) === totals.subtotal &&
      sum(lines, ({ discount_total }) => discount_total) === totals.discount_total &&
      sum(lines, ({ tax_total }) => tax_total) === totals.tax_total &&
      sum(lines, ({ total }) => total) + totals.rounding === totals.grand_total &&
      sum(applied, ({ amount }) => amount) === totals.discount_total
    );
  });
});

test("[P5] the paid sums of two units of a line differ by at most a satang", () => {
  everyCart(({ lines }) =>
    lines.every(({ paid_units }) => {
      const totals = paid_units.map(({ total }) => total);
      return Math.max(...totals) - Math.min(...totals) <= 1;
    }),
  );
});

test("[P5] a discount on the cart is within a satang of the exact share of equal units, and within two of each line's", () => {
  const whole = tariff.map((terms) => ({
    ...terms,
    rules: terms.rules.filter(({ kind }) => kind === "cart_amount" || kind === "cart_percent").slice(0, 1),
  }));
  const plain = cart.map(({ lines }) => ({ lines: lines.map(({ discount, ...line }) => line) }));
  fc.assert(
    fc.property(plain, whole, (given, terms) => {
      const [rule] = terms.rules;
      if (!rule || rule.package_ids || rule.zone_ids || rule.max_discount !== null) return true;
      const { lines, subtotal, discount_total } = priceCart(given, terms);
      const isNear = (part: PricedCart["lines"], satang: number) => {
        const [given_off, gross] = [sum(part, (line) => line.discount_total), sum(part, (line) => line.gross)];
        return Math.abs(given_off * subtotal - discount_total * gross) < satang * subtotal || subtotal === 0;
      };
      const equal = Map.groupBy(lines, ({ package_id, base_price, unit_price, tax }, index) =>
        JSON.stringify([package_id, base_price, unit_price, tax, given.lines[index]?.zone_ids]),
      );
      return lines.every((line) => isNear([line], 2)) && [...equal.values()].every((units) => isNear(units, 1));
    }),
    MANY,
  );
});

test("[P6] tax is gross minus net: net and tax are the total, and the charge has the tax inside or on top", () => {
  everyCart(({ lines }) =>
    lines.every(({ gross, discount_total, net, tax_total, total, tax }) => {
      const charged = gross - discount_total;
      return net + tax_total === total && charged === (tax.mode === "inclusive" ? total : net);
    }),
  );
});

test("[P6] the tax of a line or of all lines of a rate is the exact one within half a satang", () => {
  const isRounded = (group: PricedCart["lines"]) => {
    const [first] = group;
    if (!first) return true;
    const charged = sum(group, ({ gross, discount_total }) => gross - discount_total);
    const tax_total = sum(group, (line) => line.tax_total);
    const { rate_bps, mode } = first.tax;
    const divisor = mode === "inclusive" ? 10_000 + rate_bps : 10_000;
    const twice_off = 2 * (tax_total * divisor - charged * rate_bps);
    return Math.abs(twice_off) <= divisor;
  };
  everyCart(({ lines }, _, { tax_level }) => {
    if (tax_level === "line") return lines.every((line) => isRounded([line]));
    return [...Map.groupBy(lines, ({ tax }) => `${tax.mode} ${tax.rate_bps}`).values()].every(isRounded);
  });
});

test("[P7] rounding makes the cash a multiple of the coin, moves it by at most half a coin, and touches no line", () => {
  everyCart((priced, given, terms) => {
    const { rounding, grand_total, lines } = priced;
    const coin = terms.cash_rounding;
    const sum_of_lines = grand_total - rounding;
    const unrounded = priceCart({ ...given, tenders: undefined }, terms);
    if (JSON.stringify(unrounded.lines) !== JSON.stringify(lines) || unrounded.rounding !== 0) return false;
    if (coin === 0 || !given.tenders?.cash || sum_of_lines <= given.tenders.non_cash) return rounding === 0;
    return (grand_total - given.tenders.non_cash) % coin === 0 && rounding <= coin / 2 && rounding > -coin / 2;
  });
});

test("[P8] a guest does not learn whether a code is unknown, to come, over or used up; staff do", () => {
  const answers = presentToGuest(NOT_APPLIED.map((reason) => ({ code: reason.toUpperCase(), reason })));
  expect(Object.fromEntries(answers.map(({ code, reason }) => [code, reason]))).toEqual({
    UNKNOWN: "unknown",
    NOT_STARTED: "unknown",
    EXPIRED: "unknown",
    USED_UP: "unknown",
    WRONG_TIME: "wrong_time",
    NO_MATCH: "no_match",
    MINIMUM: "minimum",
    NOT_STACKABLE: "not_stackable",
    NOTHING_LEFT: "nothing_left",
    CUSTOMER_REQUIRED: "customer_required",
  });
});

test("[P9] each named code gave something, or is listed once with its reason", () => {
  everyCart(({ applied, not_applied }, given, { rules }) => {
    const gave = new Set(applied.map(({ rule_id }) => rule_id));
    return (given.promo_codes ?? []).every((code) => {
      const did = rules.some(
        (rule) => rule.kind === "promo_code" && rule.params.code === code && gave.has(rule.rule_id),
      );
      return not_applied.filter((each) => each.code === code).length === (did ? 0 : 1);
    });
  });
});

test("[O7] a cart charged as paid adds up to the paid sum, line by line, and no amount is below zero", () => {
  fc.assert(
    fc.property(cart, tariff, fc.integer({ min: 0, max: 1_000_000 }), (given, terms, paid) => {
      const priced = priceCart(given, terms);
      const charged = chargeAsPaid(priced, paid, terms);
      const { lines, applied, rounding, grand_total, subtotal, discount_total, tax_total } = charged;
      const are_right = lines.every((line, index) => {
        const { gross, net, total, tax, paid_units } = line;
        const smallest = Math.min(gross, line.discount_total, net, line.tax_total, total);
        return (
          smallest >= 0 &&
          line.qty === priced.lines[index]?.qty &&
          line.unit_price === priced.lines[index]?.unit_price &&
          net + line.tax_total === total &&
          gross - line.discount_total === (tax.mode === "inclusive" ? total : net) &&
          sum(paid_units, (run) => run.qty * run.total) === total &&
          sum(paid_units, (run) => run.qty * run.tax_total) === line.tax_total
        );
      });
      return (
        are_right &&
        rounding === 0 &&
        grand_total === paid &&
        sum(lines, ({ total }) => total) === paid &&
        sum(lines, ({ gross }) => gross) === subtotal &&
        sum(lines, (line) => line.tax_total) === tax_total &&
        sum(lines, (line) => line.discount_total) === discount_total &&
        sum(applied, ({ amount }) => amount) === discount_total
      );
    }),
    MANY,
  );
});

const PLAIN: Tariff = {
  at: 0,
  store: { store_id: "store", time_zone: "Asia/Bangkok", cutoff_hour: 0 },
  device_id: null,
  price_lists: [],
  rules: [],
  customer_named: false,
  used_up: new Set(),
  tax_level: "line",
  tax_regime: "th_vat",
  cash_rounding: 0,
};

function ticket(qty: number, base_price: number, rate_bps = 700): CartLine {
  return {
    package_id: "a",
    name: "Day ticket",
    qty,
    base_price,
    zone_ids: [],
    tax: { rate_bps, mode: "inclusive" },
  };
}

test.each([
  [99_00, "a discount for what was less", 107_00, 8_00],
  [107_00, "nothing where it was the price", 107_00, 0],
  [120_00, "a higher price for what was more", 120_00, 0],
])("[O7] a ticket of 107 baht that was sold at %d satang shows %s", (paid, _, gross, discount_total) => {
  const charged = chargeAsPaid(priceCart({ lines: [ticket(1, 107_00)] }, PLAIN), paid, PLAIN);
  expect(charged.lines[0]).toMatchObject({ unit_price: 107_00, gross, discount_total, total: paid });
  expect(charged.applied).toEqual(discount_total > 0 ? [{ name: "Price at the till", amount: discount_total }] : []);
});

test("[P6] the tax inside a total is the total minus the rounded net", () => {
  expect(taxInside(350_00, { rate_bps: 700 })).toBe(22_90);
  expect(taxInside(10, { rate_bps: 700 })).toBe(1);
  expect(taxInside(350_00, { rate_bps: 0 })).toBe(0);
});

test("[P1] the largest possible cart is priced to the satang, and one beyond safe integers is refused", () => {
  const largest = Array.from({ length: 200 }, () => ticket(1000, 10_000_000_000));
  expect(priceCart({ lines: largest }, PLAIN).grand_total).toBe(2_000_000_000_000_000);
  expect(() => priceCart({ lines: [ticket(1000, 10_000_000_000_000)] }, PLAIN)).toThrow(RangeError);
});

test("[P1] an empty cart costs nothing", () => {
  expect(priceCart({ lines: [] }, PLAIN)).toEqual({
    lines: [],
    subtotal: 0,
    discount_total: 0,
    tax_total: 0,
    rounding: 0,
    grand_total: 0,
    applied: [],
    not_applied: [],
  });
});

test.each([
  ["น\u0e49\u0e4dาใส", "น้ำใส"],
  ["เเจก ๑๐", "แจก 10"],
  ["save\u201310", "SAVE-10"],
  [" ｓｕｍｍｅｒ\u200b ", "SUMMER"],
])("[P8] a promo code typed as %j is %s", (typed, code) => {
  expect(promoCode(typed)).toBe(promoCode(code));
});

test("[P8] a rule that was saved under a code as typed is found by it and gives once", () => {
  expect(keptCodes(["save–10", "SAVE-10"])).toEqual(["SAVE-10", "SAVE–10"]);
  const tenth = { kind: "cart_percent", params: { rate_bps: 1_000 }, rule_id: "1" };
  const older = { kind: "promo_code", params: { code: "SAVE–10", rate_bps: 1_000 }, rule_id: "2" };
  const newer = { kind: "promo_code", params: { code: "SAVE-10", rate_bps: 2_000 }, rule_id: "3" };
  const read = { ...older, params: { code: "SAVE-10", rate_bps: 1_000 } };
  expect(readCodes([tenth, older] as Rule[])).toEqual([tenth, read]);
  expect(readCodes([older, newer, tenth] as Rule[])).toEqual([newer, tenth]);
});
