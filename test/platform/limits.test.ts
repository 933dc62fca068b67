/** Limits: an hour has as many calls of a caller as its tenant allows, however many come at once; an unserved tenant is refused. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../local/park.ts";
import { reloadDevices } from "../../src/modules/access/devices/index.ts";
import { reloadEmployees } from "../../src/modules/access/employees/index.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import type { RateClass } from "../../src/shared/rates.ts";
import {
  addPerson,
  type Client,
  call,
  cashSale,
  clientOf,
  type DeviceKey,
  newPark,
  type PersonKey,
  type Reply,
  type TestPark,
  until,
} from "../support/park.ts";

const MINUTE = 60_000;

const times = <Value>(count: number, act: () => Promise<Value>) => Promise.all(Array.from({ length: count }, act));

/** How many replies have each status. */
function tally(replies: readonly Reply[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

type Counter = { device: DeviceKey } | { person: PersonKey };

function limitsAt(park: TestPark, counter: Counter) {
  const { tenant_id } = park;
  if ("device" in counter) {
    const device_id = park.devices[counter.device]?.device_id ?? "";
    return env.DEVICE.getByName(`${tenant_id}:${device_id}`).usedCalls({ tenant_id, device_id }, Date.now());
  }
  const employee_id = park.employees[counter.person]?.employee_id ?? "";
  return env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).usedCalls({ tenant_id, employee_id }, Date.now());
}

/** Uses up a counter's hour, except for `left` calls. Returns the limit. */
async function leave(park: TestPark, counter: Counter, rate: RateClass, left: number): Promise<number> {
  const limit = (await limitsAt(park, counter)).find((used) => used.rate === rate)?.limit ?? 0;
  const { tenant_id } = park;
  const calls = { [rate]: [[Math.floor(Date.now() / MINUTE), limit - left]] };
  const spend = (object: object) => {
    const { calls: counted } = ("parts" in object ? object.parts : object) as { calls: { calls: object } };
    counted.calls = { ...counted.calls, ...calls };
  };
  if ("device" in counter)
    await runInDurableObject(env.DEVICE.getByName(`${tenant_id}:${park.devices[counter.device]?.device_id}`), spend);
  else
    await runInDurableObject(
      env.EMPLOYEE.getByName(`${tenant_id}:${park.employees[counter.person]?.employee_id}`),
      spend,
    );
  return limit;
}

/** Sets a limit of the tenant and waits until it reached the counter. */
async function setLimit(park: TestPark, key: string, value: number, counter: Counter): Promise<void> {
  const owner = await park.person("owner");
  expect((await owner.call("PUT", `/settings/keys/limits.${key}`, { value })).status).toBe(200);
  await until(async () => (await limitsAt(park, counter)).some(({ limit }) => limit === value));
}

async function usedOf(client: Client): Promise<[rate: string, counted_for: string, used: number, limit: number][]> {
  const { data } = await client.get("/usage/limits");
  return data.map((one: { rate: string; counted_for: string; used: number; limit: number }) => {
    return [one.rate, one.counted_for, one.used, one.limit];
  });
}

describe("an hour", () => {
  test("[L1] of 1,200 calls at once in the console lets exactly 1,000 through, whatever the sandbox's clock shows", async () => {
    const park = await newPark();
    const [owner, manager] = await Promise.all([park.person("owner"), park.person("manager")]);
    const began_at = Date.now();
    const replies = await times(1_200, () => owner.get("/sandbox/clock"));
    expect(tally(replies)).toEqual({ 200: 1_000, 429: 200 });

    await manager.call("PUT", "/sandbox/clock", { offset_seconds: 7_200 });
    const refused = await owner.get("/sandbox/clock");
    expect(refused).toMatchObject({ status: 429, error: { code: "E_RATE_LIMIT" } });
    const fits_at = (Math.floor(began_at / MINUTE) + 61) * MINUTE;
    const wait_s = Number(refused.headers.get("retry-after"));
    expect(Math.abs(fits_at - Date.now() - wait_s * 1_000)).toBeLessThan(30_000);
    expect((await manager.get("/sandbox/clock")).status).toBe(200);
  });

  test("[L1] of a device counts all calls made on it, by people too, and no other device's", async () => {
    const park = await newPark();
    const [pos, gate, cashier] = await Promise.all([
      park.device("pos"),
      park.device("gate"),
      park.person("cashier", "pos"),
    ]);
    const left = 12;
    await leave(park, { device: "pos" }, "general", left);
    const replies = await Promise.all([
      times(15, () => pos.get("/devices/me")),
      times(15, () => cashier.get("/shifts/current")),
    ]);
    expect(replies.flat().filter(({ status }) => status === 429)).toHaveLength(30 - left);
    expect((await gate.get("/devices/me")).status).toBe(200);
    expect((await (await park.person("cashier")).get("/usage/limits")).status).toBe(200);
  });

  test("[L1] of previews is counted separately from all other calls", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await leave(park, { person: "owner" }, "preview", 3);
    const [before] = await usedOf(owner);
    const cart = { items: cashSale(park.packages.single, 1, 35_000).items, store_id: park.store_id };
    const replies = await times(5, () => owner.post("/pricing/preview", cart));
    expect(tally(replies)[429]).toBe(2);
    expect((await usedOf(owner)).slice(0, 2)).toEqual([
      ["general", "user", Number(before?.[2]) + 1, 1_000],
      ["preview", "user", 100, 100],
    ]);
  });

  test("[L1] of what gives money or tickets away is the person's, on whatever device, and the device's own when alone", async () => {
    const park = await newPark();
    const on_pos = await park.person("supervisor", "pos");
    const console_ = await park.person("supervisor");
    const pos = await park.device("pos");
    const limit = await leave(park, { person: "supervisor" }, "sensitive", 3);
    const give = (client: Client) => client.post("/refunds", {}, newId(Date.now()));
    expect(tally(await times(5, () => give(on_pos)))[429]).toBe(2);
    expect((await give(console_)).status).toBe(429);
    expect((await usedOf(console_)).find(([rate]) => rate === "sensitive")).toEqual([
      ...["sensitive", "user", limit, limit],
    ]);
    expect((await usedOf(on_pos)).map(([rate, counted_for]) => `${rate} ${counted_for}`)).toEqual([
      ...["general device", "preview device", "undo device", "sensitive user"],
    ]);
    await leave(park, { device: "pos" }, "sensitive", 3);
    expect(tally(await times(5, () => give(pos)))[429]).toBe(2);
  });

  test("[L1] over a lowered limit allows nothing more, and a raised limit allows calls at once", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    await leave(park, { device: "gate" }, "general", 20_000 - 6_500);
    await setLimit(park, "device_per_hour", 6_400, { device: "gate" });
    expect((await gate.get("/devices/me")).status).toBe(429);
    await setLimit(park, "device_per_hour", 6_501, { device: "gate" });
    expect(tally(await times(3, () => gate.get("/devices/me")))).toEqual({ 200: 1, 429: 2 });
  });

  test("[L1] of 80 sensitive calls at once lets 50 through, and is as full after a crash without a flush", async () => {
    const park = await newPark();
    const { tenant_id } = park;
    const employee_id = park.employees.supervisor?.employee_id ?? "";
    const object = env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`);
    const standing = await object.standing({ tenant_id, employee_id });
    await object.openSession("s", null, Date.now());
    await object.keepSession("s", "", true);
    await setLimit(park, "sensitive_per_hour", 50, { person: "supervisor" });
    const counted = { classes: ["sensitive", "general"] as const, route: "POST /x" };
    const request = { tenant_id, employee_id, epoch: standing?.epoch ?? 0, session_id: "s", arrived_at: Date.now() };
    const verdicts = await times(80, () => object.admit({ ...request, counted }).then(({ ok }) => ok));
    expect(verdicts.filter((ok) => ok)).toHaveLength(50);
    await evictDurableObject(object);
    expect(await object.admit({ ...request, counted })).toMatchObject({
      ok: false,
      refusal: { reason: "rate_limited", retry_after_s: expect.any(Number) },
    });
    const general = { classes: ["general"] as const, route: "GET /x" };
    expect(await object.admit({ ...request, counted: general })).toMatchObject({ ok: true });
  });

  test("[L1] survives an eviction that comes after the flush", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    await times(6, () => gate.get("/devices/me"));
    const object = env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
    const used = async () => (await limitsAt(park, { device: "gate" }))[0]?.used;
    const before = await used();
    await runDurableObjectAlarm(object);
    await evictDurableObject(object);
    expect(await used()).toBe(before);
  });
});

describe("a limit", () => {
  const KEYS: [key: string, floor: number][] = [
    ["user_per_hour", 600],
    ["device_per_hour", 6_000],
    ["preview_user_per_hour", 60],
    ["preview_device_per_hour", 3_000],
    ["sensitive_per_hour", 20],
  ];

  test("[L1] is set no lower than people and devices can work with, and the field is named", async () => {
    const owner = await (await newPark()).person("owner");
    for (const [key, floor] of KEYS) {
      const put = (value: number) => owner.call("PUT", `/settings/keys/limits.${key}`, { value });
      const low = await put(floor - 1);
      expect([key, low.status, low.error?.details]).toMatchObject([key, 422, { fields: [{ path: "value" }] }]);
      expect([key, (await put(floor)).status]).toEqual([key, 200]);
    }
  });

  test("[L1] that was set lower before counts as its floor, in the object and in what is shown", async () => {
    const park = await newPark();
    const { tenant_id } = park;
    const kept = `INSERT INTO settings (tenant_id, store_id, key, value, updated_at, updated_by)
      VALUES (?, '', 'limits.user_per_hour', '1', 0, 'x')`;
    await env.DB.prepare(kept).bind(tenant_id).run();
    await reloadEmployees(asTenant(seedContext(env), tenant_id));
    expect((await limitsAt(park, { person: "owner" }))[0]).toMatchObject({ rate: "general", limit: 600 });
    const owner = await park.person("owner");
    const shown = (await owner.get("/settings/keys/limits.user_per_hour")).data;
    expect(shown).toMatchObject({ value: 600, tenant_value: 600, source: "tenant" });
  });

  test("[L1] that is spent is raised all the same, with the proof that this takes, by whoever may", async () => {
    const park = await newPark();
    const owner = await park.visitor("owner");
    await leave(park, { person: "owner" }, "general", 0);
    expect((await owner.get("/stores")).status).toBe(429);
    expect((await owner.post("/auth/step-up", { pin: "482193" })).status).toBe(200);
    expect((await owner.call("PUT", "/settings/keys/limits.user_per_hour", { value: 2_000 })).status).toBe(200);
    await until(async () => (await limitsAt(park, { person: "owner" }))[0]?.limit === 2_000);
    expect((await owner.get("/stores")).status).toBe(200);
    await leave(park, { person: "owner" }, "general", 0);
    for (const path of ["/tenant/maintenance", "/employees/me/sessions"])
      expect([path, (await owner.call("DELETE", path)).status]).toEqual([path, 200]);
  });

  test("[L1] of what undoes is each session's own: who found one open and spends it keeps its person from nothing", async () => {
    const park = await newPark();
    const found = await park.visitor("owner");
    expect(tally(await times(125, () => found.get("/tenant")))).toEqual({ 200: 120, 429: 5 });
    expect((await found.get("/stores")).status).toBe(200);
    const object = env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.owner?.employee_id}`);
    await runDurableObjectAlarm(object);
    await evictDurableObject(object);
    expect((await found.get("/tenant")).status).toBe(429);
    expect((await usedOf(found)).find(([rate]) => rate === "undo")).toEqual(["undo", "user", 120, 120]);
    const owner = await park.visitor("owner");
    expect((await owner.call("DELETE", "/employees/me/sessions")).status).toBe(200);
    expect((await found.get("/tenant")).status).toBe(401);
    expect((await owner.post("/auth/step-up", { pin: "482193" })).status).toBe(200);
  });
});

