/** Tests of caps: a rule gives at most its cap, however many tills sell at once; a void gives its use back. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { cashSale, countRows, newPark, type TestPark } from "../../../support/park.ts";

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

test("[P3] of sales at once as many as the cap get the rule, and no other is sold at a price it did not see", async () => {
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

test("[P3] a void gives back the use in total and on the day", async () => {
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

/** Till and manager of a tenant with a code that a customer may use once. */
async function oncePerCustomer() {
  const park = await newPark();
  const rule_id = await promoOf(park, { max_uses_per_customer: 1 });
  const till = await park.everywhere("manager");
  await till.post("/shifts/open", { cash_open: 100_000 });
  const noted = async (name: string): Promise<string> =>
    (await till.post("/customers", { name }, newId(Date.now()))).data.customer_id;
  const buy = (customer_id?: string) => till.post("/sales", cheap(park, { customer_id }), newId(Date.now()));
  const merge = (from: string, into_customer_id: string) =>
    till.post(`/customers/${from}/merge`, { into_customer_id }, newId(Date.now()));
  /** The status of a sale at the code's price. */
  const sell = async (customer_id?: string) => (await buy(customer_id)).status;
  return { park, rule_id, till, noted, buy, sell, merge };
}

test("[P3] a cap for each customer counts each of them, and a raised cap gives again", async () => {
  const { park, rule_id, noted, sell } = await oncePerCustomer();
  const [somsri, somchai] = [await noted("Somsri"), await noted("Somchai")];
  expect([await sell(somsri), await sell(somsri), await sell(somchai)]).toEqual([201, 409, 201]);
  const manager = await park.person("manager");
  const { rule_id: _, uses_count, created_at, ...rule } = (await manager.get(`/pricing/rules/${rule_id}`)).data;
  expect(uses_count).toBeNull();
  await manager.call("PUT", `/pricing/rules/${rule_id}`, { ...rule, max_uses_per_customer: 2 });
  expect([await sell(somsri), await sell(somsri)]).toEqual([201, 409]);
});

test("[P3] [P9] a rule with a cap for each customer gives nothing without a customer, and preview and sale say so", async () => {
  const { park, till, buy, noted } = await oncePerCustomer();
  const items = [{ package_id: park.packages.single, qty: 1 }];
  const not_applied = [{ code: "OPEN", reason: "customer_required", error_code: "E_CUSTOMER_REQUIRED" }];
  const preview = await till.post("/pricing/preview", { items, promo_codes: ["open"] });
  expect(preview.data).toMatchObject({ grand_total: PRICE, not_applied });
  expect((await buy()).error?.code).toBe("E_PRICE_CHANGED");
  const sale = { ...cashSale(park.packages.single, 1, PRICE), promo_codes: ["open", "NOSUCH"] };
  const sold = await till.post("/sales", sale, "nobody");
  expect(sold.data).toMatchObject({
    grand_total: PRICE,
    not_applied: [...not_applied, { code: "NOSUCH", reason: "unknown" }],
  });
  expect((await till.post("/sales", sale, "nobody")).data).toEqual(sold.data);
  expect((await till.get(`/sales/${sold.data.sale_id}`)).data.not_applied).toEqual(sold.data.not_applied);
  expect((await buy(await noted("Somsri"))).data).toMatchObject({ grand_total: PRICE - OFF, not_applied: [] });
});

test("[P9] a code that stacks with nothing says E_NON_STACKABLE beside another, in preview and sale", async () => {
  const park = await newPark();
  await promoOf(park, { priority: 5 });
  const manager = await park.person("manager");
  const alone = { name: "Alone", kind: "promo_code", params: { code: "ALONE", rate_bps: 5_000 }, stackable: false };
  await manager.post("/pricing/rules", { store_id: park.store_id, ...alone });
  const not_applied = [{ code: "ALONE", reason: "not_stackable", error_code: "E_NON_STACKABLE" }];
  const till = await park.till();
  const sale = cheap(park, { promo_codes: ["open", "alone"] });
  const { items, promo_codes } = sale;
  expect((await till.post("/pricing/preview", { items, promo_codes })).data.not_applied).toEqual(not_applied);
  expect((await till.post("/sales", sale, "both")).data.not_applied).toEqual(not_applied);
});

test("[P3] a rule without a code and with a cap for each customer gives nothing without a customer", async () => {
  const park = await newPark();
  const manager = await park.person("manager");
  const rule = { name: "Welcome", kind: "line_amount", params: { amount: OFF }, max_uses_per_customer: 1 };
  await manager.post("/pricing/rules", { store_id: park.store_id, ...rule });
  const till = await park.till();
  const customer_id = (await manager.post("/customers", { name: "Somsri" })).data.customer_id;
  const items = [{ package_id: park.packages.single, qty: 1 }];
  const priced = async (of: object) => (await till.post("/pricing/preview", { items, ...of })).data.grand_total;
  expect([await priced({}), await priced({ customer_id })]).toEqual([PRICE, PRICE - OFF]);
});

test("[P3] a merged customer's use of a code counts for the other customer, also where both used it", async () => {
  const { park, noted, buy, sell, merge } = await oncePerCustomer();
  const [a, b, c] = [await noted("Somsri"), await noted("Somsri J."), await noted("Somsri Jaidee")];
  expect([await sell(a), await sell(b)]).toEqual([201, 201]);
  const merges = await Promise.all([merge(a, c), merge(b, c)]);
  expect(merges.map(({ status }) => status)).toEqual([200, 200]);
  const told = await buy(c);
  expect([told.status, told.error?.code]).toEqual([409, "E_PRICE_CHANGED"]);
  expect(await usesOf(park)).toEqual([{ bucket: `customer:${c}`, used: 2 }]);
});

test("[P3] a use moves along a chain of merges, and a void of the sale gives it back at its end", async () => {
  const { park, till, noted, buy, sell, merge } = await oncePerCustomer();
  const [a, b, c] = [await noted("Somsri"), await noted("Somsri J."), await noted("Somsri Jaidee")];
  const first = await buy(a);
  await merge(a, b);
  await merge(b, c);
  expect(await sell(c)).toBe(409);
  const voided = await till.post(`/sales/${first.data.sale_id}/void`, { reason_code: "cashier_error" }, "void");
  expect(voided.status).toBe(200);
  expect(await usesOf(park)).toEqual([{ bucket: `customer:${c}`, used: 0 }]);
  expect([await sell(c), await sell(c)]).toEqual([201, 409]);
});

test("[P3] sales and merges at once never give a customer more than the cap", async () => {
  const { park, noted, sell, merge } = await oncePerCustomer();
  const [a, b] = [await noted("Somsri"), await noted("Somsri Jaidee")];
  expect(await sell(b)).toBe(201);
  const [sold, merged] = await Promise.all([sell(a), merge(a, b), sell(b)]);
  // The other's sale was before the merge, or there is none.
  expect([201, 409, 422]).toContain(sold);
  expect(merged.status).toBe(200);
  expect(await sell(b)).toBe(409);
  const [{ used = 0 } = {}] = await usesOf(park);
  expect([(await usesOf(park)).length, used]).toEqual([1, sold === 201 ? 2 : 1]);
});

/** The uses of customers' counters. */
async function usesOf({ tenant_id }: TestPark) {
  const query = "SELECT bucket, used FROM rule_uses WHERE tenant_id = ? AND bucket LIKE 'customer:%' ORDER BY bucket";
  return (await env.DB.prepare(query).bind(tenant_id).all<{ bucket: string; used: number }>()).results;
}
