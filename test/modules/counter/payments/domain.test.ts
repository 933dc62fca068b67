/** A sale is paid to the satang in any number of tenders, surcharges on top, and only cash gives change. */

import { describe, expect, test } from "vitest";
import { chooseAccount, decideStep, entryOf } from "../../../../src/modules/counter/payments/domain/later.ts";
import {
  PAYMENT_STATUSES,
  type PaymentState,
  refundableOf,
  shownStatus,
  sumByMethod,
} from "../../../../src/modules/counter/payments/domain/life.ts";
import {
  askTenders,
  type SettlementRefusal,
  settle,
  settleAsCharged,
  type Tender,
  tendersOf,
} from "../../../../src/modules/counter/payments/domain/settle.ts";
import { statsOf } from "../../../../src/modules/counter/payments/domain/stats.ts";
import { surchargeShare, taxSurcharges } from "../../../../src/modules/counter/payments/domain/surcharges.ts";
import { type PaymentType, surchargeOf, unknownTender } from "../../../../src/modules/counter/payments/domain/types.ts";
import { taxInside } from "../../../../src/modules/offer/pricing/domain/tax.ts";
import { sumTaxes, taxShare } from "../../../../src/shared/taxes.ts";
import { fc } from "../../../support/properties.ts";

const TYPES = ["cash", "card", "qr"].map(unknownTender);
/** The type Dear has a surcharge of 2 % and 5 baht. */
const DEAR: PaymentType = { method: "dear", kind: "tender", surcharge_bps: 200, surcharge_amount: 500 };
const ACCOUNT: PaymentType = { ...unknownTender("account"), kind: "account" };
const POINTS: PaymentType = { ...unknownTender("points"), kind: "points" };
const ALL = [...TYPES, DEAR, ACCOUNT, POINTS];
const cash = (amount: number, amount_tendered?: number): Tender => ({ method: "cash", amount, amount_tendered });
const card = (amount: number, amount_tendered?: number): Tender => ({ method: "card", amount, amount_tendered });
const qr = (amount: number): Tender => ({ method: "qr", amount });

