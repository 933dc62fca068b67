/** The totals of a filter are the sums of all its sales, not of a page (rule I8). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { MOST_SUMMED } from "../../../../src/modules/counter/sales/service/read.ts";
import { listSaleRows, listSortedSales, sumSaleRows } from "../../../../src/modules/counter/sales/store/list.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { type Client, cashSale, newPark, type TestPark } from "../../../support/park.ts";

interface Row {
  sale_id: string;
  grand_total: number;
  tax_total: number;
  refunded_total: number;
  voided_at: string | null;
}

const sellMore = async (till: Client, park: TestPark, qty: number) =>
  (await till.post("/sales", cashSale(park.packages.single, qty, 35_000), newId(Date.now()))).data;

/** All pages of a list. */
async function listed(client: Client, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const reply = await client.get(`/sales?limit=2&${query}${cursor && `&cursor=${cursor}`}`);
    rows.push(...reply.data);
    cursor = reply.page?.next_cursor ?? null;
  }
  return rows;
}

/** A park with five sales, of which one is voided, on two tills. */
async function soldPark() {
  const park = await newPark();
  const [till, other] = [await park.till(), await park.addTill()];
  for (const qty of [1, 2, 3]) await sellMore(till, park, qty);
  await sellMore(other, park, 4);
  const undone = await sellMore(till, park, 5);
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const asked = { approver_id, pin, action: "void", subject_id: undone.sale_id, amount: undone.grand_total };
  const { approval_token } = (await till.post("/approvals/verify-pin", asked)).data;
  const body = { approval_token, reason_code: "cashier_error" };
  const reply = await till.post(`/sales/${undone.sale_id}/void`, body, newId(Date.now()));
  if (reply.status !== 200) throw new Error(reply.text);
  return { park, till, undone };
}

test("[I8] the totals of any filter are the sums of its pages, without voided sales", async () => {
  const { park, undone } = await soldPark();
  const owner = await park.person("owner");
  const day = `from=${new Date(Date.now() - 3_600_000).toISOString()}`;
  for (const query of [
    ...["", day, `store_id=${park.store_id}`, `device_id=${undone.device_id}`, `${day}&device_id=${undone.device_id}`],
    ...[`employee_id=${undone.cashier_id}`, "status=voided", "status=paid", "method=card", "method=cash"],
    ...[`package_id=${park.packages.multi}`, `receipt_no=${undone.receipt_no}`, `store_id=${park.second_store_id}`],
  ]) {
    const rows = await listed(owner, query);
    const kept = rows.filter(({ voided_at }) => voided_at === null);
    const sum = (of: Row[], name: "grand_total" | "tax_total" | "refunded_total") =>
      of.reduce((total, row) => total + row[name], 0);
    expect((await owner.get(`/sales/totals?${query}`)).data.totals, query).toMatchObject({
      count: rows.length,
      voided_count: rows.length - kept.length,
      voided_total: sum(rows, "grand_total") - sum(kept, "grand_total"),
      grand_total: sum(kept, "grand_total"),
      tax_total: sum(kept, "tax_total"),
      refunded_total: sum(kept, "refunded_total"),
    });
  }
});

test("[I8] too many sales have no totals, rather than totals of a part", async () => {
  const { park, undone } = await soldPark();
  const { db } = asTenant(seedContext(env), park.tenant_id);
  const filter = { store_ids: [park.store_id], device_id: undone.device_id };
  expect(await sumSaleRows(db, filter, 3)).toBeUndefined();
  expect(await sumSaleRows(db, filter, 4)).toMatchObject({ count: 4 });
  // The sales that the index finds count, also those that the rest of the filter drops.
  expect(await sumSaleRows(db, { ...filter, status: "voided" }, 3)).toBeUndefined();
  const { data } = await (await park.person("owner")).get(`/sales/totals?device_id=${undone.device_id}`);
  expect(data.most_sales).toBe(MOST_SUMMED);
});

