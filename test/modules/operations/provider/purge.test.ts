/** Tests of the purge: only a tombstone is left of a purged tenant, and no byte of another tenant changes. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { purgeTenants } from "../../../../src/modules/operations/provider/service/purge.ts";
import { newId, systemContext } from "../../../../src/platform/http/context.ts";
import { failingAtStatement } from "../../../support/faults.ts";
import {
  type Client,
  call,
  cashSale,
  countRows,
  newPark,
  newProvider,
  type Reply,
  rowCounts,
  type TestPark,
  until,
} from "../../../support/park.ts";

const DAY_MS = 86_400_000;

let provider: Client;
beforeAll(async () => {
  provider = await newProvider();
});

const told = ({ status, error }: Reply) => `${status}${error ? ` ${error.code}` : ""}`;

/** A day of a tenant: a sale, a scan, a closed drawer and day, an archive file. Returns the scanned ticket. */
async function liveADay(park: TestPark): Promise<string> {
  const till = await park.till();
  const sale = await till.post("/sales", cashSale(park.packages.single, 2, 35_000), newId(Date.now()));
  const gate = await park.device("gate");
  const { ticket_id, qr_token } = sale.data.tickets[0];
  await gate.post("/tickets/redeem", { qr_token });
  await till.post("/shifts/close", { cash_counted: 170_000 });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  const lease = { tenant_id: park.tenant_id, store_id: park.store_id, until: 0 };
  await runInDurableObject(env.LIVE.getByName(park.store_id), (_, { storage }) => storage.kv.put("lease", lease));
  for (const folder of ["archives", "heads"])
    await env.BUCKET.put(`${folder}/${park.tenant_id}/2026-11-21.json`, park.tenant_id);
  return ticket_id;
}

/** The size of each object that a tenant's rows name: of a person, a device, a scanned ticket, a store's feed, and the sealer. */
function keptInObjects({ tenant_id, store_id, employees, devices }: TestPark, ticket_id: string): Promise<number[]> {
  const objects = [
    env.EMPLOYEE.getByName(`${tenant_id}:${employees.owner?.employee_id}`),
    env.DEVICE.getByName(`${tenant_id}:${devices.gate?.device_id}`),
    env.TICKET.getByName(`${tenant_id}:${ticket_id}`),
    env.LIVE.getByName(store_id),
    env.TENANT.getByName(tenant_id),
  ];
  return Promise.all(
    objects.map((stub: DurableObjectStub) =>
      runInDurableObject(stub, async (_, { storage }) => [...storage.kv.list()].length),
    ),
  );
}

async function close({ tenant_id }: TestPark): Promise<void> {
  const { name } = (await provider.get(`/provider/tenants/${tenant_id}`)).data;
  expect(told(await provider.post(`/provider/tenants/${tenant_id}/close`, { confirm: name }))).toBe("200");
}

/** The cron run `days` days from now. */
function purgeAfter(days: number): Promise<void> {
  const base = systemContext(env, "test", () => undefined);
  return purgeTenants({ ...base, arrived_at: base.arrived_at + days * DAY_MS });
}

const tombstone = ({ tenant_id }: TestPark) =>
  env.DB.prepare("SELECT * FROM tenants WHERE tenant_id = ?").bind(tenant_id).first();

/** The files of a tenant, on whichever page of the bucket they stand. */
async function filesOf({ tenant_id }: TestPark): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await env.BUCKET.list({ cursor });
    keys.push(...page.objects.map(({ key }) => key));
    more = page.truncated;
    cursor = page.truncated ? page.cursor : undefined;
  }
  return keys.filter((key) => key.includes(tenant_id));
}

/** Every stored row of a tenant in every table. */
async function everything({ tenant_id }: TestPark): Promise<string> {
  const tables = Object.keys(await rowCounts(tenant_id));
  const rows = await env.DB.batch(
    tables.map((table) => env.DB.prepare(`SELECT * FROM ${table} WHERE tenant_id = ?`).bind(tenant_id)),
  );
  return JSON.stringify(
    tables.map((table, at) => [table, rows[at]?.results.map((row) => JSON.stringify(row)).toSorted()]),
  );
}

