/** Cash is refunded in whole coins, and surcharges by the park's policy, also in the drawer and its tax. */

import { describe, expect, test } from "vitest";
import { makePackage } from "../../../support/gate.ts";
import { loosenedTo } from "../../../support/guards.ts";
import { type Client, newPark } from "../../../support/park.ts";
import { newKey, recordsOf, refund } from "../../../support/refunds.ts";

async function sell(till: Client, package_id: string, qty: number, amount: number, method = "cash") {
  const sold = await till.post("/sales", { items: [{ package_id, qty }], payments: [{ method, amount }] }, newKey());
  if (sold.status !== 201) throw new Error(sold.text);
  return sold.data;
}

describe("coins of one baht", () => {
  test("[A4] [P7] with coins of one baht tickets of 33.50 give 33.00 in cash each, and the last one takes the remainder", async () => {
    const park = await newPark();
    await loosenedTo(park, "pricing.cash_rounding", 100);
    const till = await park.till();
    const package_id = await makePackage(park, { name: "Ticket", price: 3_350 });
    const sale = await sell(till, package_id, 3, 10_100);
    const ids: string[] = sale.tickets.map(({ ticket_id }: { ticket_id: string }) => ticket_id);
    const given = [];
    for (const id of ids) given.push((await refund(park, till, sale.sale_id, { ticket_ids: [id] })).data);
    expect(given.map(({ amount, rounding }) => [amount, rounding])).toEqual([
      [3_300, -50],
      [3_300, -50],
      [3_500, 150],
    ]);
    expect(await recordsOf(park, sale.sale_id)).toMatchObject({
      ...{ grand_total: 10_100, refunded_total: 10_100, by_payments: 10_100, entries: { cash: 10_100, count: 3 } },
    });
    const { totals } = (await till.post("/shifts/close", { cash_counted: 0 })).data;
    expect(totals).toMatchObject({ tax_total: 0, net: 0, rounding_total: 0 });
  });

  test("[P7] with coins of one baht a refund by amount is rounded down, and less than a coin is refused", async () => {
    const park = await newPark();
    await loosenedTo(park, "pricing.cash_rounding", 100);
    const till = await park.till();
    const sale = await sell(till, await makePackage(park, { name: "Ticket", price: 3_350 }), 2, 6_700);
    const less = await refund(park, till, sale.sale_id, { amount: 99 });
    expect([less.status, less.error]).toMatchObject([409, { code: "E_REFUND_COIN", details: { coin: 100 } }]);
    expect((await refund(park, till, sale.sale_id, { amount: 1_099 })).data).toMatchObject({ amount: 1_000 });
    expect((await refund(park, till, sale.sale_id)).data).toMatchObject({ amount: 5_700 });
  });
});

describe("a surcharge", () => {
  async function parkWith(policy: string | undefined) {
    const park = await newPark();
    const owner = await park.office("owner");
    const terms = { label_en: "Card", label_th: "บัตร", surcharge_bps: 300 };
    expect((await owner.call("PUT", "/payment-types/card", terms)).status).toBe(200);
    if (policy) await loosenedTo(park, "refunds.surcharges", policy);
    const till = await park.till();
    const sale = await sell(till, await makePackage(park, { name: "Ticket", price: 5_350 }), 2, 10_700, "card");
    const ids: string[] = sale.tickets.map(({ ticket_id }: { ticket_id: string }) => ticket_id);
    const back = [];
    for (const id of ids) {
      const { data } = await refund(park, till, sale.sale_id, { ticket_ids: [id] });
      back.push(data.payments.map((part: { surcharge?: number }) => part.surcharge ?? 0)[0]);
    }
    const { totals } = (await till.post("/shifts/close", { cash_counted: 100_000 })).data;
    const { surcharge_total, surcharge_tax_total, tax_total, by_method } = totals;
    return { back, totals: { surcharge_total, surcharge_tax_total, tax_total, card: by_method.card ?? 0 } };
  }

  test("[S2] a surcharge goes back with the rest of the whole sale unless the park says otherwise, and its tax with it", async () => {
    const nothing = { surcharge_total: 0, surcharge_tax_total: 0, tax_total: 0, card: 0 };
    expect(await parkWith(undefined)).toEqual({ back: [0, 321], totals: nothing });
    expect(await parkWith("proportional")).toEqual({ back: [161, 160], totals: nothing });
  });

  test("[S2] a surcharge and its tax stay with a park that never refunds it", async () => {
    const kept = { surcharge_total: 321, surcharge_tax_total: 21, tax_total: 21, card: 321 };
    expect(await parkWith("never")).toEqual({ back: [0, 0], totals: kept });
  });
});