test("[I8] a time over several stores reads their spans and no older sale, page by page in one order", async () => {
  const { park } = await soldPark();
  const owner = await park.person("owner");
  const other_store = await park.addDevice("POS", park.second_store_id);
  const [sale] = (await env.DB.prepare("SELECT * FROM sales WHERE tenant_id = ? LIMIT 1").bind(park.tenant_id).all())
    .results;
  const times = [0, 1, 2, 3, 4, 5].map((hours) => Date.now() - 100_000_000 - hours * 3_600_000);
  for (const [seq, sold_at] of times.entries()) {
    const place = {
      store_id: park.second_store_id,
      device_id: other_store.device_id,
      receipt_prefix: "D9",
      receipt_seq: seq + 1,
    };
    const row = { ...sale, ...place, sold_at, sale_id: newId(sold_at) };
    await env.DB.prepare(`INSERT INTO sales (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => "?")})`)
      .bind(...Object.values(row))
      .run();
  }
  const from = new Date(times[2] ?? 0).toISOString();
  const rows = await listed(owner, `from=${from}`);
  expect(rows).toHaveLength(8);
  expect(new Set(rows.map(({ sale_id }) => sale_id)).size).toBe(8);
  expect((await owner.get(`/sales/totals?from=${from}`)).data.totals.count).toBe(8);
  const { db } = asTenant(seedContext(env), park.tenant_id);
  const plans: string[] = [];
  const explained = {
    ...db,
    tenant_id: park.tenant_id,
    rowsOf: async (_: unknown, { text, params }: { text: string; params: unknown[] }) => {
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
        .bind(...params)
        .all<{ detail: string }>();
      plans.push(results.map(({ detail }) => detail).join("; "));
      return [];
    },
  } as unknown as typeof db;
  await listSaleRows(explained, { store_ids: [park.store_id, park.second_store_id], from: times[2], limit: 50 });
  expect(plans).toHaveLength(2);
  for (const plan of plans)
    expect(plan).toMatch(/SEARCH span USING PRIMARY KEY \(tenant_id=\? AND holder_id=\? AND sold_span>/);
});

test("[S5] totals are refused while a blind shift is open whose amounts the caller may not see", async () => {
  const park = await newPark();
  const till = await park.till();
  await sellMore(till, park, 1);
  const owner = await park.office("owner");
  await owner.call("PUT", "/settings/keys/shifts.blind_count", { value: true });
  const { status, error } = await till.get("/sales/totals");
  expect([status, error?.code]).toEqual([403, "E_AMOUNTS_HIDDEN"]);
  expect((await owner.get("/sales/totals")).data.totals.count).toBe(1);
});

test("[I8] an order by amount is the same on pages of any size, and by time it can begin with the earliest", async () => {
  const { park } = await soldPark();
  const owner = await park.person("owner");
  const day = `from=${new Date(Date.now() - 3_600_000).toISOString()}`;
  const amounts = (rows: Row[]) => rows.map(({ grand_total }) => grand_total);
  for (const query of ["", day, `store_id=${park.store_id}`, "status=paid", `package_id=${park.packages.multi}`]) {
    const all = await listed(owner, query);
    const falling = amounts(await listed(owner, `${query}&sort=-grand_total`));
    expect(falling, query).toEqual(amounts(all).toSorted((a, b) => b - a));
    expect(amounts(await listed(owner, `${query}&sort=grand_total`)), query).toEqual(falling.toReversed());
    const earliest = (await listed(owner, `${query}&sort=sold_at`)).map(({ sale_id }) => sale_id);
    expect(earliest, query).toEqual(all.map(({ sale_id }) => sale_id).toReversed());
  }
  expect((await owner.get("/sales?sort=lines")).error?.code).toBe("E_VALIDATION");
});

test("[S5] an order by amount is refused while a blind shift is open, because it tells of amounts", async () => {
  const { till } = await soldPark();
  expect((await till.get("/sales?sort=-grand_total")).error?.code).toBe("E_AMOUNTS_HIDDEN");
  expect((await till.get("/sales?sort=sold_at")).status).toBe(200);
});

test("[I8] an order reads at most the sales that a sum reads, also where the rest of the filter keeps none", async () => {
  const { park } = await soldPark();
  const { db } = asTenant(seedContext(env), park.tenant_id);
  const read = (most: number, filter: object = {}) =>
    listSortedSales(
      db,
      { store_ids: [park.store_id], limit: 10, ...filter },
      { sort: { name: "grand_total", descending: true }, after: undefined, most },
    );
  expect((await read(5))?.length).toBe(5);
  expect(await read(4)).toBeUndefined();
  expect(await read(4, { status: "held" })).toBeUndefined();
  expect(await read(5, { status: "held" })).toEqual([]);
});