const left = async ({ tenant_id }: TestPark) =>
  Object.entries(await rowCounts(tenant_id)).filter(([, count]) => count > 0);

test("[T1] after 90 days of a closed tenant nothing is left but its tombstone, and a neighbour's rows are equal to the byte", async () => {
  const [park, neighbour] = [await newPark(), await newPark()];
  const [scanned, scanned_beside] = [await liveADay(park), await liveADay(neighbour)];
  await neighbour.person("owner");
  const gate = await park.device("gate");
  const owner = await park.person("owner");
  await env.TENANT.getByName(neighbour.tenant_id).seal(neighbour.tenant_id);
  await close(park);
  const before = await everything(neighbour);
  const kept_beside = await keptInObjects(neighbour, scanned_beside);
  for (const kept of [kept_beside, await keptInObjects(park, scanned)]) expect(Math.min(...kept)).toBeGreaterThan(0);

  await purgeAfter(89);
  expect((await left(park)).length).toBeGreaterThan(20);
  await purgeAfter(90.01);
  expect(await left(park)).toEqual([["tenants", 1]]);
  expect(await tombstone(park)).toMatchObject({ name: "purged", status: "purged", legal_name: null, purge_at: null });
  expect(await filesOf(park)).toEqual([]);
  expect((await filesOf(neighbour)).length).toBe(2);
  expect(await everything(neighbour)).toBe(before);
  expect(await keptInObjects(neighbour, scanned_beside)).toEqual(kept_beside);

  for (const one of [gate, owner]) expect(told(await one.get("/stores"))).toBe("401 E_UNAUTHENTICATED");
  const { email, pin } = park.employees.owner ?? {};
  expect(told(await call("POST", "/employees/login", { email, pin }))).toBe("401 E_CREDENTIALS");
  expect(told(await call("POST", "/auth/device/login", park.devices.gate))).toBe("401 E_UNAUTHENTICATED");
  expect(await keptInObjects(park, scanned)).toEqual([0, 0, 0, 0, 0]);
  const path = `/provider/tenants/${park.tenant_id}`;
  expect(told(await provider.post(`${path}/restore`))).toBe("409 E_TENANT_STATUS");
  expect(told(await provider.call("PATCH", path, { name: "Risen" }))).toBe("409 E_TENANT_STATUS");
  expect(await left(park)).toEqual([["tenants", 1]]);
});

test("[T1] the next run finishes a purge that died at any use of the database", async () => {
  for (let cut = 1; ; cut += 19) {
    const park = await newPark();
    await close(park);
    const { reached } = await failingAtStatement(cut, () => purgeAfter(91).catch(() => undefined));
    await purgeAfter(91);
    expect([cut, await left(park)]).toEqual([cut, [["tenants", 1]]]);
    expect(await tombstone(park)).toMatchObject({ status: "purged", purge_at: null });
    if (!reached) return;
  }
});

test("[T1] the purge does not touch a tenant that was restored in time", async () => {
  const park = await newPark();
  await close(park);
  await provider.post(`/provider/tenants/${park.tenant_id}/restore`);
  const before = await rowCounts(park.tenant_id);
  await purgeAfter(91);
  expect(await rowCounts(park.tenant_id)).toEqual(before);
});

test("[U1] no statement deletes rows of a tenant that is only closed", async () => {
  const park = await newPark();
  await close(park);
  const gone = env.DB.prepare("DELETE FROM audits WHERE tenant_id = ?").bind(park.tenant_id).run();
  await expect(gone).rejects.toThrow("E_AUDIT_APPEND_ONLY");
  const skip = "UPDATE tenants SET status = 'purged', version = version + 1 WHERE tenant_id = ?";
  const other = await newPark();
  await expect(env.DB.prepare(skip).bind(other.tenant_id).run()).rejects.toThrow("E_TENANT_STATUS");
});
