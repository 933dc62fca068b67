/**
 * Tests of a tenant's standing: a tenant that is not served is refused from the next request on, everywhere, and
 * nothing else changes.
 */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { openTenant, tenantAtWork } from "../../../../src/modules/access/tenants/index.ts";
import { consumers } from "../../../../src/modules/operations/provider/jobs.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import type { OutboxEvent } from "../../../../src/platform/queue/outbox.ts";
import { holdNextReading } from "../../../support/faults.ts";
import {
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  newProvider,
  proven,
  type Reply,
  type TestPark,
  until,
} from "../../../support/park.ts";

const HOUR_MS = 3_600_000;

let provider: Client;
beforeAll(async () => {
  provider = await newProvider();
});

const told = ({ status, error }: Reply) => `${status}${error ? ` ${error.code}` : ""}`;
const namedFields = (error: Reply["error"]) =>
  ((error?.details?.fields ?? []) as { path: string }[]).map(({ path }) => path);
const pathOf = ({ tenant_id }: TestPark, act = "") => `/provider/tenants/${tenant_id}${act && `/${act}`}`;

/** The answers of a tenant everywhere: tokens of device and people, logins, a refresh, a pairing. */
async function doorsOf(park: TestPark): Promise<() => Promise<Record<string, string>>> {
  const { email, pin } = park.employees.owner ?? {};
  const login = await call("POST", "/employees/login", { email, pin });
  const owner = await proven(clientOf(login.data.access_token));
  const [gate, till] = [await park.device("gate"), await park.till()];
  const { store_id } = park;
  let refresh_token = login.data.refresh_token;
  const site_keys: string[] = [];
  for (let n = 0; n < 4; n++) site_keys.push((await owner.post("/pairings", { store_id, type: "POS" })).data.site_key);
  return async () => {
    const refreshed = await call("POST", "/auth/refresh", { refresh_token });
    refresh_token = refreshed.data?.refresh_token ?? refresh_token;
    const device = { name: "Counter", type: "POS" };
    return {
      device: told(await gate.get("/stores")),
      till: told(await till.get("/shifts/current")),
      console: told(await owner.get("/stores")),
      device_login: told(await call("POST", "/auth/device/login", park.devices.pos)),
      person_login: told(await call("POST", "/employees/login", { email, pin })),
      refresh: told(refreshed),
      pairing: told(await call("POST", "/auth/device/register", { site_key: site_keys.pop(), device })),
    };
  };
}

const ALL_SERVED = {
  device: "200",
  till: "200",
  console: "200",
  device_login: "200",
  person_login: "200",
  refresh: "200",
  pairing: "201",
};

const allRefused = (answer: string) => Object.fromEntries(Object.keys(ALL_SERVED).map((door) => [door, answer]));

