/** Payments are listed, exported and summed with their current status (rule S2). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { type Client, newPark, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let till: Client;
let manager: Client;
let sales: string[];

beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  manager = await park.everywhere("manager");
  sales = [];
  const items = [{ package_id: park.packages.single, qty: 1 }];
  for (const payments of [
    [{ method: "cash", amount: 35_000 }],
    [
      { method: "card", amount: 30_000 },
      { method: "cash", amount: 5_000 },
    ],
    [{ method: "account", amount: 35_000 }],
  ])
    sales.push((await till.post("/sales", { items, payments }, newId(Date.now()))).data.sale_id);
  const [, mixed = "", owed = ""] = sales;
  await till.post("/payments", { sale_id: owed, method: "qr", amount: 35_000, status: "pending" }, newId(Date.now()));
  // One payment from the time when a sale's own payment could fail by hand.
  await env.DB.prepare("UPDATE payments SET status = 'failed' WHERE sale_id = ? AND payment_no = 1").bind(mixed).run();
});

const idsOf = async (query: string, by = till) =>
  (await by.get(`/payments?${query}`)).data.map(({ payment_id }: { payment_id: string }) => payment_id);

describe("the list of payments", () => {
  test("[S2] the list of payments has the latest sale first, in the order of payment, page by page", async () => {
    const [cash, mixed, owed] = sales;
    const all = [`${owed}-1`, `${owed}-2`, `${mixed}-1`, `${mixed}-2`, `${cash}-1`];
    expect(await idsOf("")).toEqual(all);
    const told: string[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page = await till.get(`/payments?limit=2${cursor && `&cursor=${cursor}`}`);
      told.push(...page.data.map(({ payment_id }: { payment_id: string }) => payment_id));
      cursor = page.page?.next_cursor ?? undefined;
    }
    expect(told).toEqual(all);
  });

  test("[S2] the list of payments is filtered by the shown status; a settled account is captured", async () => {
    const [cash, mixed, owed] = sales;
    expect(await idsOf("method=cash")).toEqual([`${mixed}-2`, `${cash}-1`]);
    expect(await idsOf("status=captured")).toEqual([`${owed}-1`, `${mixed}-2`, `${cash}-1`]);
    expect(await idsOf("status=pending")).toEqual([`${owed}-2`]);
    expect(await idsOf("status=failed")).toEqual([`${mixed}-1`]);
    expect(await idsOf(`sale_id=${mixed}`)).toEqual([`${mixed}-1`, `${mixed}-2`]);
    expect(await idsOf("to=2026-01-01T00:00:00Z")).toEqual([]);
    expect(await idsOf(`device_id=${park.devices.kiosk?.device_id}`)).toEqual([]);
  });

  test("[S2] the CSV of payments has a row for each", async () => {
    const { text } = await (await park.person("supervisor")).get("/payments?format=csv");
    const [head, ...rows] = text.trim().split("\r\n");
    expect(head).toContain("payment_id,sale_id,payment_no");
    expect(rows.length).toBe(5);
    expect(rows.at(-1)).toContain(`${sales[0]}-1`);
  });

  test("[S2] the list of payments shows nothing of another store", async () => {
    const elsewhere = await manager.get(`/payments?store_id=${park.second_store_id}`);
    expect([elsewhere.status, elsewhere.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });
});

test("[S2] the summary counts attempts by status, and money where it was captured and stayed", async () => {
  const { data } = await manager.get("/payments/summary/stats");
  const stats = Object.fromEntries(data.methods.map((each: { method: string }) => [each.method, each]));
  expect(stats.cash).toMatchObject({ count: 2, amount: 40_000, success_bps: 10_000 });
  expect(stats.card).toMatchObject({ count: 1, amount: 0, success_bps: 0, by_status: { failed: { amount: 30_000 } } });
  expect(stats.qr).toMatchObject({ count: 1, amount: 0, by_status: { pending: { count: 1, amount: 35_000 } } });
  expect(stats.account).toMatchObject({ count: 1, amount: 35_000 });
  expect(data.totals).toMatchObject({ count: 5, amount: 75_000, success_bps: 6_000 });
});

test("[S2] an unknown payment and an id in another form are 404", async () => {
  for (const payment_id of [`${newId(0)}-1`, `${sales[0]}-9`, `${sales[0]}`, "nothing"])
    expect((await till.get(`/payments/${payment_id}`)).status).toBe(404);
});
