/**
 * Tests of retention: guests who have not come for the tenant's days are erased, a portion at a time (rules C3, U1).
 */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { eraseGuests } from "../../../../src/modules/guests/customers/index.ts";
import { idleBefore } from "../../../../src/modules/operations/privacy/domain.ts";
import { jobs } from "../../../../src/modules/operations/privacy/jobs.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { operation } from "../../../support/outage.ts";
import { auditRows, cashSale, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { noted } from "../../guests/customers/guests.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The cron job in the hour's first minute, or in a later one. */
async function tick(minute = 0): Promise<void> {
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  for (const job of jobs) await job.run({ ...seedContext(env), arrived_at: hour + minute * 60_000 });
}

async function parkOfIdleDays(idle_days: number) {
  const park = await newPark();
  const owner = await park.person("owner");
  const set = await owner.call("PUT", "/settings/keys/privacy.customer_idle_days", { value: idle_days });
  expect(set.status).toBe(200);
  return { park, owner };
}

async function notedLongAgo({ tenant_id }: TestPark, customer_id: string, days: number): Promise<void> {
  await env.DB.prepare("UPDATE customers SET created_at = ? WHERE tenant_id = ? AND customer_id = ?")
    .bind(Date.now() - days * DAY_MS, tenant_id, customer_id)
    .run();
}

test("[C3] guests absent for the tenant's days are erased in the first minute of an hour; guests who came since are not", async () => {
  const { park, owner } = await parkOfIdleDays(730);
  const till = await park.till();
  const [gone, came, recent] = [
    await noted(till, { name: "Gone Guest" }),
    await noted(till, { name: "Came Guest" }),
    await noted(till, { name: "Recent Guest" }),
  ];
  for (const customer_id of [gone, came]) await notedLongAgo(park, customer_id, 800);
  const sale = { ...cashSale(park.packages.single, 1, 35_000), customer_id: came };
  expect((await till.post("/sales", sale, newId(Date.now()))).status).toBe(201);
  await tick(1);
  expect((await owner.get(`/customers/${gone}`)).data.name).toBe("Gone Guest");
  await tick();
  await tick();
  const names = await Promise.all(
    [gone, came, recent].map(async (id) => (await owner.get(`/customers/${id}`)).data.name),
  );
  expect(names).toEqual(["", "Came Guest", "Recent Guest"]);
  const rows = await auditRows(park.tenant_id, "event = 'customer.erased'");
  expect(rows.map(({ subject_id, actor_kind, changes }) => [subject_id, actor_kind, changes])).toEqual([
    [gone, "system", '{"idle_days":730}'],
  ]);
});

test("[C3] a guest who comes at that moment is not erased, and nothing of the commit stays", async () => {
  const { park, owner } = await parkOfIdleDays(730);
  const customer_id = await noted(await park.till(), { name: "Back Again" });
  const ctx = await operation(park);
  const guests = eraseGuests(ctx, [customer_id], Date.now() - 730 * DAY_MS);
  const audit = { event: "customer.erased", subject: ["customer", customer_id] as const };
  const erased = commit(ctx, { writes: [], parts: [guests], audit: [audit] });
  await expect(erased).rejects.toMatchObject({ spec: { code: "E_CONFLICT" } });
  expect((await owner.get("/customers/search?q=again")).data).toHaveLength(1);
  expect(await countRows("audits", park.tenant_id, "event = 'customer.erased'")).toBe(0);
});

test("[C3] a tenant without a number of days erases nobody", async () => {
  const { park } = await parkOfIdleDays(0);
  const till = await park.till();
  await notedLongAgo(park, await noted(till, { name: "Gone Guest" }), 20_000);
  await tick();
  expect(await countRows("customers", park.tenant_id, "erased_at IS NOT NULL")).toBe(0);
  expect(idleBefore(Date.now(), 0)).toBeNull();
});

test("[U1] an hour erases a hundred guests of a tenant, each with an audit row, and the next hour continues", async () => {
  const { park } = await parkOfIdleDays(30);
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
     INSERT INTO customers (tenant_id, customer_id, name, created_at)
     SELECT ?, printf('01K%023d', i), 'Guest ' || i, 1000 FROM n`,
  )
    .bind(park.tenant_id)
    .run();
  const erased = async () => [
    await countRows("customers", park.tenant_id, "erased_at IS NOT NULL"),
    await countRows("audits", park.tenant_id, "event = 'customer.erased'"),
  ];
  await tick();
  expect(await erased()).toEqual([100, 100]);
  await tick();
  expect(await erased()).toEqual([120, 120]);
});
