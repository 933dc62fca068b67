/** A day, its shifts, its sales and its refunds have equal sums, in totals and in CSV, to the satang (rule R2). */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage } from "../../../support/gate.ts";
import { type Client, newPark, type TestPark } from "../../../support/park.ts";
import { refund } from "../../../support/refunds.ts";
import { handedIn, saleOp } from "../../../support/sales-of-outage.ts";

const key = () => newId(Date.now());

type Line = Record<string, string>;

/** The lines of a CSV by the names of its columns. */
async function sheet(client: Client, path: string): Promise<Line[]> {
  const { text, status } = await client.get(path);
  if (status !== 200) throw new Error(text);
  const [names = [], ...rows] = text
    .replace("\uFEFF", "")
    .split("\r\n")
    .map((line) => line.match(/"(?:[^"]|"")*"|[^,]+|(?<=,)(?=,|$)|^(?=,)/g) ?? []);
  return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])));
}

const sumOf = (lines: Line[], ...names: string[]) =>
  lines.reduce((sum, line) => sum + names.reduce((of_line, name) => of_line + Number(line[name] ?? 0), 0), 0);

async function openPark(): Promise<TestPark> {
  const park = await newPark();
  const owner = await park.person("owner");
  for (const [name, value] of [
    ["pricing.cash_rounding", 100],
    ["refunds.surcharges", "proportional"],
  ]) {
    const set = await owner.call("PUT", `/settings/keys/${name}`, { value });
    if (set.status !== 200) throw new Error(set.text);
  }
  await owner.post("/payment-types", { method: "later", kind: "account", label_en: "Account", label_th: "เชื่อ" }, key());
  await owner.call("PUT", "/payment-types/card", { label_en: "Card", label_th: "บัตร", surcharge_bps: 300 });
  return park;
}

