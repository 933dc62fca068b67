/** A debt is paid in whole coins, and the remainder that no coin can pay is a tender without money (rule P7). */

import { beforeAll, describe, expect, test } from "vitest";
import { entryOf, inWholeCoins } from "../../../../src/modules/counter/payments/domain/later.ts";
import { makePackage } from "../../../support/gate.ts";
import { loosenedTo } from "../../../support/guards.ts";
import { type Client, newPark, type TestPark } from "../../../support/park.ts";
import { newKey, recordsOf, refund } from "../../../support/refunds.ts";

test.each([
  [3_350, { coin: 100, pays_all: true }, { whole: 3_300, rounding: 50 }],
  [3_350, { coin: 100, pays_all: false }, { whole: 3_300, rounding: 0 }],
  [3_350, { coin: 25, pays_all: true }, { whole: 3_350, rounding: 0 }],
  [3_350, { coin: 0, pays_all: true }, { whole: 3_350, rounding: 0 }],
  [99, { coin: 100, pays_all: true }, { whole: 0, rounding: 99 }],
])("[P7] a debt of %i satang with %j takes %j", (amount, terms, value) => {
  expect(inWholeCoins(amount, terms)).toEqual({ ok: true, value });
});

test("[P7] less than a coin of a larger debt is refused, and the rounding is in the drawer's entry and not in its cash", () => {
  expect(inWholeCoins(99, { coin: 100, pays_all: false })).toEqual({ ok: false, refusal: { coin: 100 } });
  const none = { surcharge: 0, surcharge_tax_total: 0, surcharge_rate_bps: 0 };
  const entry = entryOf({ method: "cash", amount: 3_300, ...none }, 1, 50);
  expect(entry).toMatchObject({ total: 3_350, cash: 3_300, by_method: { cash: 3_300, rounding: 50 } });
});

