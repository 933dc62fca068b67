/** Refunds in any order, size and mix give back at most the paid sum, to the tenders that paid it. */

import { describe, expect, test } from "vitest";
import { leftOf } from "../../../../src/modules/counter/refunds/domain/left.ts";
import { mayGiveGoodwill, mayRefundUsed, refusalOf } from "../../../../src/modules/counter/refunds/domain/policy.ts";
import {
  type DecidedRefund,
  decideRefund,
  type RefundTerms,
} from "../../../../src/modules/counter/refunds/domain/refund.ts";
import {
  amountFrom,
  type PaymentLeft,
  pointsBack,
  refusalFrom,
  splitRefund,
} from "../../../../src/modules/counter/refunds/domain/tenders.ts";
import { fc } from "../../../support/properties.ts";
import { askOf, type Paid, paidLine, sold, step } from "./arbitrary.ts";

const sums = (refunds: readonly DecidedRefund[]) => ({
  amount: refunds.reduce((sum, { amount }) => sum + amount, 0),
  tax_total: refunds.reduce((sum, { tax_total }) => sum + tax_total, 0),
  rounding: refunds.reduce((sum, { rounding }) => sum + rounding, 0),
});

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The faults of a list of refunds: one that does not add up, and each sum above the paid sum. */
function excesses(sale: Paid, refunds: readonly DecidedRefund[]): unknown[] {
  const unsound = refunds.filter(({ amount, tax_total, rounding, lines }) => {
    const least = Math.min(amount, ...lines.flatMap((line) => [line.qty, line.amount, line.tax_total]));
    const adds_up = amount === rounding + total(lines.map((line) => line.amount));
    return least < 0 || !adds_up || tax_total !== total(lines.map((line) => line.tax_total));
  });
  const over = sale.lines.filter(({ line_no, qty, total: paid, tax_total }) => {
    const own = refunds.flatMap(({ lines }) => lines.filter((line) => line.line_no === line_no));
    const given = { qty: total(own.map((line) => line.qty)), amount: total(own.map(({ amount }) => amount)) };
    return given.qty > qty || given.amount > paid || total(own.map((line) => line.tax_total)) > tax_total;
  });
  return [...unsound, ...over, ...(sums(refunds).amount > sale.grand_total ? [sums(refunds)] : [])];
}

