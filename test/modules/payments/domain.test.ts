/** A sale is paid to the satang, in as many tenders as it takes, and only cash gives change. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SettlementRefusal, settle, sumByMethod, type Tender } from "../../../src/modules/payments/domain.ts";

const METHODS = new Set(["cash", "card", "qr"]);
const cash = (amount: number, amount_tendered?: number): Tender => ({ method: "cash", amount, amount_tendered });
const card = (amount: number, amount_tendered?: number): Tender => ({ method: "card", amount, amount_tendered });
const qr = (amount: number): Tender => ({ method: "qr", amount });

describe("tenders settle a total", () => {
  // Each payment as method, what it settles, what was handed over.
  test.each([
    ["exactly, in cash", 350, [cash(350)], [["cash", 350, 350]], 350, 0],
    ["exactly, by card", 350, [card(350)], [["card", 350, 350]], 350, 0],
    ["in cash with change, told by what was handed over", 350, [cash(350, 1000)], [["cash", 350, 1000]], 1000, 650],
    ["in cash with change, told by the amount alone", 350, [cash(1000)], [["cash", 350, 1000]], 1000, 650],
    ["in cash with change, told by both", 350, [cash(400, 1000)], [["cash", 350, 1000]], 1000, 650],
    ["by a card that says what it was charged", 350, [card(350, 350)], [["card", 350, 350]], 350, 0],
    [
      "split over three methods",
      350,
      [card(100), qr(50), cash(200)],
      [
        ["card", 100, 100],
        ["qr", 50, 50],
        ["cash", 200, 200],
      ],
      350,
      0,
    ],
    [
      "split, with change from the cash alone",
      350,
      [card(200), cash(200)],
      [
        ["card", 200, 200],
        ["cash", 150, 200],
      ],
      400,
      50,
    ],
    [
      "split, with the cash first",
      350,
      [cash(500), card(200)],
      [
        ["cash", 150, 500],
        ["card", 200, 200],
      ],
      700,
      350,
    ],
    [
      "split over two cards",
      350,
      [card(100), card(250)],
      [
        ["card", 100, 100],
        ["card", 250, 250],
      ],
      350,
      0,
    ],
    [
      "by two notes of cash",
      350,
      [cash(200), cash(200)],
      [
        ["cash", 150, 200],
        ["cash", 200, 200],
      ],
      400,
      50,
    ],
    ["of nothing, with nothing", 0, [], [], 0, 0],
  ] as const)("[S2] %s", (_, total, tenders, payments, amount_tendered, change) => {
    const settled = settle(total, tenders, METHODS);
    if (!settled.ok) throw new Error(settled.refusal.reason);
    expect(settled.value.payments.map((paid) => [paid.method, paid.amount, paid.amount_tendered])).toEqual(payments);
    expect(settled.value).toMatchObject({ amount_tendered, change });
  });

  test("[S2] and are numbered in their order, each with its reference", () => {
    const tenders = [{ ...card(100), reference: "TX-1" }, cash(250)];
    expect(settle(350, tenders, METHODS)).toMatchObject({
      value: {
        payments: [
          { payment_no: 1, reference: "TX-1" },
          { payment_no: 2, reference: null },
        ],
      },
    });
  });
});

describe("tenders are refused", () => {
  const cases: [string, number, Tender[], SettlementRefusal][] = [
    ["one satang short", 350, [cash(349)], { reason: "short", due: 350, paid: 349 }],
    ["short, whatever was handed over", 350, [cash(300, 1000)], { reason: "short", due: 350, paid: 300 }],
    ["short in all their parts", 350, [card(100), cash(200)], { reason: "short", due: 350, paid: 300 }],
    ["with none for a sum", 350, [], { reason: "short", due: 350, paid: 0 }],
    ["one satang over without cash", 350, [card(351)], { reason: "over", due: 350, paid: 351 }],
    ["over by more than the cash among them", 350, [card(400), cash(20)], { reason: "over", due: 350, paid: 420 }],
    ["with a card for a sale of nothing", 0, [card(1)], { reason: "over", due: 0, paid: 1 }],
    ["with cash handed over that is less than its amount", 350, [cash(350, 349)], { reason: "tendered", index: 0 }],
    ["with a card charged less than its amount", 350, [card(350, 349)], { reason: "tendered", index: 0 }],
    ["with a card charged more than its amount", 350, [cash(100), card(250, 300)], { reason: "tendered", index: 1 }],
    [
      "by a method that the park does not take",
      350,
      [cash(100), { method: "shells", amount: 250 }],
      { reason: "method", index: 1 },
    ],
    ["by cash where the park takes none", 350, [cash(350)], { reason: "method", index: 0 }],
  ];
  test.each(cases)("[S2] %s", (why, total, tenders, refusal) => {
    const methods = why.includes("takes none") ? new Set(["card"]) : METHODS;
    expect(settle(total, tenders, methods)).toEqual({ ok: false, refusal });
  });
});

test("[S2] whatever is tendered, what is settled covers the total exactly, and only cash gives change", () => {
  const amount = fc.integer({ min: 0, max: 1000 });
  const tender = fc.record({
    method: fc.constantFrom("cash", "card", "qr"),
    amount,
    extra: fc.integer({ min: -1, max: 50 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.array(tender, { maxLength: 6 }), (total, given) => {
      const tenders = given.map(({ method, amount: sum, extra }) => ({
        method,
        amount: sum,
        amount_tendered: method === "cash" && extra > 0 ? sum + extra : undefined,
      }));
      const settled = settle(total, tenders, METHODS);
      fc.pre(settled.ok);
      if (!settled.ok) return;
      const { payments, amount_tendered, change } = settled.value;
      expect(payments.reduce((sum, payment) => sum + payment.amount, 0)).toBe(total);
      expect(amount_tendered - change).toBe(total);
      for (const payment of payments) {
        expect(payment.amount).toBeGreaterThanOrEqual(0);
        if (payment.method !== "cash") expect(payment.amount_tendered).toBe(payment.amount);
      }
      const { by_method, cash: in_drawer } = sumByMethod(payments);
      expect(Object.values(by_method).reduce((sum, each) => sum + each, 0)).toBe(total);
      const cash_in = payments
        .filter(({ method }) => method === "cash")
        .reduce((sum, each) => sum + each.amount_tendered, 0);
      expect(in_drawer).toBe(cash_in - change);
    }),
    { numRuns: 2000 },
  );
});
