/** The expected cash follows from float and entries, and a closing computes over and short to the satang. */

import { describe, expect, test } from "vitest";
import { type Count, decideCount, leftBy, openingDiff } from "../../../../src/modules/counter/shifts/domain/count.ts";
import { lateOfDay, totalDay } from "../../../../src/modules/counter/shifts/domain/day.ts";
import {
  cashOf,
  ENTRY_KINDS,
  type Entry,
  entryOf,
  MOVEMENT_KINDS,
  movementOf,
  reprintEntryOf,
  undoEntry,
} from "../../../../src/modules/counter/shifts/domain/entries.ts";
import {
  completeTotals,
  countDrawer,
  countLate,
  expectCash,
  reconcile,
  sumTotals,
  totalTakings,
} from "../../../../src/modules/counter/shifts/domain/totals.ts";
import { sumTaxes, taxShare } from "../../../../src/shared/taxes.ts";
import { fc } from "../../../support/properties.ts";

/** Without given taxes an entry has those of its goods, and its surcharges without tax. */
function takingOf(changes: Partial<Entry> = {}): Entry {
  const taking = {
    entry_id: "sale",
    kind: "sale",
    total: 35_000,
    cash: 35_000,
    gross: 35_000,
    discount_total: 0,
    tax_total: 2290,
    rounding: 0,
    surcharge_total: 0,
    taxes: null,
    by_method: { cash: 35_000 },
    reason: null,
    actor_id: null,
    approver_id: null,
    subject_id: null,
    ...changes,
  } satisfies Entry;
  const { kind, total, rounding, tax_total, surcharge_total } = taking;
  const goods = kind === "payment" ? 0 : total - rounding;
  return { ...taking, taxes: changes.taxes ?? sumTaxes([taxShare(700, goods + surcharge_total, tax_total)]) };
}

/** The same entry with opposite signs. */
function voidOf(sale: Entry): Entry {
  return { ...sale, ...undoEntry(sale), kind: "void", entry_id: "void" };
}

const byHand = (kind: Parameters<typeof entryOf>[0]["kind"], cash: number) =>
  entryOf({ movement_id: "m", kind, cash, reason: "change", actor_id: "who", approver_id: null });

const NONE = totalTakings([]);

const satang = fc.integer({ min: 0, max: 1_000_000 });
const sale = fc
  .record({
    cash: satang,
    card: satang,
    discount_total: satang,
    tax_total: satang,
    surcharge: fc.nat(999),
    rounding: fc.integer({ min: -99, max: 99 }),
  })
  .map(({ cash, card, discount_total, tax_total, surcharge, rounding }) =>
    takingOf({
      total: cash + card,
      cash,
      gross: cash + card + discount_total - rounding,
      discount_total,
      tax_total,
      rounding,
      surcharge_total: surcharge,
      by_method: { cash, card: card + surcharge },
    }),
  );
const moved = fc
  .record({ kind: fc.constantFrom(...MOVEMENT_KINDS), amount: fc.integer({ min: 1, max: 1_000_000 }) })
  .map(({ kind, amount }) => byHand(kind, cashOf(kind, amount)));
const adjusted = fc.integer({ min: -9_999, max: 9_999 }).map((cash) => byHand("adjustment", cash));
const opened = fc.constant(byHand("no_sale", 0));
const repaid = satang.map((cash) =>
  takingOf({ kind: "refund", total: 0 - cash, cash: 0 - cash, gross: 0, tax_total: 0, by_method: { cash: 0 - cash } }),
);
const paid = fc
  .record({ cash: satang, qr: satang })
  .map(({ cash, qr }) =>
    takingOf({ kind: "payment", total: cash + qr, cash, gross: 0, tax_total: 0, by_method: { cash, qr } }),
  );
const entry = fc.oneof(sale, sale.map(voidOf), repaid, paid, moved, adjusted, opened);
const entries = fc.array(entry, { maxLength: 40 });
const some = fc.array(entry, { minLength: 1, maxLength: 40 });
const cashIn = (list: readonly Entry[]) => list.reduce((sum, { cash }) => sum + cash, 0);