describe("a suspended park", () => {
  test("[T3] is refused on every door from the very next request, and served again when resumed", async () => {
    const park = await newPark();
    const neighbour = await doorsOf(await newPark());
    const doors = await doorsOf(park);
    expect(await doors()).toEqual(ALL_SERVED);
    const suspended = await provider.post(pathOf(park, "suspend"));
    expect([suspended.status, suspended.data.status]).toEqual([200, "suspended"]);
    expect(await doors()).toEqual(allRefused("403 E_TENANT_SUSPENDED"));
    expect(await neighbour()).toEqual(ALL_SERVED);
    await provider.post(pathOf(park, "resume"));
    expect(await doors()).toEqual(ALL_SERVED);
  });

  test("[U1] a suspension is audited once with the tenant and once with the provider, with the earlier status", async () => {
    const park = await newPark();
    await provider.post(pathOf(park, "suspend"));
    const [told, ...more] = await auditRows(park.tenant_id, "event = 'tenant.suspended'");
    expect(more).toEqual([]);
    const me = (await provider.get("/employees/me")).data.employee_id;
    expect(told).toMatchObject({ actor_kind: "employee", actor_id: me, subject_id: park.tenant_id });
    expect(JSON.parse(told?.changes ?? "")).toEqual({ before: { status: "active" }, after: { status: "suspended" } });
    const elsewhere =
      "SELECT COUNT(*) AS n FROM audits WHERE event = 'tenant.suspended' AND subject_id = ? AND tenant_id <> ?";
    expect(await env.DB.prepare(elsewhere).bind(park.tenant_id, park.tenant_id).first("n")).toBe(1);
  });

  test("[T3] of two suspensions at once one succeeds, the other gets E_CONFLICT, and its repeat finds it done", async () => {
    const park = await newPark();
    const other = await newProvider();
    const held = holdNextReading("SELECT * FROM tenants WHERE tenant_id");
    const slow = provider.post(pathOf(park, "suspend"));
    await held.read;
    expect(told(await other.post(pathOf(park, "suspend")))).toBe("200");
    held.release();
    expect(told(await slow)).toBe("409 E_CONFLICT");
    expect(told(await provider.post(pathOf(park, "suspend")))).toBe("200");
    expect(await countRows("audits", park.tenant_id, "event = 'tenant.suspended'")).toBe(1);
    expect((await provider.get(pathOf(park))).data).toMatchObject({ status: "suspended", version: 2 });
  });

  test("[T3] work without a person still runs for a suspended tenant, so that it blocks no other", async () => {
    const park = await newPark();
    await provider.post(pathOf(park, "suspend"));
    await expect(openTenant(seedContext(env), park.tenant_id)).rejects.toMatchObject({
      spec: { code: "E_TENANT_SUSPENDED" },
    });
    expect((await tenantAtWork(seedContext(env), park.tenant_id)).tenant_id).toBe(park.tenant_id);
  });

  test("[T3] a tenant is refused even when the request that suspended it died before it reloaded the objects", async () => {
    const park = await newPark();
    const doors = await doorsOf(park);
    const { tenant_id } = park;
    await env.DB.prepare("UPDATE tenants SET status = 'suspended', version = version + 1 WHERE tenant_id = ?")
      .bind(tenant_id)
      .run();
    expect((await doors()).console).toBe("200");
    const [consumer] = consumers;
    await consumer?.consume(asTenant(seedContext(env), tenant_id), {} as OutboxEvent);
    expect(await doors()).toEqual(allRefused("403 E_TENANT_SUSPENDED"));
  });
});

