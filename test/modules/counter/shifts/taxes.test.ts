/** The tax of a shift, a day and a receipt is the tax of sales, refunds and surcharges, by rate (rule R2). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage } from "../../../support/gate.ts";
import { type Client, newPark, type TestPark } from "../../../support/park.ts";
import { grantFor, refund } from "../../../support/refunds.ts";

const key = () => newId(Date.now());

async function ticketOf(park: TestPark, price: number): Promise<string> {
  return makePackage(park, { name: `Ticket of ${price}`, price });
}

async function sell(till: Client, package_id: string, qty: number, amount: number, method = "cash") {
  const sold = await till.post("/sales", { items: [{ package_id, qty }], payments: [{ method, amount }] }, key());
  if (sold.status !== 201) throw new Error(sold.text);
  return sold.data;
}

/** Closes the open shift and its day; returns both replies. */
async function close(park: TestPark, till: Client) {
  const supervisor = await park.person("supervisor");
  const { business_date } = (await till.get("/shifts/current")).data;
  const shift = await till.post("/shifts/close", { cash_counted: 0 });
  const day = await supervisor.post("/day_closes", { store_id: park.store_id, business_date });
  if (day.status !== 201) throw new Error(shift.text + day.text);
  return { shift: shift.data, day: day.data, supervisor };
}

/** The lines of a CSV by the names of its columns. */
function rowsOf(csv: string): Record<string, string>[] {
  const [names = [], ...rows] = csv
    .replace("\uFEFF", "")
    .split("\r\n")
    .map((line) => line.match(/"(?:[^"]|"")*"|[^,]+|(?<=,)(?=,|$)|^(?=,)/g) ?? []);
  return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])));
}

describe("the tax of a shift and its day", () => {
  test("[R2] the tax of 500.00 sold and 175.00 refunded is 21.26 and the net 303.74, in shift and day, in CSV and by rate", async () => {
    const park = await newPark();
    const till = await park.till();
    const sale = await sell(till, await ticketOf(park, 50_000), 1, 50_000);
    expect(sale.tax_total).toBe(3_271);
    const given = await refund(park, till, sale.sale_id, { amount: 17_500 });
    const back = [{ rate_bps: 700, gross: 17_500, net: 16_355, tax_total: 1_145 }];
    expect(given.data).toMatchObject({ amount: 17_500, tax_total: 1_145, taxes: back });
    const { shift, day, supervisor } = await close(park, till);
    const totals = {
      ...{ sales_total: 50_000, refunds_total: 17_500, refunds_tax_total: 1_145, tax_total: 2_126, net: 30_374 },
      taxes: [{ rate_bps: 700, gross: 32_500, net: 30_374, tax_total: 2_126 }],
    };
    expect([shift.totals, day.totals, day.late]).toMatchObject([totals, totals, null]);
    const sheets = await Promise.all([supervisor.get("/shifts?format=csv"), supervisor.get("/day_closes?format=csv")]);
    for (const { text } of sheets)
      expect(rowsOf(text)).toMatchObject([
        {
          ...{ "totals.net": "30374", "totals.tax_total": "2126", "totals.refunds_tax_total": "1145" },
          ...{ "totals.taxes.0.rate_bps": "700", "totals.taxes.0.gross": "32500", "totals.taxes.0.tax_total": "2126" },
        },
      ]);
  });

  test("[P6] the tax of a card sale of 107.00 with 3 % surcharge is 7.21, also on the receipt; after a void it is nothing", async () => {
    const park = await newPark();
    const owner = await park.office("owner");
    const types = await owner.get("/payment-types");
    const card = types.data.find(({ method }: { method: string }) => method === "card");
    const terms = { label_en: card.label_en, label_th: card.label_th, surcharge_bps: 300 };
    expect((await owner.call("PUT", "/payment-types/card", terms)).status).toBe(200);
    const till = await park.till();
    const package_id = await ticketOf(park, 10_700);
    const sale = await sell(till, package_id, 1, 10_700, "card");
    const taxes = [{ rate_bps: 700, gross: 11_021, net: 10_300, tax_total: 721 }];
    expect(sale).toMatchObject({ tax_total: 700, surcharge_total: 321, surcharge_tax_total: 21, taxes });
    expect((await till.get(`/sales/${sale.sale_id}`)).data.taxes).toEqual(taxes);
    const receipt = (await till.get(`/receipts/${sale.sale_id}?lang=en`)).data;
    const told = receipt.rows.filter(({ left = "" }) => /VAT|Amount paid|surcharge/.test(left));
    expect(told.map(({ left, right }: { left: string; right: string }) => [left, right])).toEqual([
      ["Payment surcharge", "3.21"],
      ["Amount paid", "110.21"],
      ["Before VAT 7%", "103.00"],
      ["VAT included 7%", "7.21"],
    ]);
    const undone = await sell(till, package_id, 1, 10_700, "card");
    const supervisor = await park.person("supervisor", "pos");
    const done = await supervisor.post(`/sales/${undone.sale_id}/void`, { reason_code: "cashier_error" });
    expect(done.status, done.text).toBe(200);
    const { shift, day } = await close(park, till);
    const totals = { tax_total: 721, net: 10_300, surcharge_total: 321, surcharge_tax_total: 21, taxes };
    expect([shift.totals, day.totals]).toMatchObject([totals, totals]);
  });

  test("[R2] a later payment has the tax of its surcharge, and a failed one has none", async () => {
    const park = await newPark();
    const owner = await park.office("owner");
    await owner.post("/payment-types", { method: "later", kind: "account", label_en: "Account", label_th: "เชื่อ" });
    const terms = { label_en: "Card", label_th: "บัตร", surcharge_bps: 300 };
    await owner.call("PUT", "/payment-types/card", terms);
    const till = await park.till();
    const { sale_id } = await sell(till, await ticketOf(park, 10_700), 1, 10_700, "later");
    const pay = () => till.post("/payments", { sale_id, method: "card", amount: 10_700 }, key());
    const first = await pay();
    expect([first.status, first.data]).toMatchObject([201, { surcharge: 321, surcharge_tax_total: 21 }]);
    const approval_token = await grantFor(park, till, sale_id);
    const change = { status: "failed", reason_code: "guest_request", approval_token };
    const failed = await till.call("PATCH", `/payments/${first.data.payment_id}`, change);
    expect(failed.status, failed.text).toBe(200);
    expect((await pay()).status).toBe(201);
    const { shift } = await close(park, till);
    expect(shift.totals).toMatchObject({ tax_total: 721, net: 10_300, surcharge_total: 321, surcharge_tax_total: 21 });
  });

  test("[R2] entries from before rates were kept have the tax of their goods without a rate, and the shift still closes", async () => {
    const park = await newPark();
    const till = await park.till();
    await sell(till, await ticketOf(park, 10_700), 1, 10_700);
    // A row of that time has only the columns of that time.
    await env.DB.prepare(
      `INSERT INTO drawer_entries (tenant_id, shift_id, entry_id, kind, at, total, cash, gross, discount_total, tax_total, by_method)
       SELECT tenant_id, shift_id, 'older', kind, at, total, cash, gross, discount_total, tax_total, by_method
       FROM drawer_entries WHERE tenant_id = ?`,
    )
      .bind(park.tenant_id)
      .run();
    const { shift, day } = await close(park, till);
    const taxes = [700, null].map((rate_bps) => ({ rate_bps, gross: 10_700, net: 10_000, tax_total: 700 }));
    expect([shift.totals, day.totals]).toMatchObject([{ taxes }, { taxes, net: 20_000, tax_total: 1_400 }]);
  });
});
