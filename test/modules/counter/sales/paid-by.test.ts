/** A sale and its tickets show in one word how they were paid, and their shift. */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { newPark } from "../../../support/park.ts";

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