describe("a maintained park", () => {
  const maintain = (park: TestPark, body: object) => provider.post(pathOf(park, "maintenance"), body);
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

  test("[T3] maintenance answers 503 with the seconds left, everywhere, until the provider ends it", async () => {
    const park = await newPark();
    const doors = await doorsOf(park);
    const owner = await park.person("owner");
    expect(told(await maintain(park, { until: inMs(HOUR_MS), note: "new counters" }))).toBe("200");
    expect(await doors()).toEqual(allRefused("503 E_MAINTENANCE"));
    const refused = await owner.get("/stores");
    const left = Number(refused.headers.get("retry-after"));
    expect(left).toBeGreaterThan(HOUR_MS / 1000 - 10);
    expect(left).toBeLessThanOrEqual(HOUR_MS / 1000);
    expect(told(await provider.call("DELETE", pathOf(park, "maintenance")))).toBe("200");
    expect(told(await provider.call("DELETE", pathOf(park, "maintenance")))).toBe("200");
    expect(await doors()).toEqual(ALL_SERVED);
  });

  test("[T3] a window begins and ends at its times", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await maintain(park, { from: inMs(2_000), until: inMs(3_000) });
    expect(told(await owner.get("/stores"))).toBe("200");
    let refused: Reply | undefined;
    await until(async () => {
      refused = await owner.get("/stores");
      return refused.status === 503;
    });
    expect(refused?.headers.get("retry-after")).toBe("1");
    await until(async () => (await owner.get("/stores")).status === 200);
  });

  test("[T3] a tenant's own people can cancel a window before it begins", async () => {
    const park = await newPark();
    const [owner, cashier] = [await park.person("owner"), await park.person("cashier")];
    const window = { from: inMs(HOUR_MS), until: inMs(2 * HOUR_MS) };
    expect(told(await cashier.post("/tenant/maintenance", window))).toBe("403 E_PERMISSION");
    const set = await owner.post("/tenant/maintenance", window);
    expect(set.data).toMatchObject({ maintenance_from: window.from, maintenance_until: window.until });
    expect(told(await owner.get("/stores"))).toBe("200");
    const ended = await owner.call("DELETE", "/tenant/maintenance");
    expect(ended.data).toMatchObject({ maintenance_from: null, maintenance_until: null });
  });

  test("[T10] a tenant's own window ends at most 24 hours ahead, for everyone", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    for (const window of [{ until: inMs(25 * HOUR_MS) }, { from: inMs(23 * HOUR_MS), until: inMs(25 * HOUR_MS) }]) {
      const { status, error } = await manager.post("/tenant/maintenance", window);
      expect([status, namedFields(error)]).toEqual([422, ["until"]]);
    }
    const set = await manager.post("/tenant/maintenance", { from: inMs(HOUR_MS), until: inMs(23 * HOUR_MS) });
    expect([told(set), set.data.maintenance_by]).toEqual(["200", "tenant"]);
    expect(told(await maintain(park, { from: inMs(HOUR_MS), until: inMs(72 * HOUR_MS) }))).toBe("200");
  });

  test("[T10] by its manager is ended by its owner, who still logs in, and by nobody else", async () => {
    const park = await newPark();
    const [manager, till, kept] = [await park.person("manager"), await park.till(), await park.person("owner", "pos")];
    const { email, pin } = park.employees.owner ?? {};
    const { refresh_token } = (await call("POST", "/employees/login", { email, pin })).data;
    expect(told(await manager.post("/tenant/maintenance", { until: inMs(23 * HOUR_MS) }))).toBe("200");
    for (const client of [manager, till, kept])
      for (const path of ["/stores", "/tenant"]) expect(told(await client.get(path))).toBe("503 E_MAINTENANCE");
    expect(told(await manager.call("DELETE", "/tenant/maintenance"))).toBe("503 E_MAINTENANCE");
    const managers = { email: park.employees.manager?.email, pin: park.employees.manager?.pin };
    expect(told(await call("POST", "/employees/login", managers))).toBe("503 E_MAINTENANCE");

    const renewed = await call("POST", "/auth/refresh", { refresh_token });
    expect(told(renewed)).toBe("200");
    const owner = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    expect(told(await owner.get("/stores"))).toBe("503 E_MAINTENANCE");
    expect((await owner.get("/tenant")).data).toMatchObject({ maintenance_by: "tenant" });
    // The person who still stops the tenant is stopped first.
    expect(told(await owner.post(`/employees/${park.employees.manager?.employee_id}/suspend`))).toBe("200");
    expect(told(await manager.post("/tenant/maintenance", { until: inMs(HOUR_MS) }))).toBe("503 E_MAINTENANCE");
    expect(told(await owner.call("DELETE", "/tenant/maintenance"))).toBe("200");
    for (const client of [till, owner]) expect(told(await client.get("/stores"))).toBe("200");
    expect(told(await manager.post("/tenant/maintenance", { until: inMs(HOUR_MS) }))).toBe("403 E_EMPLOYEE_SUSPENDED");
  });

  test("[T10] a tenant's people cannot change their provider's window, before it begins and during it", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await maintain(park, { from: inMs(HOUR_MS), until: inMs(2 * HOUR_MS) });
    const own = { until: inMs(HOUR_MS) };
    expect(told(await owner.call("DELETE", "/tenant/maintenance"))).toBe("409 E_MAINTENANCE_PROVIDER");
    expect(told(await owner.post("/tenant/maintenance", own))).toBe("409 E_MAINTENANCE_PROVIDER");
    await maintain(park, { until: inMs(2 * HOUR_MS) });
    expect(told(await owner.call("DELETE", "/tenant/maintenance"))).toBe("503 E_MAINTENANCE");
    const { email, pin } = park.employees.owner ?? {};
    expect(told(await call("POST", "/employees/login", { email, pin }))).toBe("503 E_MAINTENANCE");
  });

  test("[T3] a window that is over, or ends before it begins, is refused with the field", async () => {
    const park = await newPark();
    for (const [body, path] of [
      [{ until: inMs(-1_000) }, "until"],
      [{ from: inMs(HOUR_MS), until: inMs(HOUR_MS / 2) }, "from"],
    ] as const) {
      const { status, error } = await maintain(park, body);
      expect([status, namedFields(error)]).toEqual([422, [path]]);
    }
  });
});

