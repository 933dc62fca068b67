/** A customer is found by any spoken detail, and the search reads few rows (rule C2). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { keysOfCustomer } from "../../../../src/modules/guests/customers/domain.ts";
import { renewKeys } from "../../../../src/modules/guests/customers/service/keys.ts";
import { type Client, newPark } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";
import { noted } from "./guests.ts";

const found = async (client: Client, q: string, limit = 20) =>
  (await client.get(`/customers/search?q=${encodeURIComponent(q)}&limit=${limit}`)).data.map(
    ({ name }: { name: string }) => name,
  );

test("[C2] a guest is found by any part of the name, in Thai of any length, and of the address", async () => {
  const till = await (await newPark()).till();
  const long = "คุณหญิงสมศรีรัตนโกสินทร์มหาดิลกภพนพรัตนราชธานีบุรีรมย์";
  await noted(till, { name: "สมชาย ใจดี", email: "somchai@guests.test" });
  await noted(till, { name: long });
  await noted(till, { name: "SOMSAK  Dee", email: "x.somchai@guests.test" });
  await noted(till, { name: "น้ำ" });
  expect(await found(till, "มชา")).toEqual(["สมชาย ใจดี"]);
  expect(await found(till, "สมชาย ใจ")).toEqual(["สมชาย ใจดี"]);
  expect(await found(till, "  สมชาย   ใจ ")).toEqual(["สมชาย ใจดี"]);
  expect(await found(till, long.slice(7))).toEqual([long]);
  expect(await found(till, "somsak d")).toEqual(["SOMSAK  Dee"]);
  expect(await found(till, "Sak")).toEqual(["SOMSAK  Dee"]);
  expect(await found(till, "chai@guests")).toEqual(["SOMSAK  Dee", "สมชาย ใจดี"]);
  expect(await found(till, "สมชาย ใจร้าย")).toEqual([]);
  expect(await found(till, "ดีใจ ยาชมส")).toEqual([]);
  await noted(till, { name: "Abcd Bcde" });
  expect(await found(till, "abcde")).toEqual([]);
});

test.each([
  ["เเก้ว น\u0e4d\u0e49า", "แก้ว น้ำ"],
  ["แก้ว น้ำ", "เเก\u200b้ว นำ\u0e49"],
  ["ธีรพงษ\u0e4c\u0e34", "ธีรพงษิ์"],
])("[C2] a guest noted as %j is found as %j", async (name, q) => {
  const till = await (await newPark()).till();
  await noted(till, { name });
  expect(await found(till, q)).toEqual([name]);
});

test("[C2] customers with keys of an earlier form get new ones in portions, and one erased meanwhile gets none", async () => {
  const park = await newPark();
  const till = await park.person("supervisor", "pos");
  const names = Array.from({ length: 130 }, (_, index) => `เเก้ว ${index + 1_000}`);
  await env.DB.prepare(
    `INSERT INTO customers (tenant_id, customer_id, name, phone, created_at)
     SELECT ?, '01K' || printf('%023d', key), value, '+6681234' || (key + 1000), 0 FROM json_each(?)`,
  )
    .bind(park.tenant_id, JSON.stringify(names))
    .run();
  expect(await found(till, "แก้ว 1129")).toEqual([]);
  const kept = (await till.get("/customers?limit=1")).data[0];
  await till.call("PUT", `/customers/${kept.customer_id}`, { name: "Wichai" });
  await till.call("DELETE", `/customers/${"01K".padEnd(26, "0")}`);
  expect(await renewKeys(seedContext(env), park.tenant_id)).toEqual({ left: true });
  expect(await renewKeys(seedContext(env), park.tenant_id)).toEqual({ left: false });
  expect(await found(till, "แก้ว 1128")).toEqual(["เเก้ว 1128"]);
  expect(await found(till, "1128")).toEqual(["เเก้ว 1128"]);
  expect(await found(till, "แก้ว 1129")).toEqual([]);
  expect(await found(till, "wichai")).toEqual(["Wichai"]);
  expect(await found(till, "แก้ว 1000")).toEqual([]);
});

test("[C2] the whole address comes first, in any spelling", async () => {
  const till = await (await newPark()).till();
  await noted(till, { name: "Exact", email: "Jo@guests.test" });
  await noted(till, { name: "Longer", email: "banjo@guests.test" });
  expect(await found(till, "JO@Guests.test")).toEqual(["Exact", "Longer"]);
  expect(await found(till, "JO@Guests.test", 1)).toEqual(["Exact"]);
});

test.each([
  ...["081-234-5678", "๐๘๑๒๓๔๕๖๗๘", "+66 81 234 5678", "0066812345678", "081 23", "(081)", "812345678", "66 81 23"],
  ...["081\u2013234\u20135678", "０８１２３４５６７８", "\u202a+66812345678\u202c", "5678", "๕๖๗๘", "345678"],
])("[C2] a guest is found by a number written as %s", async (written) => {
  const till = await (await newPark()).till();
  await noted(till, { name: "Somchai", phone: "0812345678" });
  await noted(till, { name: "Somsri", phone: "0898765432" });
  expect(await found(till, written)).toEqual(["Somchai"]);
});

test("[C2] one or two letters are searched among the latest guests", async () => {
  const till = await (await newPark()).till();
  for (const name of ["สมชาย", "ชมพู่", "Jo"]) await noted(till, { name });
  expect(await found(till, "ชม")).toEqual(["ชมพู่"]);
  expect(await found(till, "ช")).toEqual(["ชมพู่", "สมชาย"]);
  expect(await found(till, "J")).toEqual(["Jo"]);
});

test("[C2] a guest is found by the current data, and not by earlier data", async () => {
  const till = await (await newPark()).person("supervisor", "pos");
  const customer_id = await noted(till, { name: "Somchai", email: "old@guests.test" });
  await till.call("PUT", `/customers/${customer_id}`, { name: "Wichai" });
  expect(await found(till, "somchai")).toEqual([]);
  expect(await found(till, "old@guests.test")).toEqual([]);
  expect(await found(till, "chai")).toEqual(["Wichai"]);
});

test("[T1] a search finds no guest of another tenant", async () => {
  const [till, other] = [await (await newPark()).till(), await (await newPark()).till()];
  await noted(other, { name: "สมชาย", phone: "0812345678", email: "somchai@guests.test" });
  for (const q of ["สมชาย", "0812345678", "somchai@guests.test", "สม"]) expect(await found(till, q)).toEqual([]);
});

test("[C2] a search among 2,000 guests of nearly the same name, address and number reads few rows", async () => {
  const park = await newPark();
  const till = await park.till();
  const guests = Array.from({ length: 2_000 }, (_, index) => {
    const number = String(index).padStart(4, "0");
    const name = `สมชาย ใจดี ${number}`;
    const email = `guest.${number}@guests.test`;
    const customer_id = `01K${number.padStart(23, "0")}`;
    return { customer_id, name, email, phone: `+668${number.padStart(8, "0")}` };
  });
  const grams = guests.map((guest) => ({ ...guest, grams: keysOfCustomer(guest) }));
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO customers (tenant_id, customer_id, name, email, phone, created_at)
       SELECT ?, value ->> '$.customer_id', value ->> '$.name', value ->> '$.email', value ->> '$.phone', 0 FROM json_each(?)`,
    ).bind(park.tenant_id, JSON.stringify(guests)),
    ...[0, 500, 1_000, 1_500].map((from) =>
      env.DB.prepare(
        `INSERT INTO customer_grams (tenant_id, customer_id, gram)
         SELECT ?, guest.value ->> '$.customer_id', gram.value FROM json_each(?) guest, json_each(guest.value, '$.grams') gram`,
      ).bind(park.tenant_id, JSON.stringify(grams.slice(from, from + 500))),
    ),
  ]);
  const read = await rowsReadBy(async () => {
    for (const q of ["ดี 1234", "guest.1234", "guest.1234@guests.test", "080-000-1234"])
      expect(await found(till, q)).toEqual(["สมชาย ใจดี 1234"]);
    for (const q of ["สมชาย ใจดี", "guest.12"]) expect(await found(till, q, 5)).toHaveLength(5);
    expect((await till.get("/customers?phone=080-000-1234")).data).toHaveLength(1);
    expect((await till.get("/customers?email=guest.1234@guests.test")).data).toHaveLength(1);
  });
  expect(Math.max(...read)).toBeLessThan(1_000);
});
