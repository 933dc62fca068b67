/** Tests of conflicts: two rules that could change one line at one time conflict; certainly separate ones do not. */

import { describe, expect, test } from "vitest";
import { conflictOf, ownerOfCode } from "../../../../../src/modules/offer/pricing/domain/conflicts.ts";
import { bucketsOf, usesOf } from "../../../../../src/modules/offer/pricing/domain/uses.ts";
import { momentOf, untimely } from "../../../../../src/modules/offer/pricing/domain/when.ts";
import type { Rule } from "../../../../../src/modules/offer/pricing/domain/words.ts";
import { fc } from "../../../../support/properties.ts";

type Terms = Partial<Omit<Rule, "kind" | "params">> & { kind?: Rule["kind"]; params?: Rule["params"] };

function rule(rule_id: string, terms: Terms = {}): Rule {
  return {
    rule_id,
    store_id: null,
    name: rule_id,
    name_th: rule_id,
    kind: "line_percent",
    params: { rate_bps: 1_000 },
    priority: 0,
    stackable: true,
    package_ids: null,
    zone_ids: null,
    min_qty: null,
    min_amount: null,
    active_from: null,
    active_to: null,
    weekdays: null,
    clock_from: null,
    clock_to: null,
    max_discount: null,
    max_uses: null,
    max_uses_per_day: null,
    max_uses_per_customer: null,
    active: true,
    ...terms,
  } as Rule;
}

const bundle = (...package_ids: string[]): Terms => ({
  kind: "bundle",
  params: { parts: package_ids.map((package_id) => ({ package_id, qty: 1 })), price: 1 },
});
const gives = (bought: string, given: string): Terms => ({
  kind: "buy_n_get_m",
  package_ids: [bought],
  params: { buy_qty: 1, get_qty: 1, rate_bps: 10_000, get_package_ids: [given] },
});
const promo = (code: string): Terms => ({ kind: "promo_code", params: { code, amount: 1 } });
const hours = (clock_from: string | null, clock_to: string | null, weekdays: number[] | null = null): Terms => ({
  clock_from,
  clock_to,
  weekdays,
});
const on = (...weekdays: number[]): Terms => ({ weekdays });

describe("two rules of one kind and priority", () => {
  const clashing: [what: string, a: Terms, b: Terms][] = [
    ["that say nothing more", {}, {}],
    ["of the tenant and of a store", {}, { store_id: "S1" }],
    ["of one store", { store_id: "S1" }, { store_id: "S1" }],
    ["for a package that both name", { package_ids: ["A", "B"] }, { package_ids: ["B"] }],
    ["for one package and for all", { package_ids: ["A"] }, {}],
    ["that give one package", gives("A", "G"), gives("B", "G")],
    ["of which one gives what the other is about", gives("A", "B"), gives("B", "C")],
    ["for different zones, which one package may open", { zone_ids: ["Z1"] }, { zone_ids: ["Z2"] }],
    ["from different quantities", { min_qty: 2 }, { min_qty: 5 }],
    ["for bundles with a part in common", bundle("A", "B"), bundle("B", "C")],
    ["whose windows touch in one moment", { active_to: 10 }, { active_from: 10 }],
    ["whose window is inside the other's", { active_from: 0, active_to: 9 }, { active_from: 3, active_to: 4 }],
    ["with a weekday in common", on(1, 2), on(2, 3)],
    ["in hours that overlap", hours("10:00", "12:00"), hours("11:59", "13:00")],
    ["with hours on one day and without on that day", hours("10:00", "12:00", [1]), on(1)],
    ["with hours after midnight of a business date", hours("01:00", "02:00", [2]), on(1)],
    ["over midnight and on the morning after", hours("22:00", "02:00", [1]), hours("01:00", "03:00", [2])],
    ["over midnight from Sunday to Monday", hours("22:00", "02:00", [7]), hours("00:00", "01:00", [1])],
    ["of which one begins and never ends", hours("18:00", null), hours("23:00", "23:30")],
    ["of which one lasts around the clock", hours("09:00", "09:00"), hours("08:00", "08:30")],
  ];
  test.each(clashing)("[P2] %s conflict, whichever is saved first", (_, a, b) => {
    const [one, other] = [rule("A", a), rule("B", b)];
    expect(conflictOf(one, [other])).toBe(other);
    expect(conflictOf(other, [one])).toBe(one);
  });

  const apart: [what: string, a: Terms, b: Terms][] = [
    ["of two stores", { store_id: "S1" }, { store_id: "S2" }],
    ["for different packages", { package_ids: ["A"] }, { package_ids: ["B"] }],
    ["for bundles of other parts", bundle("A"), bundle("B")],
    ["one after the other", { active_to: 10 }, { active_from: 11 }],
    ["on other weekdays", on(1, 2), on(3)],
    ["in hours that touch", hours("10:00", "12:00"), hours("12:00", "13:00")],
    ["in equal hours of other days", hours("10:00", "12:00", [1]), hours("10:00", "12:00", [2])],
    ["over midnight and later that morning", hours("22:00", "02:00"), hours("02:00", "03:00")],
    ["with hours two days after a business date", hours("01:00", "02:00", [3]), on(1)],
    ["of which one is inactive", { active: false }, {}],
    ["of other priorities", { priority: 1 }, {}],
    ["of other kinds", { kind: "cart_percent" }, {}],
    ["with promo codes, equal ones too: those are found by name", promo("A"), promo("A")],
  ];
  test.each(apart)("[P2] %s stand together, whichever is saved first", (_, a, b) => {
    const [one, other] = [rule("A", a), rule("B", b)];
    expect(conflictOf(one, [other])).toBeUndefined();
    expect(conflictOf(other, [one])).toBeUndefined();
  });

  test("[P2] a rule does not conflict with its own earlier form", () => {
    expect(conflictOf(rule("A"), [rule("A")])).toBeUndefined();
    expect(ownerOfCode(rule("A", promo("X")), [rule("A", promo("X"))])).toBeUndefined();
  });

  test("[P2] a promo code belongs to the one active rule that has it", () => {
    const owner = rule("B", promo("X"));
    expect(ownerOfCode(rule("A", promo("X")), [rule("C", promo("Y")), owner])).toBe(owner);
    expect(ownerOfCode(rule("A", promo("X")), [rule("B", { ...promo("X"), active: false })])).toBeUndefined();
    expect(ownerOfCode(rule("A", { ...promo("X"), active: false }), [owner])).toBeUndefined();
    expect(ownerOfCode(rule("A"), [owner])).toBeUndefined();
  });
});