describe("coins of one baht", () => {
  let park: TestPark;
  let till: Client;
  let package_id: string;
  beforeAll(async () => {
    park = await newPark();
    await loosenedTo(park, "pricing.cash_rounding", 100);
    till = await park.till();
    package_id = await makePackage(park, { name: "Ticket", price: 13_350 });
  });
  const onAccount = async () => {
    const payments = [{ method: "account", amount: 13_350 }];
    const sold = await till.post("/sales", { items: [{ package_id, qty: 1 }], payments }, newKey());
    expect(sold.status, sold.text).toBe(201);
    return sold.data.sale_id as string;
  };
  const pay = (sale_id: string, amount: number, terms: object = {}) =>
    till.post("/payments", { sale_id, method: "cash", amount, ...terms }, newKey());
  const dueOf = async (sale_id: string) => (await till.get(`/payments/${sale_id}-1`)).data.due;
  const shift = async () => (await (await park.person("supervisor", "pos")).get("/shifts/current")).data;

  test("[P7] [S4] a debt of 133.50 takes 50.00 and 83.00 in cash, and the drawer, the sale and its refund agree", async () => {
    const sale_id = await onAccount();
    const first = await pay(sale_id, 5_050, { amount_tendered: 10_000 });
    expect([first.status, first.data]).toMatchObject([201, { amount: 5_000, change: 5_000 }]);
    expect(await dueOf(sale_id)).toBe(8_350);
    const less = await pay(sale_id, 50);
    expect([less.status, less.error]).toMatchObject([409, { code: "E_PAYMENT_COIN", details: { coin: 100 } }]);
    const last = await pay(sale_id, 8_350);
    expect(last.data).toMatchObject({ amount: 8_300, amount_tendered: 8_300, change: 0 });
    const { payments } = (await till.get(`/sales/${sale_id}`)).data;
    const told = payments.map(({ method, amount }: { method: string; amount: number }) => [method, amount]);
    expect(told.slice(1)).toEqual([
      ["cash", 5_000],
      ["cash", 8_300],
      ["rounding", 50],
    ]);
    expect(await dueOf(sale_id)).toBe(0);

    const part = await refund(park, till, sale_id, { amount: 2_050 });
    expect(part.data.payments).toMatchObject([{ method: "cash", amount: 2_000 }]);
    const rest = await refund(park, till, sale_id, {});
    const back = rest.data.payments.map(({ method, amount }: { method: string; amount: number }) => [method, amount]);
    expect(back).toEqual([
      ["cash", 3_000],
      ["cash", 8_300],
      ["rounding", 50],
    ]);
    expect(await recordsOf(park, sale_id)).toMatchObject({ refunded_total: 13_350 });
    const slip = (await till.get(`/refunds/${rest.data.refund_id}/slip?lang=en`)).data;
    expect(slip.rows).toContainEqual(expect.objectContaining({ left: "Cash rounding", right: "0.50" }));
    const receipt = (await till.get(`/receipts/${sale_id}?lang=en`)).data;
    expect(receipt.rows).toContainEqual(expect.objectContaining({ left: "Cash rounding", right: "0.50" }));
    expect(slip.rows).toContainEqual(expect.objectContaining({ text: "Reason Guest's wish" }));
  });

  test("[P7] the last half baht of a debt is rounded off without a coin, and a debt that is owed again is owed in coins", async () => {
    const sale_id = await onAccount();
    expect((await pay(sale_id, 13_300)).data).toMatchObject({ method: "cash", amount: 13_300 });
    expect((await pay(sale_id, 50)).data).toMatchObject({ method: "rounding", amount: 50 });
    expect(await dueOf(sale_id)).toBe(0);
    const by_card = await onAccount();
    expect((await pay(by_card, 13_350, { method: "card" })).data).toMatchObject({ amount: 13_350 });
  });

  test("[P7] the drawer must hold whole coins, whatever was rounded off", async () => {
    const sale_id = await onAccount();
    const before = await shift();
    await pay(sale_id, 13_350, { amount_tendered: 20_000 });
    const after = await shift();
    const grown = (name: string) => after.totals[name] - before.totals[name];
    expect([grown("payments_total"), grown("cash_payments")]).toEqual([13_350, 13_300]);
    expect(after.totals.by_method.rounding - (before.totals.by_method.rounding ?? 0)).toBe(50);
  });
});

test("[S2] [R2] the summary counts surcharges that stayed, whether their payment was refunded or not", async () => {
  for (const [policy, kept] of [
    ["whole", 0],
    ["never", 321],
  ] as const) {
    const park = await newPark();
    const owner = await park.office("owner");
    const terms = { label_en: "Card", label_th: "บัตร", surcharge_bps: 300 };
    expect((await owner.call("PUT", "/payment-types/card", terms)).status).toBe(200);
    await loosenedTo(park, "refunds.surcharges", policy);
    const till = await park.till();
    const items = [{ package_id: await makePackage(park, { name: "Ticket", price: 10_700 }), qty: 1 }];
    const sell = async () =>
      (await till.post("/sales", { items, payments: [{ method: "card", amount: 10_700 }] }, newKey())).data.sale_id;
    const [stays, goes, voided] = [await sell(), await sell(), await sell()];
    expect((await refund(park, till, goes)).status).toBe(201);
    const supervisor = await park.person("supervisor", "pos");
    expect((await supervisor.post(`/sales/${voided}/void`, { reason_code: "cashier_error" })).status).toBe(200);
    const { data } = await (await park.office("manager")).get("/payments/summary/stats");
    expect(data.totals).toMatchObject({ count: 3, amount: 10_700, surcharge: 321 + kept });
    expect((await till.get(`/payments/${stays}-1`)).data).toMatchObject({ surcharge: 321, surcharge_refunded: 0 });
    expect((await till.get(`/payments/${goes}-1`)).data).toMatchObject({ surcharge_refunded: 321 - kept });
  }
});
