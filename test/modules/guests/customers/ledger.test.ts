/** A customer's sums are those of its entries, each act written once, also across merges (rule C1). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import {
  adjustPoints,
  burnPoints,
  recordPurchase,
  unburnPoints,
} from "../../../../src/modules/guests/customers/index.ts";
import { bookkeep, commit } from "../../../../src/platform/db/commit.ts";
import { type Context, newId } from "../../../../src/platform/http/context.ts";
import type { AppError } from "../../../../src/shared/errors.ts";
import { holdNextReading } from "../../../support/faults.ts";
import { operation } from "../../../support/outage.ts";
import { auditRows, type Client, call, clientOf, countRows, newPark } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";
import { noted } from "./guests.ts";

const AT = Date.parse("2026-05-01T05:00:00Z");

async function guest(name = "Somsri") {
  const park = await newPark();
  const manager = await park.everywhere("manager");
  return { park, manager, customer_id: await noted(manager, { name }) };
}

const sumsOf = async (client: Client, customer_id: string) => {
  const { spend_total, visits_count, points } = (await client.get(`/customers/${customer_id}`)).data;
  return [spend_total, visits_count, points];
};

const bought = (customer_id: string, sale_id: string, at = AT) =>
  ({ kind: "sale", customer_id, sale_id, at, spend: 35_000, points: 14, satang_per_point: 2_500 }) as const;

/** A sale or void as its own commit records it. */
const purchase = (ctx: Context, told: Parameters<typeof recordPurchase>[1]) =>
  bookkeep(ctx.db, recordPurchase(ctx, told).writes);

async function burn(ctx: Context, customer_id: string, sale_id: string, points: number): Promise<void> {
  const burnt = burnPoints(ctx, { customer_id, sale_id, points });
  await commit(ctx, { writes: [], parts: [burnt], audit: [{ event: "test.burnt", subject: ["sale", sale_id] }] });
}

async function unburn(ctx: Context, customer_id: string, sale_id: string): Promise<void> {
  const unburnt = unburnPoints(ctx, { customer_id, sale_id });
  await commit(ctx, { writes: [], parts: [unburnt], audit: [{ event: "test.unburnt", subject: ["sale", sale_id] }] });
}

test("[C1] a sale counts once however often it is recorded, and its void takes back the same, once", async () => {
  const { park, manager, customer_id } = await guest();
  const [sale_id, other] = [newId(AT), newId(AT)];
  const ctx = await operation(park);
  for (const sale of [sale_id, sale_id]) await purchase(ctx, bought(customer_id, sale));
  await purchase(ctx, bought(customer_id, other, AT + 1));
  expect(await sumsOf(manager, customer_id)).toEqual([70_000, 2, 28]);
  expect((await manager.get(`/customers/${customer_id}`)).data.last_visit_at).toBe("2026-05-01T05:00:00.001Z");
  const undone = { kind: "void", customer_id, sale_id, at: AT + 2 } as const;
  for (const _ of [1, 2]) await purchase(ctx, undone);
  await purchase(ctx, { ...undone, sale_id: newId(AT) });
  expect(await sumsOf(manager, customer_id)).toEqual([35_000, 1, 14]);
  const entries = (await manager.get(`/customers/${customer_id}/entries`)).data;
  expect(entries.map(({ kind, sale_id: of }: { kind: string; sale_id: string }) => [kind, of])).toEqual([
    ["void", sale_id],
    ["sale", other],
    ["sale", sale_id],
  ]);
});

test("[C1] an entry for a merged customer goes to the last one of the chain, once", async () => {
  const { park, manager, customer_id: a } = await guest();
  const [b, c] = [await noted(manager, { name: "Somsri J." }), await noted(manager, { name: "Somsri Jaidee" })];
  const ctx = await operation(park);
  const [before, after] = [newId(AT), newId(AT)];
  await purchase(ctx, bought(a, before, AT + 500));
  await manager.post(`/customers/${a}/merge`, { into_customer_id: b });
  await purchase(ctx, bought(a, after));
  await manager.post(`/customers/${b}/merge`, { into_customer_id: c });
  for (const sale_id of [before, after]) await purchase(ctx, bought(a, sale_id));
  const sums = async () => Promise.all([a, b, c].map((id) => sumsOf(manager, id)));
  expect(await sums()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [70_000, 2, 28],
  ]);
  expect((await manager.get(`/customers/${c}`)).data.last_visit_at).toBe("2026-05-01T05:00:00.500Z");
  for (const sale_id of [before, after, after])
    await purchase(ctx, { kind: "void", customer_id: a, sale_id, at: AT + 1 });
  expect((await sums())[2]).toEqual([0, 0, 0]);
});