describe("the totals of a shift", () => {
  test("[S5] the totals of a shift are all zero when nothing happened", () => {
    const { movements, by_method, taxes, ...amounts } = NONE;
    expect([movements, by_method, taxes]).toEqual([{ paid_in: 0, paid_out: 0, drop: 0, pickup: 0 }, {}, []]);
    expect(new Set(Object.values(amounts))).toEqual(new Set([0]));
  });

  test("[S5] the totals of a shift add up sales by amount and by method, with the cash in them", () => {
    const takings = [
      takingOf(),
      takingOf({ total: 30_000, cash: 0, discount_total: 5000, tax_total: 1963, by_method: { card: 30_000 } }),
      takingOf({
        ...{ total: 49_975, cash: 20_000, gross: 50_000, tax_total: 3271, rounding: -25, surcharge_total: 900 },
        by_method: { card: 30_875, cash: 20_000 },
      }),
      takingOf({ total: 0, cash: 0, gross: 35_000, discount_total: 35_000, tax_total: 0, by_method: {} }),
    ];
    expect(totalTakings(takings)).toEqual({
      ...NONE,
      ...{ sales_count: 4, gross: 155_000, discount_total: 40_000, tax_total: 7524, rounding_total: -25 },
      ...{ net: 108_376, taxes: [taxShare(700, 115_900, 7_524)] },
      ...{ sales_total: 114_975, surcharge_total: 900, cash_sales: 55_000 },
      by_method: { cash: 55_000, card: 60_875 },
    });
  });

  test("[S4] the totals of a shift keep each kind of entry apart: voids, refunds, later payments, movements, corrections and openings", () => {
    const list = [
      takingOf(),
      takingOf({ entry_id: "second" }),
      voidOf(takingOf()),
      takingOf({
        ...{ kind: "refund", total: -10_000, cash: -4_000, gross: -10_000, tax_total: -654 },
        by_method: { cash: -4_000, card: -6_000 },
      }),
      takingOf({
        ...{ kind: "payment", total: 8_000, cash: 3_000, gross: 0, tax_total: 0, surcharge_total: 107 },
        taxes: [taxShare(700, 107, 7)],
        by_method: { cash: 3_000, card: 5_107 },
      }),
      byHand("paid_in", 1_000),
      byHand("drop", -20_000),
      byHand("pickup", -500),
      byHand("adjustment", -2_000),
      byHand("no_sale", 0),
      reprintEntryOf({ reprint_id: "copy", ticket_id: "T", reason: null, actor_id: "A", approver_id: "B" }),
    ];
    expect(totalTakings(list)).toEqual({
      ...NONE,
      ...{ sales_count: 2, gross: 35_000, sales_total: 35_000, cash_sales: 35_000 },
      ...{ net: 23_464, tax_total: 1_643, refunds_tax_total: 654, surcharge_tax_total: 7 },
      taxes: [taxShare(700, 25_107, 1_643)],
      ...{ voids_count: 1, voids_total: 35_000, refunds_count: 1, refunds_total: 10_000, cash_refunds: 4_000 },
      ...{ payments_count: 1, payments_total: 8_000, cash_payments: 3_000, surcharge_total: 107 },
      ...{ cash_in: 1_000, cash_out: 20_500, movements: { paid_in: 1_000, paid_out: 0, drop: 20_000, pickup: 500 } },
      ...{ adjustments_count: 1, cash_adjusted: -2_000, no_sale_count: 1, reprints_count: 1 },
      by_method: { cash: 34_000, card: -893 },
    });
    expect(expectCash(100_000, totalTakings(list))).toBe(100_000 + cashIn(list));
  });

  test("[S5] the totals of a sale and its void are zero, except the counts", () => {
    fc.assert(
      fc.property(sale, (sold) => {
        const { sales_count, voids_count, voids_total, by_method, ...sums } = totalTakings([sold, voidOf(sold)]);
        expect([sales_count, voids_count, voids_total]).toEqual([1, 1, sold.total]);
        expect(Object.values(by_method)).toEqual([0, 0]);
        expect(NONE).toMatchObject(sums);
      }),
    );
  });

  test("[S5] the totals of a shift are the same in any order of entries, and each satang belongs to a method", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const totals = totalTakings(list);
        expect(totalTakings(list.toReversed())).toEqual(totals);
        const { by_method, sales_total, surcharge_total, payments_total, refunds_total } = totals;
        const brought = Object.values(by_method).reduce((sum, each) => sum + each, 0);
        expect(brought).toBe(sales_total + surcharge_total + payments_total - refunds_total);
        expect(by_method.cash ?? 0).toBe(totals.cash_sales + totals.cash_payments - totals.cash_refunds);
        expect(totals.gross - totals.discount_total + totals.rounding_total).toBe(sales_total);
      }),
    );
  });

  test("[S5] the totals of two parts of a shift add up to those of the whole", () => {
    fc.assert(
      fc.property(entries, entries, (first, second) => {
        expect(sumTotals([totalTakings(first), totalTakings(second)])).toEqual(totalTakings([...first, ...second]));
      }),
    );
  });

  test("[S5] a snapshot from before all totals were kept is completed, and expects the same cash", () => {
    const kept = {
      sales_count: 1,
      gross: 35_000,
      sales_total: 35_000,
      cash_sales: 35_000,
      by_method: { cash: 35_000 },
    };
    const totals = completeTotals({ ...kept, cash_in: 500, cash_out: 2_000 });
    expect(totals).toMatchObject({ ...kept, voids_count: 0, surcharge_total: 0 });
    expect(expectCash(100_000, totals)).toBe(133_500);
    expect(Object.keys(totals).toSorted()).toEqual(Object.keys(NONE).toSorted());
    const taxed = completeTotals({ ...kept, tax_total: 2_290, rounding_total: 0 });
    expect(taxed).toMatchObject({ net: 32_710, tax_total: 2_290, taxes: [taxShare(null, 35_000, 2_290)] });
    expect(completeTotals(totalTakings([takingOf()]))).toEqual(totalTakings([takingOf()]));
  });
});