test("[R2] the sums agree after coins, surcharges, debts, bundles, places, a void and a refund without a shift", async () => {
  const park = await openPark();
  const till = await park.till();
  const supervisor = await park.person("supervisor", "pos");
  const { business_date } = (await till.get("/shifts/current")).data;
  const single = await makePackage(park, { name: "Odd", price: 3_350 });
  const party = await makePackage(park, { name: "Party", type: "party", quota_or_minutes: 10, price: 99_999 });
  const [day, locker] = [await makePackage(park, { price: 35_000 }), await makePackage(park, { price: 1_000 })];
  const parts = [day, locker].map((package_id) => ({ package_id, qty: 1 }));
  const bundle = await makePackage(park, { name: "Both", type: "bundle", price: 36_000, parts });
  const sell = async (items: object[], ...methods: [method: string, amount?: number][]) => {
    const asked = methods.map(([method, amount]) => ({ method, ...(amount !== undefined && { amount }) }));
    const { grand_total } = (await till.post("/pricing/preview", { items, payments: asked })).data;
    const rest = grand_total - methods.reduce((sum, [, amount = 0]) => sum + amount, 0);
    const payments = methods.map(([method, amount = rest]) => ({ method, amount }));
    const sold = await till.post("/sales", { items, payments }, key());
    if (sold.status !== 201) throw new Error(sold.text);
    return sold.data;
  };
  const give = async (by: Client, sale_id: string, ask: object = {}) => {
    const given = await refund(park, by, sale_id, { ...ask });
    if (given.status !== 201) throw new Error(given.text);
    return given.data;
  };

  const odd = await sell([{ package_id: single, qty: 3 }], ["cash"]);
  await give(till, odd.sale_id, { ticket_ids: [odd.tickets[0].ticket_id] });
  const guests = await sell([{ package_id: party, qty: 1 }], ["card", 50_000], ["cash"]);
  await give(till, guests.sale_id, { places: [{ ticket_id: guests.tickets[0].ticket_id, places: 3 }] });
  const both = await sell(
    [
      { package_id: bundle, qty: 2 },
      { package_id: single, qty: 1 },
    ],
    ["card"],
  );
  await give(till, both.sale_id, { ticket_ids: [both.tickets[1].ticket_id] });
  const refundable = (await till.get(`/sales/${both.sale_id}/refundable`)).data;
  const owed = await sell([{ package_id: single, qty: 1 }], ["later"]);
  const paid = await till.post("/payments", { sale_id: owed.sale_id, method: "cash", amount: 3_350 }, key());
  expect(paid.status, paid.text).toBe(201);
  const owed_by_card = await sell([{ package_id: single, qty: 2 }], ["later"]);
  await till.post("/payments", { sale_id: owed_by_card.sale_id, method: "card", amount: 3_350 }, key());
  const slip = await give(till, owed_by_card.sale_id);
  const rowsAt = async (path: string) =>
    (await till.get(`${path}?lang=en`)).data.rows.map(({ left, right }: Record<string, string>) => [left, right]);
  const receipt = await rowsAt(`/receipts/${owed_by_card.sale_id}`);
  expect(receipt.slice(receipt.findIndex(([left]: string[]) => left === "Left after refunds"))[0][1]).toBe("0.00");
  expect(receipt.filter(([left]: string[]) => left === "Before VAT 7%")).toHaveLength(1);
  expect(await rowsAt(`/refunds/${slip.refund_id}/slip`)).toEqual(
    expect.arrayContaining([
      ["Paid", "68.01"],
      ["Given back", "68.01"],
    ]),
  );
  const undone = await sell([{ package_id: single, qty: 1 }], ["card"]);
  await supervisor.post(`/sales/${undone.sale_id}/void`, { reason_code: "cashier_error" });
  await till.post("/shifts/close", { cash_counted: 0 });
  const last = await give(till, both.sale_id);
  expect([refundable.amount_left, refundable.surcharge_left]).toEqual([last.amount, last.surcharge_total]);
  const z = await supervisor.post("/day_closes", { store_id: park.store_id, business_date });
  expect(z.status, z.text).toBe(201);

  const { totals } = z.data;
  const twice = await sheet(supervisor, "/day_closes?format=csv");
  expect(sumOf(twice, "late.sales_total", "late.tax_total")).toBe(0);
  const { sales_total, refunds_total, surcharge_total, net, tax_total, rounding_total, by_method } = totals;
  expect(sales_total - refunds_total + surcharge_total).toBe(net + tax_total + rounding_total);
  expect(by_method.cash).toBe(totals.cash_sales - totals.cash_refunds + totals.cash_payments);

  const [shifts, sales, refunds, payments] = await Promise.all(
    ["shifts", "sales", "refunds", "payments"].map((list) => sheet(supervisor, `/${list}?format=csv`)),
  );
  const whole = ["gross", "discount_total", "rounding_total", "sales_total", "surcharge_total", "voids_total"];
  for (const name of [...whole, "refunds_total", "net", "tax_total", "sales_count"])
    expect([name, sumOf(shifts ?? [], `totals.${name}`, `late.totals.${name}`)]).toEqual([name, totals[name]]);
  const cash = ["totals.cash_sales", "totals.cash_payments", "totals.cash_in", "totals.cash_adjusted", "cash_open"];
  const out = sumOf(shifts ?? [], "totals.cash_refunds", "totals.cash_out");
  expect(sumOf(shifts ?? [], ...cash) - out).toBe(sumOf(shifts ?? [], "cash_expected"));

  const kept = (sales ?? []).filter((sale) => sale.voided_at === "");
  const done = refunds ?? [];
  const later = (payments ?? []).filter((payment) => payment.settles_payment_id !== "");
  expect(sumOf(kept, "grand_total")).toBe(sales_total);
  expect(sumOf(done, "amount")).toBe(refunds_total);
  const charged = sumOf(kept, "surcharge_total") + sumOf(later, "surcharge");
  expect(charged - sumOf(done, "surcharge_total")).toBe(surcharge_total);
  const bore = sumOf(kept, "taxes.0.tax_total") + sumOf(later, "surcharge_tax_total");
  expect(bore - sumOf(done, "taxes.0.tax_total")).toBe(tax_total);

  const at = Date.now();
  const [late] = await handedIn(await park.device("pos"), [
    saleOp(park, 35_000, { shift_id: (shifts ?? []).find((shift) => shift.unattended === "false")?.shift_id }, at),
  ]);
  expect(late.data).toMatchObject({ late: true, tax_total: 2_290 });
  const [days, again] = await Promise.all(
    ["day_closes", "shifts"].map((list) => sheet(supervisor, `/${list}?format=csv`)),
  );
  for (const name of [...whole, "refunds_total", "net", "tax_total", "sales_count"])
    expect([name, sumOf(days ?? [], `totals.${name}`, `late.${name}`)]).toEqual([
      name,
      sumOf(again ?? [], `totals.${name}`, `late.totals.${name}`),
    ]);
  expect(sumOf(days ?? [], "late.sales_total", "late.tax_total")).toBe(35_000 + 2_290);
});
