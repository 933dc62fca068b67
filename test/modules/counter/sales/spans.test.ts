/** Sales of a store, a device or a person are found without reading others, and without a row for every sale (rule I8). */

import { env } from "cloudflare:workers";
import { ulid } from "ulid";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { listSaleRows } from "../../../../src/modules/counter/sales/store/list.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { cashSale, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

const HOUR = 3_600_000;

/** Copies of a sale at other times, devices and sellers, written straight into the table. */
async function sellMany(park: TestPark, count: number, to: { device_id: string; cashier_id: string; from: number }) {
  const { results } = await env.DB.prepare("SELECT * FROM sales WHERE tenant_id = ? LIMIT 1")
    .bind(park.tenant_id)
    .all();
  const [sale] = results as [Record<string, unknown>];
  for (let index = 0; index < count; index++) {
    const sold_at = to.from + index * 60_000;
    const row = {
      ...sale,
      ...to,
      sold_at,
      sale_id: ulid(sold_at),
      receipt_prefix: to.device_id,
      receipt_seq: index + 1,
    };
    const { from, ...values } = row;
    const names = Object.keys(values);
    await env.DB.prepare(`INSERT INTO sales (${names}) VALUES (${names.map(() => "?")})`)
      .bind(...Object.values(values))
      .run();
  }
}

async function scene() {
  const park = await newPark();
  const till = await park.till();
  const { data: first } = await till.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
  const [device_id, cashier_id] = [newId(Date.now()), newId(Date.now())];
  await sellMany(park, 300, { device_id, cashier_id, from: Date.now() - 20 * HOUR });
  return { park, till, first, device_id, cashier_id };
}

test("[I8] a till's sale is found among hundreds of others by till, seller, time, receipt and customer, reading a page and no more", async () => {
  const { park, first, device_id, cashier_id } = await scene();
  const owner = await park.person("owner");
  const asked: [query: string, found: number][] = [
    [`device_id=${first.device_id}`, 1],
    [`employee_id=${first.cashier_id}`, 1],
    [`device_id=${device_id}&limit=5`, 5],
    [`employee_id=${cashier_id}&limit=5&to=${new Date(Date.now() - 17 * HOUR).toISOString()}`, 5],
    [`device_id=${newId(Date.now())}`, 0],
    [`store_id=${park.store_id}&receipt_no=${first.receipt_no}`, 1],
    [`store_id=${park.store_id}&customer_id=${newId(Date.now())}`, 0],
  ];
  for (const [query, found] of asked) {
    let count = 0;
    const [read = 0] = await rowsReadBy(async () => {
      count = (await owner.get(`/sales?${query}`)).data.length;
    });
    expect([query, count], query).toEqual([query, found]);
    expect(read, query).toBeLessThan(120);
  }
});

test("[I8] pages by seller show each sale once, latest first, even if an id has another time than its sale", async () => {
  const { park, till, cashier_id } = await scene();
  const owner = await park.person("owner");
  const stray = ulid(1);
  const body = { ...cashSale(park.packages.single, 1, 35_000), sale_id: stray };
  expect((await till.post("/sales", body, newId(Date.now()))).status).toBe(201);
  const mine = await owner.get(`/sales?employee_id=${park.employees.cashier?.employee_id}`);
  expect(mine.data.map(({ sale_id }: { sale_id: string }) => sale_id)).toContain(stray);
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { data, page } = await owner.get(`/sales?employee_id=${cashier_id}&limit=70${cursor && `&cursor=${cursor}`}`);
    found.push(...data.map(({ sale_id }: { sale_id: string }) => sale_id));
    cursor = page?.next_cursor ?? null;
  }
  expect(found.length).toBe(300);
  expect(found).toEqual(found.toSorted().toReversed());
});

test("[I8] a span of 17 minutes costs a row for each of store, till and seller, and its further sales none", async () => {
  const { park, till } = await scene();
  const rows = () => countRows("sale_spans", park.tenant_id);
  const before = await rows();
  for (let sales = 0; sales < 5; sales++)
    await till.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
  // Unless a span begins meanwhile.
  expect([before, before + 3]).toContain(await rows());
});

test("[T2] spans and sales are looked up by their keys", async () => {
  const { park, first, cashier_id } = await scene();
  const { db } = asTenant(seedContext(env), park.tenant_id);
  const plans: string[] = [];
  const explained = {
    ...db,
    tenant_id: park.tenant_id,
    rowsOf: async (_: unknown, { text, params }: { text: string; params: unknown[] }) => {
      const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
        .bind(...params)
        .all<{ detail: string }>();
      plans.push(plan.results.map(({ detail }) => detail).join("; "));
      return [];
    },
  } as unknown as typeof db;
  const holders = [{ store_ids: [park.store_id] }, { device_id: first.device_id }, { employee_id: cashier_id }];
  for (const holder of holders)
    await listSaleRows(explained, { store_ids: [park.store_id, "B"], ...holder, limit: 50 });
  for (const plan of plans) {
    expect(plan).toMatch(/SEARCH span USING PRIMARY KEY \(tenant_id=\? AND holder_id=\? AND sold_span</);
    expect(plan).toMatch(/SEARCH sales USING PRIMARY KEY \(tenant_id=\? AND sale_id>\? AND sale_id<\?\)/);
    expect(plan).not.toMatch(/TEMP B-TREE FOR ORDER BY|SCAN (span|sales)/);
  }
});