describe("a drawer", () => {
  const sold = totalTakings([takingOf(), takingOf({ cash: 0, by_method: { card: 35_000 } })]);

  test.each([
    ["its float when nothing was sold", 100_000, NONE, 100_000, 100_000, 0],
    ["its float and the cash of its sales, and nothing paid by card", 100_000, sold, 135_000, 135_000, 0],
    ["what its sales brought when it had no float", 0, sold, 35_000, 35_000, 0],
  ])("[S4] a drawer must hold %s", (_, cash_open, totals, cash_counted, cash_expected, cash_diff) => {
    expect(countDrawer(cash_open, totals, cash_counted)).toEqual({ cash_open, cash_expected, cash_counted, cash_diff });
  });

  test.each([
    ["over by one satang", 135_001, 1],
    ["short by one satang", 134_999, -1],
    ["short of everything", 0, -135_000],
    ["over by a forgotten float", 235_000, 100_000],
  ])("[S5] a drawer is %s when %d are counted", (_, counted, cash_diff) => {
    expect(countDrawer(100_000, sold, counted)).toMatchObject({
      cash_expected: 135_000,
      cash_counted: counted,
      cash_diff,
    });
  });

  test("[S4] a drawer must hold its float and the sum of its rows after any thousand operations, and its parts add up", () => {
    const thousand = fc.array(entry, { minLength: 1_000, maxLength: 1_000, size: "max" });
    fc.assert(
      fc.property(thousand, satang, (list, cash_open) => {
        const totals = totalTakings(list);
        expect(expectCash(cash_open, totals)).toBe(cash_open + cashIn(list));
        expect(cashIn(reconcile(cash_open, totals) as never)).toBe(cash_open + cashIn(list));
      }),
      { numRuns: 50 },
    );
  });
});

describe("acts by hand", () => {
  test.each([
    ["paid_in", 5_000],
    ["paid_out", -5_000],
    ["drop", -5_000],
    ["pickup", -5_000],
  ] as const)("[S4] a %s of 50 baht by hand changes the drawer by %d", (kind, cash) => {
    expect(cashOf(kind, 5_000)).toBe(cash);
    const left = byHand(kind, cash);
    const unsold = { total: 0, gross: 0, discount_total: 0, tax_total: 0, rounding: 0, surcharge_total: 0 };
    expect(left).toMatchObject({ cash, ...unsold, by_method: {} });
    const who = { reason: "change", actor_id: "who", approver_id: null };
    expect(movementOf(left)).toEqual({ movement_id: "m", kind, amount: 5_000, cash, ...who });
  });

  test("[S4] entries of sales, voids, refunds, later payments and reprints are no acts by hand", () => {
    const unnamed = ENTRY_KINDS.filter((kind) => !movementOf(takingOf({ kind })));
    expect(unnamed).toEqual(["sale", "void", "refund", "payment", "reprint"]);
  });
});

