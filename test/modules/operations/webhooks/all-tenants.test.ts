/** Tests of the provider's dead letters: the tenants that have some, and their restart (rules E4, T1, T8, U1). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import {
  listDead,
  listDeadOf,
  listTenantsWithDead,
  MOST_COUNTED,
} from "../../../../src/modules/operations/webhooks/store/deliveries.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../src/platform/db/session.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { auditRows, type Client, countRows, newPark, newProvider, until } from "../../../support/park.ts";
import { emit, fanOut, newEndpoint, newReceiver, newSubject, withReceivers } from "./support.ts";

withReceivers();

/** A park whose endpoint has so many dead letters, the first event's the earliest. */
async function parkWithDead(count: number) {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(() => new Response("visitor Somchai", { status: 500 }));
  const { webhook_id } = await newEndpoint(owner, receiver.url);
  await emit(park.tenant_id, Array.from({ length: count }, newSubject));
  await fanOut(park.tenant_id);
  await until(async () => (await countRows("webhook_deliveries", park.tenant_id, "attempts > 0")) === count);
  await die(park.tenant_id);
  return { park, owner, receiver, webhook_id };
}

async function die(tenant_id: string): Promise<void> {
  await env.DB.prepare(
    `UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL, ended_at = 1000 + sequence WHERE tenant_id = ?`,
  )
    .bind(tenant_id)
    .run();
}

