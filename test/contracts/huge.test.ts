/** Amounts at the very end of what is accepted are reckoned or refused, and break nothing. */

import { expect, test } from "vitest";
import { cashSale, newPark } from "../support/park.ts";
import { managerOf } from "./examples.ts";

test("[I3] a price that the catalog takes can be previewed and sold at any quantity, or is refused, but is no 500", async () => {
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

test("[I3] cash of any accepted size is change or 422, but no 500", async () => {
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
