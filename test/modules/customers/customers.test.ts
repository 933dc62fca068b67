/** Guests are noted once and found again, whatever they say first. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../src/platform/http/context.ts";
import { namedFields } from "../../contracts/walk.ts";
import { auditRows, type Client, cashSale, countRows, newPark } from "../../support/park.ts";
import { rowsReadBy } from "../../support/rows.ts";

const namesOf = async (client: Client, query: string) =>
  (await client.get(`/customers?${query}`)).data.map(({ name }: { name: string }) => name);

test("[I8] customers are found by a part of the name, in Thai of any length, and by how a number begins", async () => {
  const till = await (await newPark()).till();
  const long = "คุณหญิงสมศรีรัตนโกสินทร์มหาดิลกภพนพรัตนราชธานีบุรีรมย์";
  for (const [name, phone] of [
    ["Somchai Dee", "081-234-5678"],
    [long, "+66 81 234 0000"],
    ["SOMSAK", "02 123 4567"],
    ["Jo 100%_", undefined],
  ])
    expect((await till.post("/customers", { name, phone })).status).toBe(201);
  expect(await namesOf(till, "")).toEqual(["Jo 100%_", "SOMSAK", long, "Somchai Dee"]);
  expect(await namesOf(till, "q=som")).toEqual(["SOMSAK", "Somchai Dee"]);
  expect(await namesOf(till, `q=${encodeURIComponent(long.slice(7))}`)).toEqual([long]);
  expect(await namesOf(till, `q=${encodeURIComponent("%")}`)).toEqual(["Jo 100%_"]);
  expect(await namesOf(till, "phone=0812")).toEqual([long, "Somchai Dee"]);
  expect(await namesOf(till, "phone=0812345678&q=dee")).toEqual(["Somchai Dee"]);
  const first = await till.get("/customers?limit=3");
  expect(first.page?.has_more).toBe(true);
  expect(await namesOf(till, `limit=3&cursor=${first.page?.next_cursor}`)).toEqual(["Somchai Dee"]);
});

test("[I8] a search by number reads few of many customers", async () => {
  const park = await newPark();
  const till = await park.till();
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
     INSERT INTO customers (tenant_id, customer_id, name, phone, created_at)
     SELECT ?, printf('01K%023d', i), 'Guest ' || i, printf('+668%08d', i), 0 FROM n`,
  )
    .bind(park.tenant_id)
    .run();
  const read = await rowsReadBy(async () => {
    for (const query of ["phone=080-000-0042", "phone=080-000-0042&cursor=WyIwMksiXQ"])
      expect(await namesOf(till, query)).toEqual(["Guest 42"]);
  });
  expect(Math.max(...read)).toBeLessThan(10);
});

test("[I3] a number that is none, and an address that is none, are 422 and name the field", async () => {
  const till = await (await newPark()).till();
  const reply = await till.post("/customers", { name: "Jo", phone: "12", email: "jo" });
  expect([reply.status, namedFields(reply)]).toEqual([422, ["phone", "email"]]);
  expect(namedFields(await till.get("/customers?phone=0"))).toEqual(["phone"]);
});

test("[U1] the audit tells that a guest was noted and which fields changed, never what they say", async () => {
  const park = await newPark();
  const till = await park.till();
  const { data } = await till.post("/customers", { name: "Somsri Jaidee", phone: "081-234-5678" });
  const changed = { name: "Somsri Jaidee", email: "somsri@guests.test" };
  const replaced = await till.call("PUT", `/customers/${data.customer_id}`, changed);
  expect(replaced.data).toEqual({ ...data, phone: null, email: "somsri@guests.test" });
  expect((await till.get(`/customers/${data.customer_id}`)).data).toEqual(replaced.data);
  const rows = await auditRows(park.tenant_id, "subject_kind = 'customer'");
  expect(rows.map(({ event, changes }) => `${event} ${changes}`)).toEqual([
    "customer.created {}",
    'customer.changed {"fields":["phone","email"]}',
  ]);
});

test("[S1] a sale names its customer, and is refused when it names nobody", async () => {
  const park = await newPark();
  const till = await park.till();
  const { customer_id } = (await till.post("/customers", { name: "Somsri" })).data;
  const sale = { ...cashSale(park.packages.single, 1, 35_000), customer_id };
  const { data } = await till.post("/sales", sale, "named");
  expect((await till.get(`/sales/${data.sale_id}`)).data.customer_id).toBe(customer_id);
  const nobody = await till.post("/sales", { ...sale, customer_id: newId(Date.now()) }, "nobody");
  expect([nobody.status, namedFields(nobody)]).toEqual([422, ["customer_id"]]);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
});