describe("a closed park", () => {
  const close = async (park: TestPark) => {
    const { name } = (await provider.get(pathOf(park))).data;
    return provider.post(pathOf(park, "close"), { confirm: name });
  };

  test("[T3] is refused on every door, and restored it is as it was", async () => {
    const park = await newPark();
    const doors = await doorsOf(park);
    const closed = await close(park);
    expect(Date.parse(closed.data.purge_at) - Date.parse(closed.data.closed_at)).toBe(90 * 24 * HOUR_MS);
    expect(await doors()).toEqual(allRefused("403 E_TENANT_CLOSED"));
    expect(told(await provider.post(pathOf(park, "suspend")))).toBe("409 E_TENANT_STATUS");
    const restored = await provider.post(`/admin/tenants/${park.tenant_id}/restore`);
    expect(restored.data).toMatchObject({ status: "active", closed_at: null, purge_at: null });
    expect(await doors()).toEqual(ALL_SERVED);
  });

  test("[T3] closing needs the tenant's name and a step-up", async () => {
    const park = await newPark();
    const { status, error } = await provider.post(pathOf(park, "close"), { confirm: "another" });
    expect([status, namedFields(error)]).toEqual([422, ["confirm"]]);
    const owner = await park.visitor("owner");
    const { name } = (await owner.get("/tenant")).data;
    expect(told(await owner.post("/tenant/close", { confirm: name }))).toBe("403 E_STEP_UP_REQUIRED");
    const manager = await park.person("manager");
    await manager.post("/auth/step-up", { pin: park.employees.manager?.pin });
    expect(told(await manager.post("/tenant/close", { confirm: name }))).toBe("403 E_PERMISSION");
    await owner.post("/auth/step-up", { pin: park.employees.owner?.pin });
    expect(told(await owner.post("/tenant/close", { confirm: name }))).toBe("200");
    expect(told(await owner.get("/tenant"))).toBe("403 E_TENANT_CLOSED");
  });

  test("[T3] a provider's own tenant is neither maintained nor closed", async () => {
    const { name } = (await provider.get("/tenant")).data;
    expect(told(await provider.post("/tenant/close", { confirm: name }))).toBe("409 E_TENANT_PROVIDER");
    const until = new Date(Date.now() + HOUR_MS).toISOString();
    expect(told(await provider.post("/tenant/maintenance", { until }))).toBe("409 E_TENANT_PROVIDER");
  });
});