const clock = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => `${String(quarter >> 2).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`);
const someHours = fc.record({
  weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })),
  clock_from: fc.option(clock),
  clock_to: fc.option(clock),
});

test("[P2] two rules without a conflict are never in force at one moment, in any store", () => {
  const monday = Date.parse("2026-01-05T00:00:00+07:00");
  fc.assert(
    fc.property(
      someHours,
      someHours,
      fc.integer({ min: 0, max: 7 * 96 }),
      fc.integer({ min: 0, max: 23 }),
      (a, b, quarter, cutoff_hour) => {
        const [one, other] = [rule("A", a), rule("B", b)];
        fc.pre(conflictOf(one, [other]) === undefined);
        const store = { store_id: "S1", time_zone: "Asia/Bangkok", cutoff_hour };
        const moment = momentOf({ at: monday + quarter * 900_000, store });
        expect([untimely(one, moment), untimely(other, moment)]).toContain("wrong_time");
      },
    ),
    { numRuns: 10_000 },
  );
});

test("[P3] a sale uses each capped rule that gave something once, however many lines it gave on", () => {
  const store = { store_id: "S1", time_zone: "Asia/Bangkok", cutoff_hour: 4 };
  const buckets = bucketsOf({ at: Date.parse("2026-01-06T02:00:00+07:00"), store }, "C1");
  const rules = [
    rule("A", { max_uses: 5, max_uses_per_customer: 1 }),
    rule("B", { max_uses_per_day: 7, kind: "time_of_day", params: { price: 1 } }),
    rule("C"),
    rule("D", { max_uses: 9 }),
  ];
  const of = (id: string) => ({ rule_id: id, name: id, amount: 1 });
  const none = { kind: "package", id: null, name: null } as const;
  const lines = [
    { applied: [of("A"), of("C")], price_source: none },
    { applied: [of("A"), { name: "Manual discount", amount: 1 }], price_source: none },
    { applied: [], price_source: { kind: "time_of_day", id: "B", name: "B" } as const },
    { applied: [], price_source: { kind: "price_list", id: "D", name: "D" } as const },
  ];
  expect(usesOf(lines, { rules }, buckets)).toEqual([
    { rule_id: "A", bucket: "total", cap: 5 },
    { rule_id: "A", bucket: "customer", cap: 1 },
    { rule_id: "B", bucket: "day:S1:2026-01-05", cap: 7 },
  ]);
  const nobody = usesOf(lines, { rules }, { ...buckets, customer_id: null });
  expect(nobody.map(({ bucket }) => bucket)).toEqual(["total", "day:S1:2026-01-05"]);
});