/** Adds so many ended deliveries to an endpoint. */
async function addDeliveries(tenant_id: string, webhook_id: string, status: string, count: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?)
     INSERT INTO webhook_deliveries (tenant_id, webhook_id, sequence, event_id, type, subject_kind, subject_id, status,
       attempts, tries, created_at, ended_at)
     SELECT ?, ?, 10000 + value, ?, 'test.a', 'test', 's', ?, 1, 1, 1, value FROM n`,
  )
    .bind(count, tenant_id, webhook_id, newId(Date.now()), status)
    .run();
}

const setStatus = (tenant_id: string, status: string) =>
  env.DB.prepare("UPDATE tenants SET status = ?, version = version + 1 WHERE tenant_id = ?")
    .bind(status, tenant_id)
    .run();

async function allPages(provider: Client, limit: number) {
  const found = [];
  let cursor = "";
  do {
    const { data, page } = await provider.get(`/admin/dlq?limit=${limit}${cursor}`);
    found.push(...data);
    cursor = page?.has_more ? `&cursor=${page.next_cursor}` : "";
  } while (cursor !== "");
  return found;
}

test("[E4] the provider lists each tenant with dead letters once, with their number and the five latest", async () => {
  const [some, none, many] = [await parkWithDead(2), await newPark(), await parkWithDead(7)];
  const provider = await newProvider();
  const [one] = (await provider.get(`/admin/dlq?tenant_id=${many.park.tenant_id}`)).data;
  expect(one).toMatchObject({ tenant_id: many.park.tenant_id, status: "active", dead_letters: 7 });
  const ends = one.latest.map(({ ended_at }: { ended_at: string }) => Date.parse(ended_at));
  expect(ends).toEqual(ends.toSorted((a: number, b: number) => b - a));
  expect(one.latest).toHaveLength(5);
  expect(one.latest[0]).toEqual({
    delivery_id: expect.stringMatching(new RegExp(`^${many.webhook_id}-\\d+$`)),
    ...{ webhook_id: many.webhook_id, type: "test.a", ended_at: expect.any(String) },
    ...{ response_status: 500, error: null },
  });
  expect((await provider.get(`/admin/dlq?tenant_id=${none.tenant_id}`)).data).toEqual([]);
  const ids = (await allPages(provider, 1)).map(({ tenant_id }) => tenant_id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ids).toEqual(expect.arrayContaining([some.park.tenant_id, many.park.tenant_id]));
  expect(ids).not.toContain(none.tenant_id);
  expect(JSON.stringify(await allPages(provider, 200))).not.toContain("Somchai");
});

test(`[E4] at most ${MOST_COUNTED} dead letters of a tenant are counted`, async () => {
  const { park, webhook_id } = await parkWithDead(1);
  await addDeliveries(park.tenant_id, webhook_id, "dead", MOST_COUNTED);
  const [row] = await listTenantsWithDead(openDatabase(env, EVERY_TENANT), {
    tenant_id: park.tenant_id,
    after: "",
    limit: 1,
  });
  expect(row).toMatchObject({ dead_letters: MOST_COUNTED });
});

test("[T9] lists of dead letters read no row of a delivery that is not dead", async () => {
  const { park, webhook_id } = await parkWithDead(2);
  const { tenant_id } = park;
  const readBy = async (of: string, list: (db: Database) => Promise<unknown>) => {
    const db = openDatabase(env, of);
    await list(db);
    return db.rows.read;
  };
  const read = async () => [
    await readBy(EVERY_TENANT, (db) => listTenantsWithDead(db, { tenant_id, after: "", limit: 5 })),
    await readBy(tenant_id, (db) => listDeadOf(db, [webhook_id], 10)),
    await readBy(tenant_id, (db) => listDead(db, { after: [0, "", 0], webhook_id, limit: 10 })),
  ];
  const before = await read();
  expect(before).not.toContain(0);
  await addDeliveries(tenant_id, webhook_id, "delivered", 500);
  expect(await read()).toEqual(before);
});

test("[E4] [U1] the provider starts a tenant's dead letters again; the audits of both have it, and no other tenant's move", async () => {
  const [one, other] = [await parkWithDead(3), await parkWithDead(1)];
  const provider = await newProvider();
  one.receiver.answer(() => new Response());
  const { tenant_id } = one.park;
  const replay = () => provider.post("/admin/dlq/replay", { tenant_id }, "r1");
  const [first, second] = await Promise.all([replay(), replay()]);
  expect(first?.data).toEqual({ tenant_id, restarted: 3, more: false });
  expect(second?.text).toBe(first?.text);
  await until(async () => (await countRows("webhook_deliveries", tenant_id, "status = 'delivered'")) === 3);
  expect((await provider.get(`/admin/dlq?tenant_id=${tenant_id}`)).data).toEqual([]);
  expect(await countRows("webhook_deliveries", other.park.tenant_id, "status = 'dead'")).toBe(1);
  const acts = (await auditRows(tenant_id)).filter(({ event }) => event === "webhook.replayed");
  expect(acts).toMatchObject([{ subject_kind: "tenant", subject_id: tenant_id }]);
  const { results } = await env.DB.prepare(
    "SELECT tenant_id FROM audits WHERE event = 'webhook.replayed' AND subject_id = ? ORDER BY tenant_id",
  )
    .bind(tenant_id)
    .all<{ tenant_id: string }>();
  expect(results).toHaveLength(2);
  expect((await provider.post("/admin/dlq/replay", { tenant_id })).data).toMatchObject({ restarted: 0 });
});

test("[E4] a replay leaves disabled endpoints alone, and refuses one by name, an unknown one, and a tenant that is not active", async () => {
  const { park, owner, receiver, webhook_id } = await parkWithDead(1);
  const provider = await newProvider();
  const { tenant_id } = park;
  const send = (body: object) => provider.post("/admin/dlq/replay", body);
  await owner.call("PUT", `/webhooks/${webhook_id}`, { url: receiver.url, events: ["test.*"], status: "disabled" });
  expect((await send({ tenant_id })).data).toEqual({ tenant_id, restarted: 0, more: false });
  expect((await send({ tenant_id, webhook_id })).error?.code).toBe("E_WEBHOOK_DISABLED");
  const stranger = await parkWithDead(1);
  expect((await send({ tenant_id, webhook_id: stranger.webhook_id })).error?.code).toBe("E_NOT_FOUND");
  expect((await send({ tenant_id: newId(Date.now()) })).error?.code).toBe("E_NOT_FOUND");
  await setStatus(tenant_id, "suspended");
  const refused = await send({ tenant_id });
  expect([refused.status, refused.error?.code, refused.error?.details]).toEqual([
    409,
    "E_TENANT_STATUS",
    { status: "suspended" },
  ]);
  expect((await provider.get(`/admin/dlq?tenant_id=${tenant_id}`)).data).toMatchObject([{ status: "suspended" }]);
  expect(await countRows("webhook_deliveries", tenant_id, "status = 'dead'")).toBe(1);
});

test("[T7] [T8] only a provider's person sees all dead letters, and starts them again after a step-up", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  expect((await owner.get("/admin/dlq")).error?.code).toBe("E_PERMISSION");
  const body = { tenant_id: park.tenant_id };
  expect((await owner.post("/admin/dlq/replay", body)).error?.code).toBe("E_PERMISSION");
  const visitor = await newProvider("visitor");
  expect((await visitor.get("/admin/dlq")).status).toBe(200);
  expect((await visitor.post("/admin/dlq/replay", body)).error?.code).toBe("E_STEP_UP_REQUIRED");
});