describe("a count", () => {
  const coins = [
    { value: 100_000, count: 1 },
    { value: 2_000, count: 17 },
    { value: 25, count: 0 },
  ];
  const sum = 134_000;

  test.each<[string, Count, object]>([
    ["a sum", { cash_counted: 7 }, { cash_counted: 7, denominations: null, cash_left: 7 }],
    ["coins and notes", { denominations: coins }, { cash_counted: sum, denominations: coins, cash_left: sum }],
    ["both", { cash_counted: sum, denominations: coins }, { cash_counted: sum, denominations: coins, cash_left: sum }],
    ["a part that is left", { cash_counted: 7, cash_left: 0 }, { cash_counted: 7, denominations: null, cash_left: 0 }],
  ])("[S5] a count may be %s", (_, count, value) => {
    expect(decideCount(count)).toEqual({ ok: true, value });
  });

  test.each<[string, Count, string]>([
    ["nothing", {}, "cash_counted"],
    ["a sum that its coins do not make", { cash_counted: sum + 1, denominations: coins }, "denominations"],
    ["one value twice", { denominations: [...coins, { value: 2_000, count: 1 }] }, "denominations.3.value"],
    ["more left than was counted", { cash_counted: 7, cash_left: 8 }, "cash_left"],
    ["more left than its coins make", { denominations: coins, cash_left: sum + 1 }, "cash_left"],
  ])("[S5] a count of %s is refused, and the field is named", (_, count, path) => {
    expect(decideCount(count)).toMatchObject({ ok: false, refusal: { path } });
  });

  test("[S5] a count leaves for the next opening the cash that it says, else all that was counted", () => {
    expect(leftBy({ cash_left: 0, cash_counted: 7 })).toBe(0);
    expect(leftBy({ cash_left: null, cash_counted: 7 })).toBe(7);
    expect(leftBy(undefined)).toBeNull();
    expect(openingDiff({ cash_open: 5, cash_open_expected: 7 })).toBe(-2);
    expect(openingDiff({ cash_open: 5, cash_open_expected: null })).toBeNull();
  });
});

describe("late entries", () => {
  test("[O7] late entries stay beside the snapshot: both together expect the cash of one closing of everything", () => {
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

  test("[O7] without late entries there are no late sums", () => {
    expect(countLate(countDrawer(100_000, NONE, 100_000), [])).toBeNull();
  });
});

describe("a day", () => {
  const shiftOf = (list: readonly Entry[], late: readonly Entry[], counted: number) => {
    const totals = totalTakings(list);
    const closed = countDrawer(100_000, totals, counted);
    return { ...closed, totals, late: countLate(closed, late) };
  };
  const shift = fc.tuple(entries, entries, satang);

  test("[S5] a day is the sum of its shifts with their late entries", () => {
    fc.assert(
      fc.property(fc.array(shift, { maxLength: 5 }), (shifts) => {
        const day = totalDay(shifts.map((of_shift) => shiftOf(...of_shift)));
        const all = shifts.flatMap(([list, late]) => [...list, ...late]);
        expect(day).toMatchObject(totalTakings(all));
        expect(day.net + day.tax_total + day.rounding_total).toBe(
          day.sales_total - day.refunds_total + day.surcharge_total,
        );
        expect(day.cash_expected).toBe(shifts.length * 100_000 + cashIn(all));
        expect(day.cash_diff).toBe(day.cash_counted - day.cash_expected);
        expect([day.shifts_count, day.cash_open]).toEqual([shifts.length, shifts.length * 100_000]);
      }),
    );
  });

  test("[O7] a day shows beside its report exactly what came later: another shift, or entries of one of its shifts", () => {
    fc.assert(
      fc.property(shift, shift, some, ([list, early, counted], other, late) => {
        const closed = totalDay([shiftOf(list, early, counted)]);
        const beside = lateOfDay(closed, totalDay([shiftOf(list, [...early, ...late], counted)]));
        const { by_method, ...sums } = totalTakings(late);
        expect(beside ?? { ...NONE, cash_expected: 0 }).toMatchObject({ ...sums, cash_expected: cashIn(late) });
        for (const [method, amount] of Object.entries(by_method)) expect(beside?.by_method[method]).toBe(amount);
        const more = lateOfDay(closed, totalDay([shiftOf(list, early, counted), shiftOf(...other)]));
        expect(more).toMatchObject({ shifts_count: 1, cash_open: 100_000 });
      }),
    );
  });

  test("[O7] a day shows nothing beside its report when nothing came later", () => {
    const closed = totalDay([shiftOf([takingOf()], [], 5)]);
    expect(lateOfDay(closed, closed)).toBeNull();
  });
});