test("[S1] points are used once: of two sales that want the last ones at once, one is refused", async () => {
  const { park, manager, customer_id } = await guest();
  await adjustPoints(await operation(park), customer_id, { points: 100, reason: "welcome" });
  const tries = await Promise.allSettled(
    [1, 2, 3].map(async () => burn(await operation(park), customer_id, newId(Date.now()), 60)),
  );
  const refused = tries.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.spec.code] : []));
  expect(refused).toEqual(["E_POINTS_SHORT", "E_POINTS_SHORT"]);
  expect(await sumsOf(manager, customer_id)).toEqual([0, 0, 40]);
  await manager.call("DELETE", `/customers/${customer_id}`);
  const inactive = burn(await operation(park), customer_id, newId(Date.now()), 1);
  await expect(inactive).rejects.toMatchObject({ spec: { code: "E_POINTS_SHORT" } });
});

test("[S1] a void returns the points that its sale took, to the customer after any merge, once", async () => {
  const { park, manager, customer_id } = await guest();
  const other = await noted(manager, { name: "Somsri Jaidee" });
  await adjustPoints(await operation(park), customer_id, { points: 100, reason: "welcome" });
  const sale_id = newId(AT);
  await burn(await operation(park), customer_id, sale_id, 60);
  await manager.post(`/customers/${customer_id}/merge`, { into_customer_id: other });
  for (const _ of [1, 2]) await unburn(await operation(park), customer_id, sale_id);
  await unburn(await operation(park), customer_id, newId(AT));
  expect([await sumsOf(manager, customer_id), await sumsOf(manager, other)]).toEqual([
    [0, 0, 0],
    [0, 0, 100],
  ]);
});

test("[A1] a person of several stores names the store whose approvals count for points, and only a store of theirs", async () => {
  const { park, manager, customer_id } = await guest();
  const other = await newPark();
  const { email = "", pin = "" } = park.employees.manager ?? {};
  const login = await call("POST", "/employees/login", { email, pin });
  const console = clientOf(login.data.access_token);
  const { employee_id: approver_id, pin: second_pin } = park.employees.supervisor ?? {};
  const give = (store_id: string | undefined, approval_token?: string) =>
    console.post(
      `/customers/${customer_id}/points`,
      { points: 5, reason: "rain", store_id, approval_token },
      newId(AT),
    );
  expect((await give(undefined)).error).toMatchObject({
    code: "E_VALIDATION",
    details: { fields: [{ path: "store_id" }] },
  });
  expect((await give(other.store_id)).error?.code).toBe("E_SCOPE_MISMATCH");
  expect((await give(park.store_id)).error?.code).toBe("E_APPROVAL_REQUIRED");
  const asked = { approver_id, pin: second_pin, action: "points", subject_id: customer_id, amount: 500 };
  const grant = await console.post("/approvals/verify-pin", { ...asked, store_id: park.store_id });
  expect((await give(park.second_store_id, grant.data.approval_token)).error?.code).toBe("E_APPROVAL_REQUIRED");
  expect((await give(park.store_id, grant.data.approval_token)).status).toBe(201);
  expect(await sumsOf(manager, customer_id)).toEqual([0, 0, 5]);
});

test("[A1] [U1] points given by hand take a second person, once; both ways are audited with a reason, and never leave less than zero", async () => {
  const { park, manager, customer_id } = await guest();
  const counter = await park.person("manager", "pos");
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const approved = async (amount: number, subject_id = customer_id) => {
    const asked = { approver_id, pin, action: "points", subject_id, amount };
    return (await counter.post("/approvals/verify-pin", asked)).data.approval_token;
  };
  const adjust = (points: number, key: string, approval_token?: string) =>
    counter.post(`/customers/${customer_id}/points`, { points, reason: "waited long", approval_token }, key);
  const refused = [undefined, await approved(4_999), await approved(5_000, newId(AT))];
  for (const [index, token] of refused.entries())
    expect((await adjust(50, `alone-${index}`, token)).error?.code).toBe("E_APPROVAL_REQUIRED");
  expect(await sumsOf(manager, customer_id)).toEqual([0, 0, 0]);
  const approval_token = await approved(5_000);
  const [given, again] = await Promise.all([adjust(50, "give", approval_token), adjust(50, "give", approval_token)]);
  expect(again.data).toEqual(given.data);
  expect((await adjust(50, "twice", approval_token)).error?.code).toBe("E_APPROVAL_REQUIRED");
  expect([given.status, given.data]).toMatchObject([201, { kind: "adjust", points: 50, reason: "waited long" }]);
  const replies = await Promise.all([1, 2, 3].map((index) => adjust(-30, `take-${index}`)));
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect(replies.find(({ status }) => status === 409)?.error?.code).toBe("E_POINTS_SHORT");
  expect(await sumsOf(manager, customer_id)).toEqual([0, 0, 20]);
  const told = await auditRows(park.tenant_id, "event = 'customer.points_adjusted'");
  expect(told.map((row) => row.approver_id)).toEqual([approver_id, null]);
  expect(told.map(({ changes }) => JSON.parse(changes))).toEqual([
    { points: 50, reason: "waited long" },
    { points: -30, reason: "waited long" },
  ]);
  await manager.call("DELETE", `/customers/${customer_id}`);
  expect((await adjust(1, "late", await approved(100))).error?.code).toBe("E_CUSTOMER_INACTIVE");
  expect(await countRows("customer_entries", park.tenant_id)).toBe(2);
});

