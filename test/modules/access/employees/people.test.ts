/** Tests of employees: people give only roles that they hold themselves, and a change is in force on the next request. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  proven,
  rowCounts,
  rowsAdded,
  stepUp,
  type TestPark,
} from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

const login = (credentials: object) => call("POST", "/employees/login", credentials, { ip: "203.0.113.90" });

async function clientFor({ email, pin }: { email: string; pin: string }): Promise<Client> {
  return proven(clientOf((await login({ email, pin })).data.access_token));
}

const someEmail = () => `${crypto.randomUUID()}@people.test`;

function hireOf(park: TestPark, role: string, more: object = {}) {
  return {
    name: "Anong Jaidee",
    email: someEmail(),
    memberships: [{ store_id: park.store_id, roles: [role] }],
    ...more,
  };
}

describe("hiring", () => {
  test("[T5] a person hired without a PIN gets a drawn one, shown once, and logs in with it", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const hire = hireOf(park, "cashier");
    const hired = await owner.post("/employees", hire, "hire-1");
    expect([hired.status, hired.data]).toMatchObject([201, { name: hire.name, email: hire.email, status: "active" }]);
    expect(hired.data.pin).toMatch(/^\d{6}$/);
    expect((await login({ email: hire.email, pin: hired.data.pin })).status).toBe(200);
    const again = await owner.post("/employees", hire, "hire-1");
    expect(again.text).toBe(hired.text);
    const read = await owner.get(`/employees/${hired.data.employee_id}`);
    expect(read.text).not.toContain(hired.data.pin);
    expect(read.text).not.toContain("pin");
  });

  test("a person hired with a PIN is shown none, and an e-mail address that is in use, in any case, is refused", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const hire = hireOf(park, "cashier", { pin: "7193" });
    expect((await owner.post("/employees", hire)).data).not.toHaveProperty("pin");
    const counts = await rowCounts(park.tenant_id);
    const replies = await Promise.all(
      Array.from({ length: 4 }, () => owner.post("/employees", { ...hire, email: hire.email.toUpperCase() })),
    );
    for (const { status, error } of replies)
      expect([status, error?.code, error?.details]).toEqual([409, "E_DUPLICATE", { field: "email" }]);
    expect(await rowCounts(park.tenant_id)).toEqual(counts);
  });

  test("[A3] two people may have the same PIN: their e-mail addresses differ, and a lock of one does not lock the other", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const hires = [hireOf(park, "cashier", { pin: "719364" }), hireOf(park, "supervisor", { pin: "719364" })];
    for (const hire of hires) expect((await owner.post("/employees", hire)).status).toBe(201);
    const [first = { email: "" }, second = { email: "" }] = hires;
    const roles = async ({ email }: { email: string }) =>
      (await login({ email, pin: "719364" })).data?.employee.roles ?? null;
    expect([await roles(first), await roles(second)]).toEqual([["cashier"], ["supervisor"]]);
    for (let tried = 0; tried < 5; tried++) await login({ email: first.email, pin: "0000" });
    expect([await roles(first), await roles(second)]).toEqual([null, ["supervisor"]]);
  });

  test("[T7] a new person gets no unknown role, and none that gives more than the hiring person holds at that store", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const counts = await rowCounts(park.tenant_id);
    const more = await manager.post("/employees", hireOf(park, "owner"));
    expect([more.status, more.error?.code, more.error?.details]).toEqual([
      403,
      "E_PERMISSION",
      { permission: "webhook_manage", store_id: park.store_id },
    ]);
    const unknown = await manager.post("/employees", hireOf(park, "sultan"));
    expect([unknown.status, unknown.error?.details?.fields]).toMatchObject([422, [{ path: "memberships.0.roles.0" }]]);
    const elsewhere = await addPerson(park, { [park.second_store_id]: ["manager"] });
    const counted = await rowCounts(park.tenant_id);
    const client = await clientFor(elsewhere);
    const reply = await client.post("/employees", hireOf(park, "cashier"));
    expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    expect(rowsAdded(counted, await rowCounts(park.tenant_id))).toEqual({ audits: 1 });
    expect(counted.employees).toBe((counts.employees ?? 0) + 1);
  });

  test("hiring names each store once", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const membership = { store_id: park.store_id, roles: ["cashier"] };
    const reply = await owner.post("/employees", hireOf(park, "cashier", { memberships: [membership, membership] }));
    expect([reply.status, reply.error?.details?.fields]).toMatchObject([422, [{ path: "memberships" }]]);
  });
});

describe("the list of people", () => {
  test("the list filters by store, role, status and part of a name or address, in pages and as CSV", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const hire = hireOf(park, "gate", { name: "สมชาย ใจดี" });
    const { employee_id } = (await owner.post("/employees", hire)).data;
    const find = async (query: string) =>
      (await owner.get(`/employees?${query}`)).data.map((row: { employee_id: string }) => row.employee_id);
    expect(await find(`q=${encodeURIComponent("ใจดี")}`)).toEqual([employee_id]);
    expect(await find(`q=${hire.email.slice(0, 12).toUpperCase()}`)).toEqual([employee_id]);
    expect(await find("role=gate")).toEqual([park.employees.gate?.employee_id, employee_id]);
    expect(await find(`role=gate&store_id=${park.second_store_id}`)).toEqual([]);
    await owner.post(`/employees/${employee_id}/suspend`);
    expect(await find("status=suspended")).toEqual([employee_id]);
    const all = await find("limit=200");
    const first = await owner.get("/employees?limit=4");
    const rest = await owner.get(`/employees?limit=200&cursor=${first.page?.next_cursor}`);
    expect([...first.data, ...rest.data].map(({ employee_id }) => employee_id)).toEqual(all);
    const csv = await owner.get("/employees?format=csv");
    expect(csv.text.trim().split("\r\n")).toHaveLength(all.length + 1);
    expect(csv.text).not.toContain("pbkdf2");
  });

  test("[T7] a manager sees the people of the stores that they manage, and an owner also people who work nowhere", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const guard = await addPerson(park, { [park.second_store_id]: ["gate"] });
    const loose = await addPerson(park, { [park.store_id]: ["gate"] });
    await owner.call("DELETE", `/employees/${loose.employee_id}/memberships/${park.store_id}`);
    const elsewhere = await clientFor(
      await addPerson(park, { [park.second_store_id]: ["manager"], [park.store_id]: ["gate"] }),
    );
    const seen = async (client: Client, query = "") =>
      (await client.get(`/employees?limit=200${query}`)).data.map((row: { employee_id: string }) => row.employee_id);
    expect(await seen(elsewhere)).toContain(guard.employee_id);
    expect(await seen(elsewhere)).not.toContain(park.employees.cashier?.employee_id);
    expect(await seen(owner)).toContain(loose.employee_id);
    expect(await seen(owner, `&store_id=${park.store_id}`)).not.toContain(loose.employee_id);
    const hidden = await elsewhere.get(`/employees/${park.employees.cashier?.employee_id}`);
    expect([hidden.status, hidden.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });
});

describe("a change of a person", () => {
  test("a change moves the login's e-mail address in the same commit, and the audit says what changed", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const person = await addPerson(park, { [park.store_id]: ["cashier"] });
    const email = someEmail();
    const changed = await owner.call("PATCH", `/employees/${person.employee_id}`, { email, name: "Malee" });
    expect([changed.status, changed.data]).toMatchObject([200, { email, name: "Malee" }]);
    expect((await login({ email: person.email, pin: person.pin })).error?.code).toBe("E_CREDENTIALS");
    expect((await login({ email, pin: person.pin })).data.employee.name).toBe("Malee");
    const [row] = await auditRows(park.tenant_id, "event = 'employee.changed'");
    expect(JSON.parse(row?.changes ?? "")).toEqual({
      before: { name: "Anong Jai", email: person.email },
      after: { name: "Malee", email },
    });
  });

  test("[T2] an address of another person of the tenant is E_DUPLICATE and changes nothing", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const { employee_id = "" } = park.employees.cashier ?? {};
    const before = (await owner.get(`/employees/${employee_id}`)).data;
    const reply = await owner.call("PATCH", `/employees/${employee_id}`, {
      email: park.employees.gate?.email,
      name: "Malee",
    });
    const told = [reply.status, reply.error?.code, reply.error?.details];
    expect(told).toEqual([409, "E_DUPLICATE", { field: "email" }]);
    expect((await owner.get(`/employees/${employee_id}`)).data).toEqual(before);
  });

  test("[T2] an address that another tenant uses gets the usual answer, and its login stays with the other tenant", async () => {
    const [park, other] = [await newPark(), await newPark()];
    const { tenant_id: company_id } = park;
    const owner = await park.person("owner");
    const { email = "", pin = "", employee_id: theirs } = other.employees.owner ?? {};
    const body = (address: string) => ({
      ...{ name: "Anong", email: address, pin: "739184" },
      memberships: [{ store_id: park.store_id, roles: ["cashier"] }],
    });
    const [free, taken] = [
      await owner.post("/employees", body(`${crypto.randomUUID()}@free.test`)),
      await owner.post("/employees", body(email)),
    ];
    expect([taken.status, Object.keys(taken.data)]).toEqual([free.status, Object.keys(free.data)]);
    const { employee_id } = taken.data;
    for (const address of [`${crypto.randomUUID()}@free.test`, other.employees.manager?.email, email]) {
      const changed = await owner.call("PATCH", `/employees/${employee_id}`, { email: address });
      expect([changed.status, changed.data.email]).toEqual([200, address]);
    }

    expect((await call("POST", "/employees/login", { email, pin })).data.employee.employee_id).toBe(theirs);
    const unnamed = await call("POST", "/employees/login", { email, pin: "739184" });
    expect([unnamed.status, unnamed.error?.code]).toEqual([401, "E_CREDENTIALS"]);
    const till = await park.device("pos");
    expect((await till.post("/employees/login", { email, pin: "739184" })).data.employee.employee_id).toBe(employee_id);
    const named = await call("POST", "/employees/login", { email, pin: "739184", company_id });
    expect(named.data.employee.employee_id).toBe(employee_id);
    const foreign = await call("POST", "/employees/login", { email, pin, company_id });
    expect([foreign.status, foreign.error?.code]).toEqual([401, "E_CREDENTIALS"]);
    // After the other tenant gives the address up, a login that names the tenant claims it.
    const boss = await other.person("manager");
    await (await other.person("owner")).call("PATCH", `/employees/${theirs}`, { email: `${theirs}@gone.test` });
    expect((await boss.get("/employees/me")).status).toBe(200);
    await call("POST", "/employees/login", { email, pin: "739184", company_id });
    expect((await call("POST", "/employees/login", { email, pin: "739184" })).data.employee.employee_id).toBe(
      employee_id,
    );
  });

  test("of two changes at once one succeeds, and the other is 409 E_CONFLICT", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const path = `/employees/${park.employees.cashier?.employee_id}`;
    const replies = await Promise.all(["A", "B", "C"].map((name) => owner.call("PATCH", path, { name })));
    const told = replies.filter(({ status }) => status === 200);
    expect(told.length).toBeGreaterThan(0);
    for (const reply of replies.filter(({ status }) => status !== 200)) expect(reply.error?.code).toBe("E_CONFLICT");
    expect(told.map(({ data }) => data.name)).toContain((await owner.get(path)).data.name);
  });

  test("[T7] nobody changes a person who holds more: name, PIN, roles, sessions or second factor", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const path = `/employees/${park.employees.owner?.employee_id}`;
    const membership = `${path}/memberships/${park.store_id}`;
    const counts = await rowCounts(park.tenant_id);
    for (const reply of [
      await manager.call("PATCH", path, { email: someEmail() }),
      await manager.post(`${path}/reset-pin`, {}),
      await manager.call("PUT", membership, { roles: ["cashier"] }),
      await manager.call("DELETE", membership),
      await manager.call("DELETE", `${path}/sessions`),
      await manager.call("DELETE", `${path}/totp`),
      await manager.post(`${path}/suspend`, {}),
    ])
      expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect(await rowCounts(park.tenant_id)).toEqual(counts);
  });
});

describe("a new PIN", () => {
  test("[T4] a new PIN ends the sessions and the lock of the old PIN, and the old PIN opens nothing", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const { employee_id = "", email = "", pin = "" } = park.employees.cashier ?? {};
    const sessions = [await park.person("cashier"), await park.person("cashier", "pos")];
    const { refresh_token } = (await login({ email, pin })).data;
    for (let tried = 0; tried < 5; tried++) await login({ email, pin: "0000" });
    expect((await login({ email, pin })).error?.code).toBe("E_PIN_LOCKED");
    const reset = await owner.post(`/employees/${employee_id}/reset-pin`, {});
    expect([reset.status, reset.data.pin]).toEqual([200, expect.stringMatching(/^\d{6}$/)]);
    for (const session of sessions) expect((await session.get("/employees/me")).status).toBe(401);
    expect((await call("POST", "/auth/refresh", { refresh_token })).status).toBe(401);
    expect((await login({ email, pin })).error?.code).toBe("E_CREDENTIALS");
    expect((await login({ email, pin: reset.data.pin })).status).toBe(200);
    const [row] = await auditRows(park.tenant_id, "event = 'employee.pin_reset'");
    expect(row?.changes).toBe("{}");
  });

  test("[T3] a reset of one's own PIN needs a step-up, so that an open session does not give the account away", async () => {
    const park = await newPark();
    const owner = await park.visitor("owner");
    const path = `/employees/${park.employees.owner?.employee_id}/reset-pin`;
    expect((await owner.post(path, { pin: "719364" })).error?.code).toBe("E_STEP_UP_REQUIRED");
    await stepUp(owner);
    expect((await owner.post(path, { pin: "719364" })).status).toBe(200);
  });
});

describe("roles at a store", () => {
  test("[T7] [T3] new roles are in force on the person's next request, at that store and no other", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const person = await addPerson(park, { [park.store_id]: ["gate"] });
    const client = await clientFor(person);
    expect((await client.get("/employees")).error?.code).toBe("E_PERMISSION");
    const path = (store_id: string) => `/employees/${person.employee_id}/memberships/${store_id}`;
    const given = await owner.call("PUT", path(park.second_store_id), { roles: ["manager", "gate"] });
    expect(given.data.memberships).toEqual([
      { store_id: park.store_id, roles: ["gate"] },
      { store_id: park.second_store_id, roles: ["manager", "gate"] },
    ]);
    expect((await client.get(`/employees?store_id=${park.second_store_id}`)).status).toBe(200);
    expect((await client.get(`/employees?store_id=${park.store_id}`)).error?.code).toBe("E_PERMISSION");
    const ended = await owner.call("DELETE", path(park.second_store_id));
    expect(ended.data.memberships).toEqual([{ store_id: park.store_id, roles: ["gate"] }]);
    expect((await client.get(`/employees?store_id=${park.second_store_id}`)).error?.code).toBe("E_PERMISSION");
    const rows = await auditRows(park.tenant_id, "event = 'employee.membership_changed'");
    const store_id = park.second_store_id;
    expect(rows.map(({ changes }) => JSON.parse(changes))).toEqual([
      { store_id, before: { roles: [] }, after: { roles: ["manager", "gate"] } },
      { store_id, before: { roles: ["manager", "gate"] }, after: { roles: [] } },
    ]);
    await owner.call("DELETE", path(park.second_store_id));
    expect(await countRows("audits", park.tenant_id, "event = 'employee.membership_changed'")).toBe(2);
  });

  test("[T7] the last owner keeps the role, for any caller and any number of requests at once", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const { employee_id } = park.employees.owner ?? {};
    const path = (store_id: string) => `/employees/${employee_id}/memberships/${store_id}`;
    const replies = await Promise.all([
      owner.call("DELETE", path(park.store_id)),
      owner.call("PUT", path(park.second_store_id), { roles: ["admin"] }),
    ]);
    expect(replies.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    await owner.call("PUT", path(park.second_store_id), { roles: ["admin"] });
    const last = await owner.call("DELETE", path(park.store_id));
    expect(["E_LAST_OWNER", "E_SCOPE_MISMATCH"]).toContain(last.error?.code);
    const held = (await owner.get("/employees/me")).data.stores;
    expect(held.flatMap(({ roles }: { roles: string[] }) => roles)).toContain("owner");
  });

  test("[T7] an owner can be removed while there is a second one", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const second = await addPerson(park, { [park.store_id]: ["owner"] });
    const path = `/employees/${second.employee_id}/memberships/${park.store_id}`;
    expect((await owner.call("PUT", path, { roles: ["cashier"] })).status).toBe(200);
    const other = await clientFor(
      await addPerson(park, { [park.store_id]: ["owner"], [park.second_store_id]: ["owner"] }),
    );
    expect((await other.post(`/employees/${park.employees.owner?.employee_id}/suspend`)).status).toBe(200);
  });
});

describe("[U1] the access log", () => {
  test("the access log has logins, failed logins and ended sessions, with device and address, latest first, in pages and as CSV", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const till = await park.device("pos");
    const { employee_id, email, pin } = park.employees.cashier ?? {};
    await till.call("POST", "/employees/login", { email, pin: "0000" }, { ip: "203.0.113.30" });
    const session = await till.call("POST", "/employees/login", { email, pin }, { ip: "203.0.113.30" });
    await clientOf(session.data.access_token).post("/auth/logout");
    const log = await owner.get(`/employees/access-log?employee_id=${employee_id}`);
    const device_id = park.devices.pos?.device_id;
    expect(log.data).toMatchObject([
      { event: "employee.logout", employee_id, device_id },
      { event: "employee.login", device_id, ip: "203.0.113.30", store_id: park.store_id },
      { event: "employee.login_refused", device_id, ip: "203.0.113.30", changes: { result: "wrong", tries_left: 4 } },
      { event: "employee.created", device_id: null },
    ]);
    expect(log.data[0].employee_name).toBeTruthy();
    const events = async (query: string) =>
      (await owner.get(`/employees/access-log?${query}`)).data.map(({ event }: { event: string }) => event);
    expect(await events(`device_id=${device_id}`)).toHaveLength(3);
    expect(await events("event=employee.login_refused")).toEqual(["employee.login_refused"]);
    expect(await events(`to=${encodeURIComponent("2026-01-01T00:00:00Z")}`)).toEqual([]);
    const all = await events("limit=200");
    const first = await owner.get("/employees/access-log?limit=3");
    const rest = await owner.get(`/employees/access-log?limit=200&cursor=${first.page?.next_cursor}`);
    expect([...first.data, ...rest.data].map(({ event }) => event)).toEqual(all);
    const csv = (await owner.get("/employees/access-log?format=csv&event=employee.login_refused")).text;
    expect(csv).toContain("203.0.113.30,wrong,");
  });

  test("the access log reads only the rows about people, among any number of others", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const read = async () => (await rowsReadBy(() => owner.get("/employees/access-log?event=employee.login")))[0] ?? 0;
    const before = await read();
    const ctx = asTenant(seedContext(env), park.tenant_id);
    const noise = { event: "sale.created", subject: ["sale", "any"] } as const;
    await commit(ctx, { writes: [], audit: [noise, ...Array.from({ length: 500 }, () => noise)] });
    expect(await read()).toBe(before);
  });

  test("[T7] a manager sees only the people and devices of their stores in the access log", async () => {
    const park = await newPark();
    await park.person("cashier", "pos");
    const guard = await addPerson(park, { [park.second_store_id]: ["gate"] });
    await clientFor(guard);
    const elsewhere = await clientFor(await addPerson(park, { [park.second_store_id]: ["manager"] }));
    const seen = (await elsewhere.get("/employees/access-log?limit=200")).data.map(
      (row: { employee_id: string }) => row.employee_id,
    );
    expect(seen).toContain(guard.employee_id);
    expect(seen).not.toContain(park.employees.cashier?.employee_id);
  });
});
