/** Edges of accepted input: such values are computed or refused, and break nothing. */

import { expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import { cashSale, newPark } from "../support/park.ts";
import { managerOf, nobody } from "./examples.ts";

test("[I3] every price that the catalog accepts is previewed and sold at any quantity, or refused, but is no 500", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const name = "Whole park";
  for (const price of [1_000_000_000, 100_000_000_000, 1_000_000_000_000]) {
    const made = await manager.post("/catalog/packages", { name, type: "single", price });
    if (made.status !== 201) continue;
    const items = [{ package_id: made.data.package_id, qty: 1_000 }];
    for (const cart of [items, Array(200).fill(items[0])])
      expect(
        (await manager.post("/pricing/preview", { items: cart })).status,
        `${price} × ${cart.length}`,
      ).toBeLessThan(500);
  }
});

test("[I3] cash of any accepted size gives change or 422, but no 500", async () => {
  const park = await newPark();
  const till = await park.till();
  const handed = { method: "cash", amount: 35_000, amount_tendered: 1_000_000_000_000 };
  const payments = [handed, { ...handed, amount: 0 }, { ...handed, amount: 0 }];
  const body = { ...cashSale(park.packages.single, 1, 35_000), payments };
  expect((await till.post("/sales", body, "key")).status).toBeLessThan(500);
});

test("[S5] a drawer opened with any accepted float can be closed", async () => {
  const park = await newPark();
  const till = await park.person("cashier", "pos");
  const opened = await till.post("/shifts/open", { cash_open: 1_000_000_000_000 });
  if (opened.status === 201) {
    await till.post("/sales", cashSale(park.packages.single, 1, 35_000), "key");
    expect((await till.post("/shifts/close", { cash_counted: 0 })).status).toBe(200);
  }
});

test("[I9] nested 21 deep is 400, even when the innermost is empty", async () => {
  const manager = await managerOf(await newPark());
  const raw = "[".repeat(21) + "]".repeat(21);
  const reply = await manager.call("POST", "/pricing/preview", undefined, { raw });
  expect([reply.status, reply.error?.code]).toEqual([400, "E_TOO_DEEP"]);
});

test.each([
  "table 12 4111111111111111",
  "4111 1111-1111 1111",
  "3782-822463-10005",
  "4111\u00a01111\u00a01111\u00a01111",
])("[T6] a card number is found in %j", async (note) => {
  const park = await newPark();
  const till = await park.till();
  const reply = await till.post("/sales", { ...cashSale(park.packages.single, 1, 35_000), note }, "key");
  expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
});

test("[I6] a malformed key matters only where keys are honoured", async () => {
  const headers = { "idempotency-key": "not a key" };
  const park = await newPark();
  const manager = await managerOf(park);
  expect((await nobody.call("GET", "//healthz", undefined, { headers })).status).toBe(200);
  expect((await manager.call("GET", "/stores", undefined, { headers })).status).toBe(200);
});

test("[T6] a card number sent as request id is neither stored nor logged", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const headers = { "x-request-id": "4111111111111111" };
  const reply = await manager.call("POST", "/catalog/zones", { store_id: park.store_id, name: newId(0) }, { headers });
  expect(reply.request_id).not.toContain("4111111111111111");
});