test("[I8] entries are listed latest first, page by page", async () => {
  const { park, manager, customer_id } = await guest();
  for (const points of [1, 2, 3, 4, 5])
    await adjustPoints(await operation(park), customer_id, { points, reason: "visit" });
  const told: number[] = [];
  let cursor = "";
  do {
    const { data, page } = await manager.get(`/customers/${customer_id}/entries?limit=2${cursor}`);
    told.push(...data.map(({ points }: { points: number }) => points));
    cursor = page?.next_cursor ? `&cursor=${page.next_cursor}` : "";
  } while (cursor);
  expect(told).toEqual([5, 4, 3, 2, 1]);
});

/** The customers whose sums are not those of their entries. */
async function driftedCustomers(tenant_id: string) {
  const sums = "COALESCE(SUM(spend), 0), COALESCE(SUM(visits), 0), COALESCE(SUM(points), 0)";
  const query = `SELECT customer_id FROM customers WHERE tenant_id = ? AND (spend_total, visits_count, points) IS NOT (
    SELECT ${sums} FROM customer_entries entry
    WHERE entry.tenant_id = customers.tenant_id AND entry.customer_id = customers.customer_id)`;
  return (await env.DB.prepare(query).bind(tenant_id).all()).results;
}

test("[C1] the sums are the entries' after sales, voids, points and merges at once, and nothing is lost", async () => {
  const { park, manager, customer_id } = await guest();
  const ids = [customer_id];
  for (const name of ["B", "C", "D"]) ids.push(await noted(manager, { name }));
  const [a = "", b = "", c = "", d = ""] = ids;
  const ctx = await operation(park);
  const sales = Array.from({ length: 40 }, (_, index) => bought(ids[index % 4] ?? "", newId(AT), AT + index));
  const merges = [
    [a, b],
    [b, c],
    [c, a],
    [d, c],
  ] as const;
  await Promise.all([
    ...sales.flatMap((sale) => [purchase(ctx, sale), purchase(ctx, sale)]),
    ...merges.map(([from, into_customer_id]) => manager.post(`/customers/${from}/merge`, { into_customer_id })),
    ...ids.map(async (id, index) => {
      const given = adjustPoints(await operation(park), id, { points: 1 + index, reason: "x" });
      // A merge that came first leaves an inactive customer.
      await given.catch((error: AppError) => expect(error.spec.code).toBe("E_CUSTOMER_INACTIVE"));
    }),
  ]);
  await Promise.all(sales.slice(0, 10).map((sale) => purchase(ctx, { ...sale, kind: "void" })));
  expect(await driftedCustomers(park.tenant_id)).toEqual([]);
  const all = await Promise.all(ids.map((id) => sumsOf(manager, id)));
  expect(all.map(([spend = 0]) => spend).reduce((sum, spend) => sum + spend)).toBe(30 * 35_000);
});

test("[C1] points for a customer who is merged at that moment are E_CUSTOMER_INACTIVE, and nothing is written", async () => {
  const { park, manager, customer_id } = await guest();
  const into_customer_id = await noted(manager, { name: "B" });
  const ctx = await operation(park);
  const held = holdNextReading(customer_id);
  const given = adjustPoints(ctx, customer_id, { points: 5, reason: "x" }).catch((error: AppError) => error.spec.code);
  await held.read;
  expect((await manager.post(`/customers/${customer_id}/merge`, { into_customer_id })).status).toBe(200);
  held.release();
  expect(await given).toBe("E_CUSTOMER_INACTIVE");
  expect(await countRows("customer_entries", park.tenant_id, "kind = 'adjust'")).toBe(0);
});

test("[C1] an entry never changes", async () => {
  const { park, customer_id } = await guest();
  await purchase(await operation(park), bought(customer_id, newId(AT)));
  const change = env.DB.prepare("UPDATE customer_entries SET points = 1000 WHERE tenant_id = ?").bind(park.tenant_id);
  await expect(change.run()).rejects.toThrow("E_CUSTOMER_ENTRIES_FINAL");
});

test("[T2] a purchase of another tenant's customer is written nowhere", async () => {
  const { customer_id } = await guest();
  const park = await newPark();
  await purchase(await operation(park), bought(customer_id, newId(AT)));
  expect(await countRows("customer_entries", park.tenant_id)).toBe(0);
});

test("[C1] the top spenders are read from the sums, highest first, without inactive ones", async () => {
  const { park, manager } = await guest("Nothing bought");
  const ctx = await operation(park);
  for (const [index, name] of ["A", "B", "C", "D"].entries()) {
    const customer_id = await noted(manager, { name });
    for (let sale = 0; sale <= index; sale++) await purchase(ctx, bought(customer_id, newId(AT)));
    if (name === "C") await manager.call("DELETE", `/customers/${customer_id}`);
  }
  const read = await rowsReadBy(async () => {
    const { data } = await manager.get("/customers/top/spenders?limit=2");
    expect(data.map(({ name, spend_total }: { name: string; spend_total: number }) => [name, spend_total])).toEqual([
      ["D", 140_000],
      ["B", 70_000],
    ]);
  });
  expect(read[0]).toBeLessThan(10);
});