describe("a tenant's own changes", () => {
  test("[T7] changing names needs the permission in every store, and the change is published", async () => {
    const park = await newPark();
    const [owner, cashier] = [await park.person("owner"), await park.person("cashier")];
    expect(told(await cashier.call("PATCH", "/tenant", { name: "Mine" }))).toBe("403 E_PERMISSION");
    const changed = await owner.call("PATCH", "/tenant", { name: "Siam Play", legal_name: "Siam Play Co., Ltd." });
    expect(changed.data).toMatchObject({ name: "Siam Play", legal_name: "Siam Play Co., Ltd.", version: 2 });
    const [row] = await auditRows(park.tenant_id, "event = 'tenant.changed'");
    expect(JSON.parse(row?.changes ?? "").after).toEqual({ name: "Siam Play", legal_name: "Siam Play Co., Ltd." });
  });

  test("[T7] an owner who creates a store manages it from the next request on", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const key = newId(Date.now());
    const made = await owner.post("/stores", { name: "Chiang Mai", time_zone: "Asia/Bangkok", cutoff_hour: 4 }, key);
    expect(told(made)).toBe("201");
    const { store_id } = made.data;
    expect((await owner.get(`/stores/${store_id}`)).data).toMatchObject({ name: "Chiang Mai", cutoff_hour: 4 });
    expect(told(await owner.post("/pairings", { store_id, type: "GATE" }))).toMatch(/^20/);
    const me = (await owner.get("/employees/me")).data.stores;
    expect(me.find((store: { store_id: string }) => store.store_id === store_id).roles).toEqual(["owner"]);
    expect(
      (await owner.post("/stores", { name: "Chiang Mai", time_zone: "Asia/Bangkok", cutoff_hour: 4 }, key)).text,
    ).toBe(made.text);
    expect(await countRows("stores", park.tenant_id)).toBe(3);
  });

  test("[T7] a store with closed drawers can be deactivated; then it opens no drawer and pairs no device", async () => {
    const park = await newPark();
    const [owner, till] = [await park.person("owner"), await park.till()];
    const { store_id } = park;
    const give = (active: boolean) => owner.call("PATCH", `/stores/${store_id}`, { active });
    expect(told(await give(false))).toBe("409 E_STORE_OPEN");
    await till.post("/shifts/close", { cash_counted: 100_000 });
    expect((await give(false)).data).toMatchObject({ active: false });
    expect(told(await till.post("/shifts/open", { cash_open: 0 }))).toBe("409 E_STORE_INACTIVE");
    expect(told(await owner.post("/pairings", { store_id, type: "POS" }))).toBe("409 E_STORE_INACTIVE");
    await give(true);
    expect(told(await till.post("/shifts/open", { cash_open: 0 }))).toBe("201");
  });

  test("[T7] a store's name can always change, its time zone and cut-off hour until its first shift", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const path = `/stores/${park.store_id}`;
    const moved = await owner.call("PATCH", path, { time_zone: "Asia/Tokyo", cutoff_hour: 5 });
    expect(moved.data).toMatchObject({ time_zone: "Asia/Tokyo", cutoff_hour: 5 });
    expect(told(await owner.call("PATCH", path, { time_zone: "Asia/Atlantis" }))).toBe("422 E_VALIDATION");
    await park.till();
    expect(told(await owner.call("PATCH", path, { cutoff_hour: 4 }))).toBe("409 E_STORE_IN_USE");
    const named = await owner.call("PATCH", path, { name: "Riverside", cutoff_hour: 5 });
    expect(named.data).toMatchObject({ name: "Riverside", cutoff_hour: 5, time_zone: "Asia/Tokyo" });
  });
});

describe("the outlet's paths", () => {
  test("[T3] [T7] [T10] they schedule maintenance and close as the provider's paths do, for the provider alone", async () => {
    const park = await newPark();
    const owner = await proven(await park.person("owner"));
    const { name } = (await owner.get("/tenant")).data;
    const outlet = `/outlets/${park.tenant_id}`;
    expect(told(await owner.post(`${outlet}/close`, { confirm: name }))).toBe("403 E_PERMISSION");
    const [from, until] = [HOUR_MS, 2 * HOUR_MS].map((ms) => new Date(Date.now() + ms).toISOString());
    const window = await provider.post(`${outlet}/maintenance/schedule`, { from, until });
    expect([window.status, window.data.maintenance_until]).toEqual([200, until]);
    expect(told(await provider.post(`${outlet}/close`, { confirm: "another" }))).toBe("422 E_VALIDATION");
    const closed = await provider.post(`${outlet}/close`, { confirm: name });
    expect([closed.status, closed.data.status]).toEqual([200, "closed"]);
  });
});