describe("a tenant", () => {
  /** Changes a tenant's standing, and refreshes its devices and people. */
  async function stand(park: TestPark, columns: string): Promise<void> {
    await env.DB.prepare(`UPDATE tenants SET ${columns}, version = version + 1 WHERE tenant_id = ?`)
      .bind(park.tenant_id)
      .run();
    const ctx = asTenant(seedContext(env), park.tenant_id);
    await Promise.all([reloadDevices(ctx), reloadEmployees(ctx)]);
  }

  async function refusals(park: TestPark, clients: Client[]): Promise<Reply[]> {
    const { email, pin } = park.employees.owner ?? {};
    return Promise.all([
      ...clients.map((client) => client.get("/usage/limits")),
      call("POST", "/employees/login", { email, pin }),
      call("POST", "/auth/device/login", park.devices.gate),
    ]);
  }

  test.each([
    ["suspended", "status = 'suspended'", 403, "E_TENANT_SUSPENDED"],
    ["closed", "status = 'closed', closed_at = 1, purge_at = 9e15", 403, "E_TENANT_CLOSED"],
    ["maintained", `maintenance_until = ${Date.now() + 900_000}`, 503, "E_MAINTENANCE"],
  ])("[T3] that is %s is refused at the very next request and at login", async (_, columns, status, code) => {
    const park = await newPark();
    const clients = await Promise.all([park.person("owner"), park.device("gate"), park.person("cashier", "pos")]);
    for (const client of clients) expect((await client.get("/usage/limits")).status).toBe(200);
    await stand(park, columns);
    for (const reply of await refusals(park, clients)) {
      expect(reply).toMatchObject({ status, error: { code } });
      const wait_s = Number(reply.headers.get("retry-after"));
      if (status === 503) expect(wait_s).toBeGreaterThan(600);
      else expect(reply.headers.get("retry-after")).toBeNull();
    }
    await stand(park, "status = 'active', maintenance_until = NULL, closed_at = NULL, purge_at = NULL");
    for (const client of clients) expect((await client.get("/usage/limits")).status).toBe(200);
  });

  test("[T3] that is a park has nobody who looks after parks, whatever roles they hold", async () => {
    const park = await newPark();
    const { email, pin } = await addPerson(park, { [park.store_id]: ["provider_admin", "manager"] });
    const login = await call("POST", "/employees/login", { email, pin });
    const person = clientOf(login.data.access_token);
    expect((await person.get("/usage/billing/usage")).status).toBe(200);
    for (const path of ["/provider/tenants", "/provider/tenants/usage"])
      expect(await person.get(path)).toMatchObject({ status: 403, error: { code: "E_PERMISSION" } });
  });
});