test("[A4] [P5] any refunds of a sale stay within what was paid, by line and in all, and the rest ends at exactly that", () => {
  fc.assert(
    fc.property(sold, fc.array(step, { maxLength: 12 }), (sale, steps) => {
      const refunds: DecidedRefund[] = [];
      const used = new Set<string>();
      for (const next of steps) {
        if (next.kind === "give_up") refunds.splice(next.start % (refunds.length + 1), 1);
        const left = leftOf(sale, refunds);
        if (next.kind === "use")
          for (const ticket_id of askOf(left, { ...next, kind: "tickets" }).ticket_ids ?? []) used.add(ticket_id);
        const acts = next.kind !== "give_up" && next.kind !== "use";
        const decided = acts ? decideRefund(left, askOf(left, next), used) : undefined;
        if (decided?.ok) {
          refunds.push(decided.value);
          if (next.kind === "amount")
            expect(touchedOf(decided.value).filter((ticket_id) => used.has(ticket_id))).toEqual([]);
        }
        expect(excesses(sale, refunds)).toEqual([]);
      }
      const rest = decideRefund(leftOf(sale, refunds), {});
      if (rest.ok) refunds.push(rest.value);
      expect(excesses(sale, refunds)).toEqual([]);
      const { grand_total: amount, tax_total, rounding } = sale;
      expect(sums(refunds)).toEqual({ amount, tax_total, rounding });
      expect(decideRefund(leftOf(sale, refunds), {})).toMatchObject({
        ok: false,
        refusal: { reason: "over", left: 0 },
      });
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

/** Every ticket that got money. */
function touchedOf({ ticket_ids, lines }: DecidedRefund): string[] {
  return [...ticket_ids, ...lines.flatMap(({ parts = [] }) => parts.flatMap(({ ticket_id }) => ticket_id ?? []))];
}

test("[A4] refunds by amounts alone, however they are cut, end all tickets with the last satang and none long before", () => {
  fc.assert(
    fc.property(sold, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), (sale, shares) => {
      const refunds: DecidedRefund[] = [];
      const give = (amount: number) => {
        const decided = decideRefund(leftOf(sale, refunds), { amount });
        if (!decided.ok) throw new Error(decided.refusal.reason);
        refunds.push(decided.value);
      };
      for (const share of shares) {
        const left = leftOf(sale, refunds);
        if (left.amount_left > 1) give(Math.max(1, Math.floor((left.amount_left * share) / 100)));
        // A unit whose price was refunded does not stay, and an ended unit has all of its price.
        for (const line of leftOf(sale, refunds).lines) {
          const ended = sale.lines.find(({ line_no }) => line_no === line.line_no);
          const gone = (ended?.qty ?? 0) - line.qty_left;
          const given = (ended?.total ?? 0) - line.amount_left;
          const left_ids = new Set(line.ticket_ids);
          const most =
            ended?.ticket_ids?.reduce(
              (sum, id) => (left_ids.has(id) ? sum : sum + (ended.priceOf(id).total ?? 0)),
              0,
            ) ??
            ended?.worthOf(gone, 0).total ??
            0;
          expect(given).toBeGreaterThanOrEqual(most);
        }
      }
      const { amount_left } = leftOf(sale, refunds);
      if (amount_left > 0) give(amount_left);
      const all = sale.lines.flatMap(({ ticket_ids }) => ticket_ids ?? []);
      if (sale.grand_total > 0)
        expect(refunds.flatMap(({ ticket_ids }) => ticket_ids).toSorted()).toEqual(all.toSorted());
      expect(sums(refunds).amount).toBe(sale.grand_total);
    }),
    { numRuns: 200 },
  );
}, 60_000);

/** Three tickets for a hundred baht and two lockers for ten, in cash without the last twelve satang. */
const SALE: Paid = {
  grand_total: 11_000,
  tax_total: 720,
  rounding: -12,
  lines: [paidLine(1, 3, 10_000, 654, "A"), paidLine(2, 2, 1012, 66, null)],
};
const refund = (ask: RefundTerms, ...before: RefundTerms[]) => {
  const refunds: DecidedRefund[] = [];
  for (const earlier of before) {
    const decided = decideRefund(leftOf(SALE, refunds), earlier);
    if (!decided.ok) throw new Error(decided.refusal.reason);
    refunds.push(decided.value);
  }
  return decideRefund(leftOf(SALE, refunds), ask);
};

describe("a refund of a sale", () => {
  const given: [string, RefundTerms, RefundTerms[], Partial<DecidedRefund>][] = [
    ["a ticket gives its paid price", { ticket_ids: ["A2"] }, [], { amount: 3333, tax_total: 218 }],
    ["the next ticket gives its own paid price", { ticket_ids: ["A1"] }, [{ ticket_ids: ["A2"] }], { amount: 3334 }],
    [
      "a unit of a line without tickets gives its price",
      { lines: [{ line_no: 2, qty: 1 }] },
      [],
      { amount: 506, tax_total: 33 },
    ],
    [
      "a ticket with its price as amount gives that price",
      { ticket_ids: ["A1"], amount: 3334 },
      [],
      { amount: 3334, tax_total: 218 },
    ],
    ["everything at once includes the rounding", {}, [], { amount: 11_000, tax_total: 720, rounding: -12 }],
    [
      "a ticket after an amount gives no more than the rest of the line",
      { ticket_ids: ["A1"] },
      [{ ticket_ids: ["A2", "A3"] }, { amount: 3000 }],
      { amount: 334 },
    ],
    [
      "a partly refunded ticket gives the rest of its price",
      { ticket_ids: ["A1"] },
      [{ amount: 1000 }],
      { amount: 2334, ticket_ids: ["A1"] },
    ],
    [
      "another ticket gives its own price after a partial refund of the first",
      { ticket_ids: ["A2"] },
      [{ amount: 1000 }],
      { amount: 3333, ticket_ids: ["A2"] },
    ],
    [
      "a partly refunded unit without a ticket gives the rest of its price",
      { lines: [{ line_no: 2, qty: 1 }] },
      [{ amount: 10_100 }],
      { amount: 406, lines: [{ line_no: 2, qty: 1, amount: 406, tax_total: 26, ticket_ids: [] }] },
    ],
  ];
  test.each(given)("[A4] %s", (_, ask, before, expected) => {
    expect(refund(ask, ...before)).toMatchObject({ ok: true, value: expected });
  });

  test("[A4] an amount goes to the units, lowest line first: a unit whose price is used up ends, the next one records its part", () => {
    expect(refund({ amount: 5000 })).toEqual({
      ok: true,
      value: {
        lines: [
          {
            ...{ line_no: 1, qty: 1, amount: 5000, tax_total: 327, ticket_ids: ["A1"] },
            parts: [{ ticket_id: "A2", amount: 1666 }],
          },
        ],
        ticket_ids: ["A1"],
        amount: 5000,
        tax_total: 327,
        rounding: 0,
      },
    });
    const over_lines = refund({ amount: 10_600 });
    expect(over_lines).toMatchObject({
      value: {
        ticket_ids: ["A1", "A2", "A3"],
        lines: [
          { line_no: 1, qty: 3, amount: 10_000, tax_total: 654 },
          { line_no: 2, qty: 1, amount: 600, parts: [{ ticket_id: null, amount: 94 }] },
        ],
      },
    });
  });

  test("[A4] amounts that add up to a ticket's price end it with the refund that takes the rest", () => {
    const ended = (...amounts: number[]) => {
      const [last = 0, ...before] = amounts.toReversed();
      const decided = refund({ amount: last }, ...before.toReversed().map((amount) => ({ amount })));
      return decided.ok ? decided.value.ticket_ids : decided.refusal.reason;
    };
    expect([ended(3333), ended(3333, 1), ended(2000, 1000, 333), ended(2000, 1000, 334)]).toEqual([
      [],
      ["A1"],
      [],
      ["A1"],
    ]);
    expect(ended(3333, 3335)).toEqual(["A1", "A2"]);
    expect(ended(10_999, 1)).toEqual([]);
    expect(ended(11_000)).toEqual(["A1", "A2", "A3"]);
  });

  describe("used tickets that may not be refunded", () => {
    const used = (...names: string[]) => new Set(names);
    test("[A4] used tickets that may not be refunded are skipped, and the others end", () => {
      const decided = decideRefund(leftOf(SALE, []), { amount: 4000 }, used("A1"));
      expect(decided).toMatchObject({
        value: { ticket_ids: ["A2"], lines: [{ qty: 1, parts: [{ ticket_id: "A3", amount: 667 }] }] },
      });
    });

    test("[A4] an amount above the rest of the unused tickets is refused, with that rest", () => {
      const decided = decideRefund(leftOf(SALE, []), { amount: 7679 }, used("A1"));
      expect(decided).toEqual({ ok: false, refusal: { reason: "used", path: "amount", left: 7678 } });
      const nothing = decideRefund(
        leftOf({ ...SALE, lines: SALE.lines.slice(0, 1) }, []),
        { amount: 1 },
        used("A1", "A2", "A3"),
      );
      expect(nothing).toMatchObject({ refusal: { reason: "used", left: 0 } });
    });

    test("[A4] a ticket that was used after a partial refund is skipped too", () => {
      const before = refund({ amount: 3000 });
      if (!before.ok) throw new Error(before.refusal.reason);
      const decided = decideRefund(leftOf(SALE, [before.value]), { amount: 500 }, used("A1"));
      expect(decided).toMatchObject({
        value: { ticket_ids: [], lines: [{ parts: [{ ticket_id: "A2", amount: 500 }] }] },
      });
    });

    test("[A4] goodwill is given once no other unit has anything left, touches no ticket, and never exceeds what was paid", () => {
      const tickets = { ...SALE, grand_total: 10_000, rounding: 0, lines: SALE.lines.slice(0, 1) };
      const all = used("A1", "A2", "A3");
      const give = (amount: number, closed: Set<string>, ...before: DecidedRefund[]) =>
        decideRefund(leftOf(tickets, before), { amount, goodwill: true }, closed);
      expect(give(100, used("A1", "A2"))).toEqual({
        ok: false,
        refusal: { reason: "units_left", path: "goodwill", left: 3333 },
      });
      expect(give(10_001, all)).toMatchObject({ refusal: { reason: "over", left: 10_000 } });
      const given = give(9_000, all);
      expect(given).toMatchObject({
        value: { amount: 9_000, ticket_ids: [], lines: [{ qty: 0, ticket_ids: [], goodwill: true }] },
      });
      if (!given.ok) throw new Error(given.refusal.reason);
      expect(give(1_001, all, given.value)).toMatchObject({ refusal: { reason: "over", left: 1_000 } });
      // If the park refunds used tickets later, they get the rest of their price.
      expect(decideRefund(leftOf(tickets, [given.value]), {})).toMatchObject({
        value: { amount: 1_000, tax_total: 65 },
      });
    });
  });

  const refused: [string, RefundTerms, RefundTerms[], object][] = [
    ["an amount of one satang more than was paid", { amount: 11_001 }, [], { path: "amount", left: 11_000 }],
    ["one satang more than is left", { amount: 7667 }, [{ ticket_ids: ["A1"] }], { path: "amount", left: 7666 }],
    [
      "a ticket for a satang more than it cost",
      { ticket_ids: ["A1"], amount: 3335 },
      [],
      { path: "amount", left: 3334 },
    ],
    ["a ticket for less than it cost", { ticket_ids: ["A1"], amount: 3333 }, [], { path: "amount", reason: "under" }],
    ["a ticket twice in one refund", { ticket_ids: ["A1", "A1"] }, [], { path: "ticket_ids.1", reason: "twice" }],
    ["a ticket twice", { ticket_ids: ["A1"] }, [{ ticket_ids: ["A1"] }], { path: "ticket_ids.0", reason: "unknown" }],
    ["a stranger's ticket", { ticket_ids: ["A1", "B1"] }, [], { path: "ticket_ids.1", reason: "unknown" }],
    [
      "more units than are left",
      { lines: [{ line_no: 2, qty: 2 }] },
      [{ lines: [{ line_no: 2, qty: 1 }] }],
      { path: "lines.0.qty", left: 1 },
    ],
    [
      "units of a line whose tickets must be named",
      { lines: [{ line_no: 1, qty: 1 }] },
      [],
      { path: "lines.0.line_no", reason: "has_tickets" },
    ],
    ["a line that is none", { lines: [{ line_no: 3, qty: 1 }] }, [], { path: "lines.0.line_no", reason: "unknown" }],
    ["anything after everything", {}, [{}], { left: 0 }],
  ];
  test.each(refused)("[A4] %s is refused, and the field is named", (_, ask, before, refusal) => {
    expect(refund(ask, ...before)).toMatchObject({ ok: false, refusal });
  });
});

describe("the tenders", () => {
  const payment = (payment_no: number, method: string, left: number, owed = false): PaymentLeft => {
    return { payment_no, method, left, owed, cash: method === "cash", let_go: false };
  };
  const PAYMENTS = [
    payment(1, "cash", 300),
    payment(2, "card", 200),
    payment(3, "account", 100, true),
    payment(4, "qr", 50),
  ];
  const split = (amount: number, method?: string) => {
    const parts = splitRefund(amount, PAYMENTS, method);
    return parts.ok ? parts.value.map((part) => [part.payment_no, part.amount]) : parts.refusal;
  };

  describe("[S4] from a place", () => {
    const TILL = { has_device: true, has_shift: true };
    const CLOSED = { has_device: true, has_shift: false };
    const OFFICE = { has_device: false, has_shift: false };
    const ROUNDED = { ...payment(5, "rounding", 25), let_go: true };

    test.each([
      ["a till with an open shift gives back each payment", TILL, PAYMENTS, 10_000_000, 650, null],
      ["a till without a shift gives back all but cash", CLOSED, PAYMENTS, 350, 350, null],
      ["a till without a shift refuses one satang of cash", CLOSED, PAYMENTS, 361, 350, "no_open_shift"],
      ["the office gives back all but cash", OFFICE, PAYMENTS, 350, 350, null],
      ["the office refuses one satang of cash", OFFICE, PAYMENTS, 361, 350, "no_till"],
      ["a limit above the rest names no sum", OFFICE, PAYMENTS, 661, 350, null],
      ["a surcharge on top is no cash", OFFICE, PAYMENTS, 360, 350, null],
      ["the rest with its surcharge is a sum", OFFICE, PAYMENTS, 660, 350, "no_till"],
      ["a limit above the rest of a cash sale is refused", OFFICE, PAYMENTS.slice(0, 1), 10_000_000, 0, "no_till"],
      ["rounding that no coin paid gives nothing back", OFFICE, [...PAYMENTS.slice(0, 1), ROUNDED], 25, 0, "no_till"],
      ["cash that is refunded needs no till", OFFICE, [payment(1, "cash", 0), payment(2, "qr", 50)], 50, 50, null],
      ["a sale without a rest is refused elsewhere", OFFICE, [payment(1, "cash", 0)], 50, 0, null],
    ] as const)("%s", (_, place, payments, most, here, refusal) => {
      expect([amountFrom(place, payments), refusalFrom(place, most, payments, 10)]).toEqual([here, refusal]);
    });
  });

  test("[A4] tenders get back what they paid: debts first, cash last", () => {
    expect(split(100)).toEqual([[3, 100]]);
    expect(split(320)).toEqual([
      [3, 100],
      [2, 200],
      [4, 20],
    ]);
    expect(split(650)).toEqual([
      [3, 100],
      [2, 200],
      [4, 50],
      [1, 300],
    ]);
    expect(split(0)).toEqual([]);
  });

  test("[A4] tenders get back at most their rest, and nothing of another tender", () => {
    expect(split(651)).toEqual({ left: 650 });
    expect(split(300, "cash")).toEqual([[1, 300]]);
    expect(split(301, "cash")).toEqual({ left: 300 });
    expect(split(1, "shells")).toEqual({ left: 0 });
  });

  test("[A4] a tender in points gets back as many points as were taken, however they are cut", () => {
    const burnt = { points: 100, amount: 9950 };
    let before = 0;
    const points = [1, 3333, 6615, 1].map((amount) => {
      const back = pointsBack(burnt, before, amount);
      before += amount;
      return back;
    });
    expect([points, before]).toEqual([[0, 33, 66, 1], 9950]);
  });
});

describe("a park", () => {
  const DAY_MS = 86_400_000;
  const sale = { sold_at: 1000, voided_at: null };
  test("[A4] a park refunds a sale for some days, or without a time limit, and never a voided sale", () => {
    const at = (now: number, within_days = 30) => refusalOf(sale, { within_days, now });
    expect([at(1000 + 30 * DAY_MS), at(1001 + 30 * DAY_MS), at(1000 + 9999 * DAY_MS, 0)]).toEqual([
      null,
      "too_late",
      null,
    ]);
    expect(refusalOf({ ...sale, voided_at: 2000 }, { within_days: 30, now: 3000 })).toBe("sale_voided");
  });

  test("[A4] a park gives goodwill up to its limit for each sale, and none with a limit of 0", () => {
    const asked = [mayGiveGoodwill(500, 0, 500), mayGiveGoodwill(300, 201, 500), mayGiveGoodwill(1, 0, 0)];
    expect(asked).toEqual([true, false, false]);
  });

  test("[A4] a park refunds used tickets by policy, and then only with an approval", () => {
    expect([true, false].map((approved) => mayRefundUsed("with_approval", approved))).toEqual([true, false]);
    expect(mayRefundUsed("never", true)).toBe(false);
  });
});
