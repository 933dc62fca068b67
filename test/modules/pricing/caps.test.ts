/** A rule gives as often as it may and not once more, however many tills sell at once; a void gives its use back. */

import { expect, test } from "vitest";
import { newId } from "../../../src/platform/http/context.ts";
import { cashSale, countRows, newPark, type TestPark } from "../../support/park.ts";

const PRICE = 35_000;
const OFF = 5_000;

/** A promo code for the day ticket, with caps. */
async function promoOf(park: TestPark, caps: object) {
  const manager = await park.person("manager");
  const rule = { name: "Opening", kind: "promo_code", params: { code: "OPEN", amount: OFF }, ...caps };
  return (await manager.post("/pricing/rules", { store_id: park.store_id, ...rule })).data.rule_id as string;
}

const cheap = (park: TestPark, fields: object = {}) => ({
  ...cashSale(park.packages.single, 1, PRICE),
  promo_codes: ["open"],
  expected_total: PRICE - OFF,
  payments: [{ method: "cash", amount: PRICE - OFF }],
  ...fields,
});

test("[P3] of sales at once as many as the cap have the rule, and the others are not sold at another price than they saw", async () => {
  const park = await newPark();
  const rule_id = await promoOf(park, { max_uses: 3 });
  const tills = await Promise.all(Array.from({ length: 8 }, () => park.addTill()));
  const replies = await Promise.all(tills.map((till) => till.post("/sales", cheap(park), newId(Date.now()))));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
  const refused = replies.filter(({ ok }) => !ok).map(({ error }) => error?.code);
  expect(new Set(refused)).toEqual(new Set(["E_PRICE_CHANGED"]));
  expect(await countRows("sales", park.tenant_id)).toBe(3);
  const manager = await park.person("manager");
  expect((await manager.get(`/pricing/rules/${rule_id}`)).data.uses_count).toBe(3);
  const preview = { items: [{ package_id: park.packages.single, qty: 1 }], promo_codes: ["OPEN"] };
  const { data } = await manager.post("/pricing/preview", { store_id: park.store_id, ...preview });
  expect([data.grand_total, data.not_applied]).toEqual([PRICE, [{ code: "OPEN", reason: "used_up" }]]);
});

test("[P3] a void gives the use back, of all sales and of the day", async () => {
  const park = await newPark();
  await promoOf(park, { max_uses: 1, max_uses_per_day: 1 });
  const till = await park.everywhere("manager");
  await till.post("/shifts/open", { cash_open: 100_000 });
  const first = await till.post("/sales", cheap(park), "first");
  expect(first.status).toBe(201);
  expect((await till.post("/sales", cheap(park), "second")).error?.code).toBe("E_PRICE_CHANGED");
  const reason_code = "cashier_error";
  const voided = await till.post(`/sales/${first.data.sale_id}/void`, { reason_code }, "void");
  expect(voided.status).toBe(200);
  expect((await till.post("/sales", cheap(park), "third")).status).toBe(201);
});

test("[P3] a cap for each customer counts those who are named, and a cap that is raised gives again", async () => {
  const park = await newPark();
  const rule_id = await promoOf(park, { max_uses_per_customer: 1 });
  const till = await park.till();
  const named = async (name: string) => ({ customer_id: (await till.post("/customers", { name })).data.customer_id });
  const [somsri, somchai] = [await named("Somsri"), await named("Somchai")];
  const sell = async (fields: object) => (await till.post("/sales", cheap(park, fields), newId(Date.now()))).status;
  expect([await sell(somsri), await sell(somsri), await sell(somchai)]).toEqual([201, 409, 201]);
  expect([await sell({}), await sell({})]).toEqual([201, 201]);
  const manager = await park.person("manager");
  const { rule_id: _, uses_count, created_at, ...rule } = (await manager.get(`/pricing/rules/${rule_id}`)).data;
  expect(uses_count).toBeNull();
  await manager.call("PUT", `/pricing/rules/${rule_id}`, { ...rule, max_uses_per_customer: 2 });
  expect([await sell(somsri), await sell(somsri)]).toEqual([201, 409]);
});