describe("tenders settle a total", () => {
  // Each payment as method, settled sum, tendered sum.
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
  ] as const)("[S2] tenders settle a total %s", (_, total, tenders, payments, amount_tendered, change) => {
    const settled = settle(total, tenders, TYPES);
    if (!settled.ok) throw new Error(settled.refusal.reason);
    expect(settled.value.payments.map((paid) => [paid.method, paid.amount, paid.amount_tendered])).toEqual(payments);
    expect(settled.value).toMatchObject({ amount_tendered, change });
  });

  test("[S2] payments are numbered in their order, each with its reference", () => {
    const tenders = [{ ...card(100), reference: "TX-1" }, cash(250)];
    expect(settle(350, tenders, TYPES)).toMatchObject({
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
    [
      "with cash handed over that is less than its amount",
      350,
      [cash(350, 349)],
      { reason: "tendered", index: 0, due: 350 },
    ],
    ["with a card charged less than its amount", 350, [card(350, 349)], { reason: "tendered", index: 0, due: 350 }],
    [
      "with a card charged more than its amount",
      350,
      [cash(100), card(250, 300)],
      { reason: "tendered", index: 1, due: 250 },
    ],
    [
      "by a method that the park does not take",
      350,
      [cash(100), { method: "shells", amount: 250 }],
      { reason: "method", index: 1 },
    ],
    ["by cash where the park takes none", 350, [cash(350)], { reason: "method", index: 0 }],
  ];
  test.each(cases)("[S2] tenders are refused: %s", (why, total, tenders, refusal) => {
    const types = why.includes("takes none") ? [unknownTender("card")] : TYPES;
    expect(settle(total, tenders, types)).toEqual({ ok: false, refusal });
  });
});

describe("a surcharge", () => {
  test.each([
    ["is a share, half-up, and an amount", 10_025, 701],
    ["is on top of the smallest sum", 1, 500],
    ["is nothing on nothing", 0, 0],
  ])("[S2] a surcharge %s", (_, amount, surcharge) => {
    expect(surchargeOf(DEAR, amount)).toBe(surcharge);
  });

  test("[S2] a surcharge is on top of the total, is tendered with its payment, and gives no change", () => {
    const settled = settle(30_000, [{ method: "dear", amount: 20_000 }, cash(50_000)], ALL);
    expect(settled).toMatchObject({
      value: {
        payments: [
          { method: "dear", amount: 20_000, surcharge: 900, amount_tendered: 20_900 },
          { method: "cash", amount: 10_000, surcharge: 0, amount_tendered: 50_000 },
        ],
        amount_tendered: 70_900,
        change: 40_000,
        surcharge_total: 900,
      },
    });
  });

  test("[S2] a surcharge that is not tendered is refused with the sum that was due", () => {
    const refused = settle(20_000, [{ method: "dear", amount: 20_000, amount_tendered: 20_000 }], ALL);
    expect(refused).toEqual({ ok: false, refusal: { reason: "tendered", index: 0, due: 20_900 } });
  });

  test("[O7] a surcharge of an outage is the charged one, whatever the types say now", () => {
    const charged = (amount_tendered?: number) =>
      settleAsCharged(20_000, [{ method: "dear", amount: 20_000, amount_tendered }], ALL);
    expect(charged(20_000)).toMatchObject({ value: { surcharge_total: 0 } });
    expect(charged(20_400)).toMatchObject({ value: { surcharge_total: 400 } });
    expect(charged()).toMatchObject({ value: { surcharge_total: 900 } });
    expect(charged(19_999)).toMatchObject({ ok: false });
    const shells = [{ method: "shells", amount: 20_000 }, cash(5_000)];
    expect(settleAsCharged(20_000, shells, ALL)).toMatchObject({ value: { change: 5_000, surcharge_total: 0 } });
  });
});

describe("payments without money", () => {
  test("[S2] a payment on account is pending, points are counted, and both are exact", () => {
    const tenders = [
      { method: "account", amount: 300 },
      { method: "points", amount: 50 },
    ];
    expect(settle(350, tenders, ALL)).toMatchObject({
      value: { payments: [{ status: "pending" }, { status: "captured" }], points_amount: 50, change: 0 },
    });
    for (const method of ["account", "points"]) {
      expect(settle(350, [{ method, amount: 400 }], ALL)).toMatchObject({ refusal: { reason: "over" } });
      const given = settle(350, [{ method, amount: 350, amount_tendered: 400 }], ALL);
      expect(given).toMatchObject({ refusal: { reason: "tendered" } });
    }
  });
});

describe("a preview of payments", () => {
  test.each([
    ["cash alone rounds all", [{ method: "cash" }], true, 0],
    [
      "cash beside a card rounds what the card leaves",
      [{ method: "cash" }, { method: "card", amount: 100 }],
      true,
      100,
    ],
    ["cash beside a card that takes the rest rounds nothing", [cash(100), { method: "card" }], false, 0],
    ["a card rounds nothing", [{ method: "card", amount: 350 }], false, 350],
    ["no tender rounds nothing", [], false, 0],
  ])("[P7] cash rounding before a sale: %s", (_, tenders, with_cash, non_cash) => {
    expect(tendersOf(tenders, TYPES)).toEqual({ cash: with_cash, non_cash });
  });

  test("[S2] one tender without an amount settles the rest, and each shows its surcharge", () => {
    expect(askTenders(30_000, [{ method: "dear" }, cash(10_000)], ALL)).toEqual({
      ok: true,
      value: {
        payments: [
          { method: "dear", amount: 20_000, surcharge: 900 },
          { method: "cash", amount: 10_000, surcharge: 0 },
        ],
        surcharge_total: 900,
        amount_due: 30_900,
      },
    });
    expect(askTenders(1, [{ method: "shells" }], ALL)).toEqual({ ok: false, refusal: { reason: "method", index: 0 } });
  });
});

const standing = (terms: Partial<PaymentState>): PaymentState => ({
  status: "captured",
  amount: 100,
  settled: 0,
  refunded: 0,
  settles_no: null,
  ...terms,
});
const account = (settled: number) => standing({ status: "pending", settled });

describe("a payment on account", () => {
  test("[S2] a payment on account is shown as pending until all of it is settled", () => {
    expect([0, 99, 100].map((settled) => shownStatus(account(settled)))).toEqual(["pending", "pending", "captured"]);
    expect(shownStatus(standing({ status: "pending", settles_no: 1, settled: 0, amount: 0 }))).toBe("pending");
  });

  test("[S2] the first account with a debt is settled, and takes no more than it owes", () => {
    const [paid, half] = [account(100), account(60)];
    expect(chooseAccount([standing({}), paid, half], 40)).toEqual({ ok: true, value: half });
    expect(chooseAccount([paid, half], 41)).toMatchObject({ refusal: { reason: "overpaid", due: 40 } });
    expect(chooseAccount([paid], 1)).toMatchObject({ refusal: { reason: "overpaid", due: 0 } });
    const ended = standing({ status: "failed" });
    expect(chooseAccount([standing({}), ended], 1)).toMatchObject({ refusal: { reason: "no_account" } });
  });
});

describe("a refund", () => {
  test.each<[string, PaymentState, number]>([
    ["the rest of a captured payment", standing({ refunded: 30 }), 70],
    ["the debt of an account", standing({ status: "pending", settled: 50, refunded: 20 }), 30],
    ["nothing of a settled account: the later payments have it", account(100), 0],
    ["nothing of a promised payment", standing({ status: "pending", settles_no: 1 }), 0],
    ["nothing of a failed payment", standing({ status: "failed" }), 0],
    ["nothing of a payment that was refunded by hand", standing({ status: "refunded" }), 0],
  ])("[A4] a refund takes %s", (_, payment, left) => {
    expect(refundableOf(payment)).toBe(left);
  });

  test("[A4] a full refund changes the shown status; a partial one does not", () => {
    expect([99, 100].map((refunded) => shownStatus(standing({ refunded })))).toEqual(["captured", "refunded"]);
    const owed = (refunded: number) => standing({ status: "pending", settled: 60, refunded });
    expect([owed(39), owed(40)].map(shownStatus)).toEqual(["pending", "captured"]);
    expect(shownStatus(standing({ status: "pending", refunded: 100 }))).toBe("refunded");
  });

  test("[A4] a refund allows no step by hand, and leaves less to be paid later", () => {
    expect(decideStep(standing({ refunded: 1 }), "tender", "refunded").ok).toBe(false);
    const owed = standing({ status: "pending", settled: 50, refunded: 20 });
    expect(chooseAccount([owed], 31)).toMatchObject({ refusal: { reason: "overpaid", due: 30 } });
  });
});

describe("a step by hand", () => {
  const allowed: Record<string, object> = {
    "pending captured": { moves: 1, gives_back: false },
    "pending failed": { moves: 0, gives_back: true },
    "captured failed": { moves: -1, gives_back: true },
    "captured refunded": { moves: -1, gives_back: true },
  };
  const steps = PAYMENT_STATUSES.flatMap((from) => PAYMENT_STATUSES.map((to) => [from, to] as const));
  test.each(steps)("[S2] a step by hand from %s to %s is decided by the one table", (from, to) => {
    const later = standing({ status: from, settles_no: 1 });
    const value = allowed[`${from} ${to}`];
    const expected = value ? { ok: true, value } : { ok: false, refusal: { status: from, wanted: to } };
    expect(decideStep(later, "tender", to)).toEqual(expected);
  });

  test("[S2] no step by hand changes an account, points, or a payment that was captured with its sale", () => {
    expect(decideStep(account(0), "account", "captured").ok).toBe(false);
    expect(decideStep(account(0), "tender", "failed").ok).toBe(false);
    expect(decideStep(standing({}), "points", "refunded").ok).toBe(false);
    for (const to of ["failed", "refunded"] as const)
      expect(decideStep(standing({}), "tender", to)).toEqual({
        ok: false,
        refusal: { status: "captured", wanted: to },
      });
  });

  test("[S4] a step by hand writes an entry, and its undoing writes the same below zero", () => {
    const money = { method: "cash", amount: 100, surcharge: 107, surcharge_tax_total: 7, surcharge_rate_bps: 700 };
    const came = entryOf(money, 1);
    expect(came).toMatchObject({
      ...{ total: 100, cash: 207, surcharge_total: 107, by_method: { cash: 207 } },
      taxes: [{ rate_bps: 700, gross: 107, net: 100, tax_total: 7 }],
    });
    expect(entryOf(money, -1)).toMatchObject({
      total: -100,
      cash: -207,
      surcharge_total: -107,
      by_method: { cash: -207 },
      taxes: [{ rate_bps: 700, gross: -107, net: -100, tax_total: -7 }],
    });
    expect(entryOf({ ...money, method: "card" }, 1).cash).toBe(0);
  });
});

test("[S4] Failed, refunded and promised payments are not counted; a sale's own payment on account is", () => {
  const paid = (terms: object) => ({
    method: "cash",
    amount: 100,
    surcharge: 5,
    status: "captured" as const,
    ...terms,
  });
  const payments = [
    paid({}),
    paid({ status: "failed" }),
    paid({ status: "refunded" }),
    paid({ status: "pending", settles_no: 1 }),
    paid({ method: "account", surcharge: 0, status: "pending", settles_no: null }),
  ];
  expect(sumByMethod(payments)).toEqual({ by_method: { cash: 105, account: 100 }, cash: 105 });
});

test("[S2] attempts are counted in any status, money only where it was captured and stayed", () => {
  const sum = (status: (typeof PAYMENT_STATUSES)[number], count: number) => ({
    status,
    count,
    amount: count * 100,
    surcharge: count,
    surcharge_kept: status === "refunded" ? 7 : 0,
  });
  const stats = statsOf([sum("captured", 4), sum("failed", 1), sum("refunded", 1), sum("captured", 1)]);
  expect(stats).toMatchObject({ count: 7, amount: 500, surcharge: 5 + 7, success_bps: 8571 });
  expect(stats.by_status).toMatchObject({ captured: { count: 5 }, refunded: { amount: 100 }, pending: { count: 0 } });
  expect(statsOf([]).success_bps).toBeNull();
});

test("[S2] for any tenders the settled sums cover the total exactly, and only cash gives change", () => {
  const amount = fc.integer({ min: 0, max: 1000 });
  const tender = fc.record({
    method: fc.constantFrom("cash", "card", "dear", "points"),
    amount,
    extra: fc.integer({ min: -1, max: 50 }),
  });
  const cart = fc.array(tender, { maxLength: 6 }).chain((given) => {
    const sum = given.reduce((so_far, each) => so_far + each.amount, 0);
    const spare = given.reduce((so_far, each) => so_far + (each.method === "cash" ? each.amount : 0), 0);
    return fc.record({ given: fc.constant(given), total: fc.integer({ min: sum - spare, max: sum }) });
  });
  fc.assert(
    fc.property(cart, ({ given, total }) => {
      const tenders = given.map(({ method, amount: sum, extra }) => ({
        method,
        amount: sum,
        amount_tendered: method === "cash" && extra > 0 ? sum + extra : undefined,
      }));
      const settled = settle(total, tenders, ALL);
      if (!settled.ok) throw new Error(settled.refusal.reason);
      const { payments, amount_tendered, change, surcharge_total } = settled.value;
      const sumOf = (name: "amount" | "surcharge") => payments.reduce((sum, payment) => sum + payment[name], 0);
      expect([sumOf("amount"), sumOf("surcharge")]).toEqual([total, surcharge_total]);
      expect(amount_tendered - change).toBe(total + surcharge_total);
      for (const payment of payments) {
        expect(payment.amount).toBeGreaterThanOrEqual(0);
        if (payment.method !== "cash") expect(payment.amount_tendered).toBe(payment.amount + payment.surcharge);
      }
      const { by_method, cash: in_drawer } = sumByMethod(payments);
      expect(Object.values(by_method).reduce((sum, each) => sum + each, 0)).toBe(total + surcharge_total);
      const cash_in = payments
        .filter(({ method }) => method === "cash")
        .reduce((sum, each) => sum + each.amount_tendered, 0);
      expect(in_drawer).toBe(cash_in - change);
      expect(settleAsCharged(total, tenders, ALL)).toEqual(settled);
    }),
    { numRuns: 10_000 },
  );
});

const part = fc.integer({ min: 0, max: 5_000 });

describe("the tax of surcharges", () => {
  test("[P6] the tax of surcharges is shared among the payments of a sale, and adds up to the sale's tax", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (surcharges) => {
        const whole = surcharges.reduce((sum, each) => sum + each, 0);
        const tax = taxInside(whole, { rate_bps: 700 });
        const taxed = taxSurcharges(
          surcharges.map((surcharge) => ({ surcharge })),
          tax,
          700,
        );
        expect(taxed.reduce((sum, { surcharge_tax_total }) => sum + (surcharge_tax_total ?? 0), 0)).toBe(tax);
      }),
    );
  });

  test("[P5] the tax of a surcharge goes back part by part, and adds up exactly, in any parts", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.boolean(), (parts, is_kept) => {
        const surcharge = parts.reduce((sum, each) => sum + each, 0);
        const tax = taxInside(surcharge, { rate_bps: 700 });
        const sale = { surcharge_total: surcharge, surcharge_tax_total: tax };
        const kept = is_kept
          ? { surcharge, surcharge_tax_total: tax, surcharge_rate_bps: 700 }
          : { surcharge, surcharge_tax_total: null, surcharge_rate_bps: null };
        let before = 0;
        const shares = parts.map((amount) => {
          const share = surchargeShare(kept, amount, before, sale);
          before += amount;
          return share;
        });
        expect(shares.every(({ gross, net, tax_total }) => gross === net + tax_total && tax_total >= 0)).toBe(true);
        expect(sumTaxes(shares)).toEqual(surcharge === 0 ? [] : [taxShare(is_kept ? 700 : null, surcharge, tax)]);
      }),
    );
  });
});
