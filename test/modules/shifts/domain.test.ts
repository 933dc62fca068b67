/** What a drawer must hold follows from its float and its cash, and a closing says to the satang what is over or short. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countDrawer,
  countLate,
  type Entry,
  entryOf,
  MOVEMENT_KINDS,
  movementOf,
  totalTakings,
} from "../../../src/modules/shifts/domain.ts";

function takingOf(changes: Partial<Entry> = {}): Entry {
  return {
    entry_id: "sale",
    kind: "sale",
    total: 35_000,
    cash: 35_000,
    gross: 35_000,
    discount_total: 0,
    tax_total: 2290,
    by_method: { cash: 35_000 },
    reason: null,
    actor_id: null,
    ...changes,
  };
}

const NONE = totalTakings([]);

describe("the totals of a shift", () => {
  test("[S5] are all zero when nothing was sold", () => {
    const zeros = { sales_count: 0, gross: 0, discount_total: 0, tax_total: 0, sales_total: 0, cash_sales: 0 };
    expect(NONE).toEqual({ ...zeros, cash_in: 0, cash_out: 0, by_method: {} });
  });

  test("[S5] add up sales by amount and by method, with the cash among them", () => {
    const takings = [
      takingOf(),
      takingOf({ total: 30_000, cash: 0, discount_total: 5000, tax_total: 1963, by_method: { card: 30_000 } }),
      takingOf({
        total: 50_000,
        cash: 20_000,
        gross: 50_000,
        tax_total: 3271,
        by_method: { card: 30_000, cash: 20_000 },
      }),
      takingOf({ total: 0, cash: 0, gross: 35_000, discount_total: 35_000, tax_total: 0, by_method: {} }),
    ];
    expect(totalTakings(takings)).toEqual({
      sales_count: 4,
      gross: 155_000,
      discount_total: 40_000,
      tax_total: 7524,
      sales_total: 115_000,
      cash_sales: 55_000,
      cash_in: 0,
      cash_out: 0,
      by_method: { cash: 55_000, card: 60_000 },
    });
  });

  test("[S5] are the same in whatever order the sales came", () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    const taking = fc
      .record({ cash: amount, card: amount })
      .map(({ cash, card }) => takingOf({ total: cash + card, cash, gross: cash + card, by_method: { cash, card } }));
    fc.assert(
      fc.property(fc.array(taking, { maxLength: 30 }), (takings) => {
        const totals = totalTakings(takings);
        expect(totalTakings(takings.toReversed())).toEqual(totals);
        expect(Object.values(totals.by_method).reduce((sum, each) => sum + each, 0)).toBe(totals.sales_total);
        expect(totals.by_method.cash ?? 0).toBe(totals.cash_sales);
      }),
    );
  });
});

describe("a drawer", () => {
  const sold = totalTakings([takingOf(), takingOf({ cash: 0, by_method: { card: 35_000 } })]);

  test.each([
    ["its float when nothing was sold", 100_000, NONE, 100_000, 100_000, 0],
    ["its float and the cash of its sales, and nothing paid by card", 100_000, sold, 135_000, 135_000, 0],
    ["what its sales brought when it had no float", 0, sold, 35_000, 35_000, 0],
  ])("[S4] must hold %s", (_, cash_open, totals, cash_counted, cash_expected, cash_diff) => {
    expect(countDrawer(cash_open, totals, cash_counted)).toEqual({ cash_open, cash_expected, cash_counted, cash_diff });
  });

  test.each([
    ["over by one satang", 135_001, 1],
    ["short by one satang", 134_999, -1],
    ["short of everything", 0, -135_000],
    ["over by a forgotten float", 235_000, 100_000],
  ])("[S5] is %s when %d are counted", (_, counted, cash_diff) => {
    expect(countDrawer(100_000, sold, counted)).toMatchObject({
      cash_expected: 135_000,
      cash_counted: counted,
      cash_diff,
    });
  });
});

const amount = fc.integer({ min: 1, max: 1_000_000 });
const movement = fc
  .record({ kind: fc.constantFrom(...MOVEMENT_KINDS), amount })
  .map(({ kind, amount }) => entryOf({ movement_id: "m", kind, amount, reason: "change" }, "who"));
const sale = fc
  .record({ cash: fc.integer({ min: 0, max: 1_000_000 }), card: fc.integer({ min: 0, max: 1_000_000 }) })
  .map(({ cash, card }) => takingOf({ total: cash + card, cash, gross: cash + card, by_method: { cash, card } }));
const entries = fc.array(fc.oneof(movement, sale), { maxLength: 40 });
const some = fc.array(fc.oneof(movement, sale), { minLength: 1, maxLength: 40 });

describe("cash moved by hand", () => {
  test("[S4] leaves in the drawer the sum of its entries, and no sale", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 1_000_000 }), (list, cash_open) => {
        const totals = totalTakings(list);
        const cash = list.reduce((sum, entry) => sum + entry.cash, 0);
        expect(countDrawer(cash_open, totals, 0).cash_expected).toBe(cash_open + cash);
        expect(totals.sales_count).toBe(list.filter(({ kind }) => kind === "sale").length);
        expect(totals.sales_total).toBe(list.reduce((sum, entry) => sum + entry.total, 0));
      }),
    );
  });

  test.each([
    ["paid_in", 5_000],
    ["paid_out", -5_000],
    ["drop", -5_000],
    ["pickup", -5_000],
  ] as const)("[S4] as %s of 50 baht changes the drawer by %d", (kind, cash) => {
    const entry = entryOf({ movement_id: "m", kind, amount: 5_000, reason: "change" }, "who");
    expect(entry).toMatchObject({ cash, total: 0, gross: 0, discount_total: 0, tax_total: 0, by_method: {} });
    expect(movementOf(entry)).toEqual({ movement_id: "m", kind, amount: 5_000, reason: "change", actor_id: "who" });
  });

  test("[S4] is no name for a sale", () => {
    expect(movementOf(takingOf())).toBeUndefined();
  });
});

describe("what comes after a closing", () => {
  test("[O7] stands beside the snapshot: both together expect what one closing of everything would have", () => {
    fc.assert(
      fc.property(entries, some, fc.integer({ min: 0, max: 9_000_000 }), (early, late, counted) => {
        const closed = countDrawer(100_000, totalTakings(early), counted);
        const whole = countDrawer(100_000, totalTakings([...early, ...late]), counted);
        const beside = countLate(closed, late);
        expect(beside).toMatchObject({ entries_count: late.length, totals: totalTakings(late) });
        expect([beside?.cash_expected, beside?.cash_diff]).toEqual([whole.cash_expected, whole.cash_diff]);
      }),
    );
  });

  test("[O7] is nothing when nothing came", () => {
    expect(countLate(countDrawer(100_000, NONE, 100_000), [])).toBeNull();
  });
});
