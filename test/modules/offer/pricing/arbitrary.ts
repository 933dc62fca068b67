/** Arbitrary carts and tariffs: small numbers and few names, so that rules meet, tie and leave remainders. */

import type {
  Cart,
  CartLine,
  Rule,
  RuleKind,
  RuleTerms,
  Tariff,
} from "../../../../src/modules/offer/pricing/domain/words.ts";
import { fc } from "../../../support/properties.ts";

/** Monday 3 August 2026, 15:00 in Bangkok. */
const AT = Date.parse("2026-08-03T15:00:00+07:00");

const package_id = fc.constantFrom("a", "b", "c");
const rate_bps = fc.constantFrom(1, 1000, 3333, 5000, 10_000);
const amount = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100_000 }));
const price = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom(0, 10_000),
  fc.integer({ min: 0, max: 100_000 }),
);
const off = fc.oneof(fc.record({ rate_bps }), fc.record({ amount }));

export const line: fc.Arbitrary<CartLine> = fc.record({
  package_id,
  name: fc.constant("Ticket"),
  qty: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1000 })),
  base_price: price,
  zone_ids: fc.subarray(["land", "water"]),
  tax: fc.record({ rate_bps: fc.constantFrom(0, 700, 1000), mode: fc.constantFrom("inclusive", "exclusive") }),
  override_price: fc.option(price, { nil: undefined, freq: 3 }),
  open_price: fc.boolean(),
  discount: fc.option(
    fc.oneof(
      // A till may hand in more than the whole.
      fc.record({ kind: fc.constant("percent" as const), value: fc.oneof(rate_bps, fc.constant(1_000_000_000)) }),
      fc.record({ kind: fc.constant("amount" as const), value: amount }),
    ),
    { nil: undefined, freq: 2 },
  ),
});

/** Units of another line in another number, with another discount by hand. */
function likeAnother(drawn: CartLine, other: CartLine = drawn): CartLine {
  return { ...other, qty: drawn.qty, discount: drawn.discount, override_price: drawn.override_price };
}

export const cart: fc.Arbitrary<Cart> = fc.record({
  lines: fc
    .array(fc.record({ line, same: fc.boolean() }), { minLength: 1, maxLength: 5 })
    .map((drawn) => drawn.map(({ line, same }, index) => (same ? likeAnother(line, drawn[index - 1]?.line) : line))),
  promo_codes: fc.array(fc.constantFrom("SUMMER", "WINTER", "NOSUCH"), { maxLength: 3 }),
  tenders: fc.option(fc.record({ cash: fc.boolean(), non_cash: fc.integer({ min: 0, max: 50_000 }) }), {
    nil: undefined,
  }),
});

const paramsOf: { [Kind in RuleKind]: fc.Arbitrary<Extract<Rule, { kind: Kind }>["params"]> } = {
  line_percent: fc.record({ rate_bps }),
  line_amount: fc.record({ amount }),
  cart_percent: fc.record({ rate_bps }),
  cart_amount: fc.record({ amount }),
  promo_code: fc.tuple(fc.constantFrom("SUMMER", "WINTER"), off).map(([code, given]) => ({ code, ...given })),
  bundle: fc.record({
    parts: fc.array(fc.record({ package_id, qty: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 3 }),
    price,
  }),
  time_of_day: fc.oneof(fc.record({ rate_bps }), fc.record({ price })),
  buy_n_get_m: fc.record({
    buy_qty: fc.integer({ min: 1, max: 3 }),
    get_qty: fc.integer({ min: 1, max: 2 }),
    rate_bps,
    get_package_ids: fc.option(fc.subarray(["b", "c"], { minLength: 1 }), { nil: undefined }),
  }),
};

/** One time in three. */
function rarely<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ arbitrary: fc.constant(null), weight: 2 }, { arbitrary, weight: 1 });
}

const terms: fc.Arbitrary<Omit<RuleTerms, "rule_id">> = fc.record({
  store_id: fc.constant(null),
  name: fc.constant("Rule"),
  name_th: fc.constant("กฎ"),
  priority: fc.integer({ min: 0, max: 2 }),
  stackable: fc.constantFrom(true, true, false),
  package_ids: rarely(fc.subarray(["a", "b", "c"], { minLength: 1 })),
  zone_ids: rarely(fc.subarray(["land", "water"], { minLength: 1 })),
  min_qty: rarely(fc.integer({ min: 1, max: 6 })),
  min_amount: rarely(amount),
  active_from: rarely(fc.constantFrom(AT, AT + 1)),
  active_to: rarely(fc.constantFrom(AT, AT - 1)),
  weekdays: rarely(fc.subarray([1, 2, 7])),
  clock_from: rarely(fc.constantFrom("14:00", "16:00")),
  clock_to: rarely(fc.constantFrom("15:00", "18:00")),
  max_discount: rarely(amount),
  max_uses: fc.constant(null),
  max_uses_per_day: fc.constant(null),
  max_uses_per_customer: fc.constantFrom(null, null, 1),
  active: fc.constantFrom(true, true, true, false),
});

const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc
      .constantFrom(...(Object.keys(paramsOf) as RuleKind[]))
      .chain((kind) => fc.tuple(terms, paramsOf[kind]).map(([given, params]) => ({ ...given, kind, params }))),
    { maxLength: 6 },
  )
  .map((drawn) => drawn.map((rule, index) => ({ ...rule, rule_id: `rule-${index}` }) as Rule))
  // An index allows one rule for a code.
  .map((all) => all.filter((rule, index) => codeOf(rule) === null || all.map(codeOf).indexOf(codeOf(rule)) === index));

function codeOf(rule: Rule): string | null {
  return rule.kind === "promo_code" ? rule.params.code : null;
}

export const tariff: fc.Arbitrary<Tariff> = fc.record({
  at: fc.constant(AT),
  store: fc.constant({ store_id: "store", time_zone: "Asia/Bangkok", cutoff_hour: 4 }),
  device_id: fc.constantFrom("kiosk", null),
  price_lists: fc.array(
    fc.record({
      price_list_id: fc.constantFrom("1", "2", "3"),
      name: fc.constant("List"),
      store_id: fc.constantFrom("store", null, "another"),
      device_ids: rarely(fc.constantFrom(["kiosk"], ["another"])),
      active_from: rarely(fc.constantFrom(AT, AT + 1)),
      active_to: rarely(fc.constantFrom(AT, AT - 1)),
      priority: fc.integer({ min: 0, max: 2 }),
      prices: fc.dictionary(package_id, price, { maxKeys: 2 }),
    }),
    { maxLength: 2 },
  ),
  rules,
  customer_named: fc.boolean(),
  used_up: fc.constantFrom(new Set<string>(), new Set(["rule-0"])),
  tax_level: fc.constantFrom("line", "total"),
  tax_regime: fc.constant("th_vat"),
  cash_rounding: fc.constantFrom(0, 25, 100),
});
