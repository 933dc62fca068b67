/** A sale and its tickets show in one word how they were paid, and their shift. */

import { expect, test } from "vitest";
import { adjustPoints } from "../../../../src/modules/guests/customers/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { loosenedTo } from "../../../support/guards.ts";
import { operation } from "../../../support/outage.ts";
import { countRows, newPark } from "../../../support/park.ts";

const PRICE = 35_000;

test("[S2] a sale and its tickets have the method of its payments, `mixed` for several, and their shift", async () => {
  const park = await newPark();
  const till = await park.till();
  const owner = await park.person("owner");
  const { shift_id } = (await till.get("/shifts/current")).data;
  const payments = (methods: Record<string, number>) =>
    Object.entries(methods).map(([method, amount]) => ({ method, amount }));
  const ways: [tenders: Record<string, number>, word: string][] = [
    [{ cash: PRICE }, "cash"],
    [{ cash: 10_000, qr: 25_000 }, "mixed"],
    [{ account: PRICE }, "account"],
  ];
  for (const [tenders, payment_method] of ways) {
    const items = [{ package_id: park.packages.single, qty: 1 }];
    const sold = await till.post("/sales", { items, payments: payments(tenders) }, newId(Date.now()));
    expect(sold.data, sold.text).toMatchObject({ payment_method, shift_id });
    const { sale_id, tickets } = sold.data;
    // Later payments of an account do not change the sale's word.
    if (payment_method === "account") {
      const later = { payments: [{ method: "cash", amount: PRICE }] };
      const paid = await till.post("/payments", { sale_id, ...later.payments[0] }, newId(Date.now()));
      expect(paid.status, paid.text).toBe(201);
    }
    expect((await owner.get(`/sales/${sale_id}`)).data.payment_method).toBe(payment_method);
    const bears = { payment_method, shift_id, lot_no: null };
    expect((await owner.get(`/tickets/${tickets[0].ticket_id}`)).data).toMatchObject(bears);
    expect((await owner.get(`/tickets?q=${tickets[0].ticket_id}`)).data).toMatchObject([bears]);
  }
  const listed = (await owner.get("/sales")).data.map((sale: { payment_method: string }) => sale.payment_method);
  expect(listed).toEqual(["account", "mixed", "cash"]);
  const csv = await owner.get("/sales?format=csv");
  expect(csv.text.split("\r\n")[0]).toContain(",payment_method,");
});

test("[S2] no payment type is called mixed", async () => {
  const owner = await (await newPark()).person("owner");
  const type = { method: "mixed", label_en: "Mixed", label_th: "หลายแบบ" };
  const reply = await owner.post("/payment-types", type, newId(Date.now()));
  expect([reply.status, reply.error?.details?.fields]).toEqual([
    422,
    [{ path: "method", message: expect.any(String) }],
  ]);
});

test("[S2] [C1] points pay for their customer's sale alone, and those that it earns do not pay for it", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const label = { label_en: "Points", label_th: "แต้ม" };
  await owner.post("/payment-types", { method: "points", kind: "points", ...label }, newId(Date.now()));
  const settings = { "loyalty.satang_per_point": 1_000, "loyalty.point_value": 100 };
  for (const [key, value] of Object.entries(settings)) await loosenedTo(park, key, value);
  const { customer_id } = (await owner.post("/customers", { name: "Somsri" }, newId(Date.now()))).data;
  await adjustPoints(await operation(park), customer_id, { points: 200, reason: "welcome" });
  const till = await park.till();
  const sell = (points: number, named: object) => {
    const by_points = { method: "points", amount: points * 100 };
    const payments = [by_points, { method: "cash", amount: PRICE - by_points.amount }];
    const items = [{ package_id: park.packages.single, qty: 1 }];
    return till.post("/sales", { items, payments, ...named }, newId(Date.now()));
  };
  expect((await sell(1, {})).error?.code).toBe("E_CUSTOMER_REQUIRED");
  // It would earn 14 points.
  expect((await sell(201, { customer_id })).error?.code).toBe("E_POINTS_SHORT");
  expect(await countRows("sales", park.tenant_id)).toBe(0);
  const sold = await sell(200, { customer_id });
  expect(sold.status, sold.text).toBe(201);
  expect((await owner.get(`/customers/${customer_id}`)).data).toMatchObject({ points: 15, spend_total: 15_000 });
});
