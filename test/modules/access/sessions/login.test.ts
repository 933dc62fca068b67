/** Tests of logins on devices and in the console; wrong PINs are counted in one place (rules A3, T4). */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  addPerson,
  auditRows,
  call,
  clientOf,
  countRefusals,
  countRows,
  newPark,
  type PersonKey,
  randomIp,
  type TestPark,
  writeRepeats,
} from "../../../support/park.ts";

interface Credentials {
  email: string;
  pin: string;
}

function credentialsOf(park: TestPark, key: PersonKey, pin?: string): Credentials {
  const { email = "", pin: own = "" } = park.employees[key] ?? {};
  return { email, pin: pin ?? own };
}

const loginOf = ({ email, pin }: Credentials): Credentials => ({ email, pin });

const consoleLogin = (credentials: object, options = {}) => call("POST", "/employees/login", credentials, options);

/** Moves the clock of this process forward. */
function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

afterEach(() => void vi.useRealTimers());

describe("a login", () => {
  test("[T4] a login on a device binds the session to person and device, one in the console to the person only", async () => {
    const park = await newPark();
    const till = await park.device("pos");
    const bound = await till.post("/employees/login", credentialsOf(park, "cashier"));
    expect(bound.data).toMatchObject({ token_type: "Bearer", expires_in: 900 });
    expect(bound.data.employee).toMatchObject({
      employee_id: park.employees.cashier?.employee_id,
      roles: ["cashier"],
      permissions: ["sell", "redeem", "drawer_open", "shift_open", "shift_close", "guests_read", "sales_read"],
      store_id: park.store_id,
    });
    const cashier = clientOf(bound.data.access_token);
    expect((await cashier.get("/devices/me")).data.device_id).toBe(park.devices.pos?.device_id);
    const loose = await consoleLogin(credentialsOf(park, "cashier"));
    expect(loose.data.employee.store_id).toBeNull();
    const console_ = clientOf(loose.data.access_token);
    expect((await console_.get("/devices/me")).status).toBe(404);
    expect((await console_.get("/employees/me")).status).toBe(200);
  });

  test("[U1] a login is in the audit with person, device and address", async () => {
    const park = await newPark();
    const till = await park.device("pos");
    const credentials = credentialsOf(park, "cashier");
    await till.call("POST", "/employees/login", credentials, { ip: "203.0.113.20" });
    await consoleLogin(credentials, { ip: "203.0.113.21" });
    const actor_id = park.employees.cashier?.employee_id;
    expect(await auditRows(park.tenant_id, "event = 'employee.login'")).toMatchObject([
      { actor_id, device_id: park.devices.pos?.device_id, ip: "203.0.113.20", store_id: park.store_id },
      { actor_id, device_id: null, ip: "203.0.113.21" },
    ]);
  });

  test("[T2] a login on another tenant's device is refused like an unknown address", async () => {
    const [park, other] = [await newPark(), await newPark()];
    const till = await other.device("pos");
    const foreign = await till.post("/employees/login", credentialsOf(park, "owner"));
    const unknown = await till.post("/employees/login", { email: "nobody@nowhere.test", pin: "482193" });
    expect([foreign.status, foreign.error]).toEqual([401, unknown.error]);
    expect(foreign.error?.code).toBe("E_CREDENTIALS");
  });

  test("[T2] a login at a store where the person does not work is 403 E_SCOPE_MISMATCH, on its device and in the console", async () => {
    const park = await newPark();
    const { device_id, device_token } = await park.addDevice("POS", park.second_store_id);
    const { data } = await call("POST", "/auth/device/login", { device_id, device_token });
    const credentials = credentialsOf(park, "cashier");
    const replies = [
      await clientOf(data.access_token).post("/employees/login", credentials),
      await consoleLogin({ ...credentials, store_id: park.second_store_id }),
    ];
    for (const reply of replies) expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });

  test("[T4] a login with a person's token in place of a device's is 401", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const reply = await cashier.post("/employees/login", credentialsOf(park, "cashier"));
    expect([reply.status, reply.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
  });

  test("[T4] a login accepts the e-mail address in any case", async () => {
    const park = await newPark();
    const { email, pin } = credentialsOf(park, "cashier");
    expect((await consoleLogin({ email: email.toUpperCase(), pin })).status).toBe(200);
  });
});

describe("a wrong PIN", () => {
  test("[A3] a wrong PIN is 401 like an unknown address, and is in the audit with device and address", async () => {
    const park = await newPark();
    const till = await park.device("pos");
    const wrong = await till.call("POST", "/employees/login", credentialsOf(park, "cashier", "0000"), {
      ip: "203.0.113.22",
    });
    const unknown = await consoleLogin({ email: "nobody@nowhere.test", pin: "0000" });
    expect([wrong.status, wrong.error]).toEqual([401, unknown.error]);
    expect(await auditRows(park.tenant_id, "event = 'employee.login_refused'")).toMatchObject([
      {
        actor_id: park.employees.cashier?.employee_id,
        device_id: park.devices.pos?.device_id,
        ip: "203.0.113.22",
        changes: '{"result":"wrong","tries_left":4}',
      },
    ]);
  });

  test("[A3] five wrong PINs lock that person's PIN at that place for 15 minutes, even for the right PIN, and nothing else", async () => {
    const park = await newPark();
    const [till, kiosk] = [await park.device("pos"), await park.device("kiosk")];
    const ip = randomIp();
    const places = [
      (key: PersonKey, pin?: string) => till.post("/employees/login", credentialsOf(park, key, pin)),
      (key: PersonKey, pin?: string) => consoleLogin(credentialsOf(park, key, pin), { ip }),
    ];
    for (const login of places) {
      for (let tried = 0; tried < 5; tried++) expect((await login("cashier", "0000")).status).toBe(401);
      const reply = await login("cashier");
      expect([reply.status, reply.error?.code]).toEqual([429, "E_PIN_LOCKED"]);
      const wait_s = Number(reply.headers.get("retry-after"));
      expect(wait_s).toBeGreaterThan(880);
      expect(wait_s).toBeLessThanOrEqual(900);
      expect((await login("supervisor")).status).toBe(200);
      expect((await kiosk.post("/employees/login", credentialsOf(park, "cashier"))).status).toBe(200);
    }
    expect((await consoleLogin(credentialsOf(park, "cashier"), { ip: randomIp() })).status).toBe(200);
  });

  test("[A3] after four wrong PINs and the right one the count begins again", async () => {
    const park = await newPark();
    const ip = randomIp();
    for (let round = 0; round < 2; round++) {
      for (let tries = 0; tries < 4; tries++)
        expect((await consoleLogin(credentialsOf(park, "cashier", "0000"), { ip })).status).toBe(401);
      expect((await consoleLogin(credentialsOf(park, "cashier"), { ip })).status).toBe(200);
    }
  });

  test("[A3] of twenty guesses at once five are checked, and every guess is in the audit", async () => {
    const park = await newPark();
    const guesses = Array.from({ length: 20 }, (_, index) => String(1_000 + index));
    const ip = randomIp();
    const replies = await Promise.all(guesses.map((pin) => consoleLogin(credentialsOf(park, "owner", pin), { ip })));
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect([count(401), count(429)]).toEqual([5, 15]);
    expect((await consoleLogin(credentialsOf(park, "manager"))).status).toBe(200);
    expect(await countRows("audits", park.tenant_id, "event = 'employee.login_refused'")).toBe(2);
    await writeRepeats(env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.owner?.employee_id}`));
    expect(await countRefusals(park.tenant_id, "employee.login_refused")).toEqual({ wrong: 5, locked: 15 });
    expect(await countRows("audits", park.tenant_id, "event = 'employee.login_refused'")).toBe(4);
  });

  test("[A3] a wrong PIN counts together with the person's wrong PINs as approver", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const { email } = credentialsOf(park, "supervisor");
    const grant = { approver_email: email, pin: "0000", action: "reprint" };
    for (let tries = 0; tries < 3; tries++) await cashier.post("/approvals/verify-pin", grant);
    const till = await park.device("pos");
    for (let tries = 0; tries < 2; tries++) await till.post("/employees/login", { email, pin: "0000" });
    const locked = await cashier.post("/approvals/verify-pin", { ...grant, pin: "482193" });
    expect([locked.status, locked.error?.code]).toEqual([429, "E_PIN_LOCKED"]);
    await writeRepeats(env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.supervisor?.employee_id}`));
    expect(await countRefusals(park.tenant_id, "approval.refused")).toEqual({ wrong: 3, locked: 1 });
    expect(await countRefusals(park.tenant_id, "employee.login_refused")).toEqual({ wrong: 2 });
    const rows = await auditRows(park.tenant_id, "event IN ('approval.refused', 'employee.login_refused')");
    for (const { device_id } of rows) expect(device_id).toBe(park.devices.pos?.device_id);
  });
});

describe("a refresh token", () => {
  const refresh = (refresh_token: string) => call("POST", "/auth/refresh", { refresh_token });

  test("[T4] a refresh token is valid once, and gives a new valid pair", async () => {
    const park = await newPark();
    let { refresh_token } = (await consoleLogin(credentialsOf(park, "cashier"))).data;
    for (let turn = 0; turn < 3; turn++) {
      const renewed = await refresh(refresh_token);
      expect(renewed.status).toBe(200);
      expect((await clientOf(renewed.data.access_token).get("/employees/me")).status).toBe(200);
      refresh_token = renewed.data.refresh_token;
    }
  });

  test("[T4] a refresh token used again within 30 seconds gets exactly the same pair, and ends nothing", async () => {
    const park = await newPark();
    const first = (await consoleLogin(credentialsOf(park, "cashier"))).data;
    const lost = await refresh(first.refresh_token);
    later(29_000);
    const repeated = await refresh(first.refresh_token);
    expect([repeated.status, repeated.data]).toEqual([200, lost.data]);
    const renewed = await refresh(repeated.data.refresh_token);
    expect(renewed.status).toBe(200);
    expect(renewed.data).not.toEqual(lost.data);
    expect((await clientOf(renewed.data.access_token).get("/employees/me")).status).toBe(200);
  });

  test.each([
    ["31 seconds after its rotation", 31_000, 1],
    ["at once, but two rotations later", 0, 2],
  ])(
    "[T4] a refresh token used again %s ends its family: the newest pair and the access tokens, and no other session",
    async (_, wait_ms, rotations) => {
      const park = await newPark();
      const first = (await consoleLogin(credentialsOf(park, "cashier"))).data;
      const other = (await consoleLogin(credentialsOf(park, "cashier"))).data;
      let newest = first;
      for (let rotation = 0; rotation < rotations; rotation++) newest = (await refresh(newest.refresh_token)).data;
      later(wait_ms);
      const reused = await refresh(first.refresh_token);
      expect([reused.status, reused.error?.code]).toEqual([401, "E_REFRESH"]);
      expect((await refresh(newest.refresh_token)).status).toBe(401);
      for (const token of [first.access_token, newest.access_token])
        expect((await clientOf(token).get("/employees/me")).status).toBe(401);
      expect((await clientOf(other.access_token).get("/employees/me")).status).toBe(200);
      const rows = await auditRows(park.tenant_id, "event = 'employee.refresh_refused'");
      expect(JSON.parse(rows[0]?.changes ?? "{}")).toMatchObject({ reason: "reused" });
    },
  );

  test("[T4] a refresh token used ten times at once gets one pair, which works, on a device too", async () => {
    const park = await newPark();
    const till = await park.device("pos");
    for (const login of [
      await consoleLogin(credentialsOf(park, "cashier")),
      await till.post("/employees/login", credentialsOf(park, "cashier")),
    ]) {
      const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(login.data.refresh_token)));
      expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
      expect(new Set(replies.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      for (const { data } of replies) {
        expect((await clientOf(data.access_token).get("/employees/me")).status).toBe(200);
        expect((await refresh(data.refresh_token)).status).toBe(200);
      }
    }
  });
});

describe("a person", () => {
  test("[T7] a person holds at each store the permissions of their roles there", async () => {
    const park = await newPark();
    const roles = { [park.store_id]: ["supervisor"], [park.second_store_id]: ["gate"] };
    const person = await addPerson(park, roles);
    const { data } = await consoleLogin(loginOf(person));
    const me = (await clientOf(data.access_token).get("/employees/me")).data;
    const held = Object.fromEntries(
      me.stores.map((store: { store_id: string; permissions: string[] }) => [store.store_id, store.permissions]),
    );
    expect(held[park.second_store_id]).toEqual(["redeem"]);
    expect(held[park.store_id]).toContain("approve");
    const there = await consoleLogin({ ...loginOf(person), store_id: park.second_store_id });
    expect(there.data.employee.permissions).toEqual(["redeem"]);
    const guard = clientOf(there.data.access_token);
    expect((await guard.get("/employees/me")).data.permissions).toEqual(["redeem"]);
    expect((await guard.get("/sales")).error?.code).toBe("E_PERMISSION");
  });

  test("[T7] a list without a store has the rows of the stores where the person has the permission, and no others", async () => {
    const park = await newPark();
    const till = await park.till();
    const items = [{ package_id: park.packages.single, qty: 1 }];
    await till.post("/sales", { items, payments: [{ method: "cash", amount: 35_000 }] }, "key");
    const person = await addPerson(park, { [park.store_id]: ["gate"], [park.second_store_id]: ["cashier"] });
    const { data } = await consoleLogin(loginOf(person));
    const client = clientOf(data.access_token);
    expect((await client.get("/sales")).data).toEqual([]);
    const named = await client.get(`/sales?store_id=${park.store_id}`);
    expect([named.status, named.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[T3] a suspended person is refused on the next request and at login, and after a resume needs a new login", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const { employee_id } = park.employees.cashier ?? {};
    const session = (await consoleLogin(credentialsOf(park, "cashier"))).data;
    const clients = [clientOf(session.access_token), await park.person("cashier", "pos")];
    const suspended = await owner.post(`/employees/${employee_id}/suspend`);
    expect([suspended.status, suspended.data.status]).toEqual([200, "suspended"]);
    const refused = [
      ...(await Promise.all(clients.map((client) => client.get("/stores")))),
      await consoleLogin(credentialsOf(park, "cashier")),
      await call("POST", "/auth/refresh", { refresh_token: session.refresh_token }),
    ];
    for (const reply of refused) expect([reply.status, reply.error?.code]).toEqual([403, "E_EMPLOYEE_SUSPENDED"]);
    const events = (await auditRows(park.tenant_id)).map(({ event }) => event);
    for (const event of [
      "employee.suspended",
      "employee.refused",
      "employee.login_refused",
      "employee.refresh_refused",
    ])
      expect(events).toContain(event);

    await owner.post(`/employees/${employee_id}/resume`);
    for (const client of clients) expect((await client.get("/stores")).status).toBe(401);
    expect((await call("POST", "/auth/refresh", { refresh_token: session.refresh_token })).status).toBe(401);
    expect((await consoleLogin(credentialsOf(park, "cashier"))).status).toBe(200);
  });

  test("[T3] a suspension needs the permission at the person's store, and nobody suspends themselves", async () => {
    const park = await newPark();
    const manager = await park.everywhere("manager");
    const own = await manager.post(`/employees/${park.employees.manager?.employee_id}/suspend`);
    expect([own.status, own.error?.code]).not.toEqual([200, undefined]);
    const elsewhere = await addPerson(park, { [park.second_store_id]: ["manager"] });
    const { data } = await consoleLogin(loginOf(elsewhere));
    const reply = await clientOf(data.access_token).post(`/employees/${park.employees.cashier?.employee_id}/suspend`);
    expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    const supervisor = await park.person("supervisor");
    const unable = await supervisor.post(`/employees/${park.employees.cashier?.employee_id}/suspend`);
    expect([unable.status, unable.error?.code]).toEqual([403, "E_PERMISSION"]);
  });
});

test("[T7] the last owner is not suspended by a manager", async () => {
  const park = await newPark();
  const manager = await park.person("manager");
  const reply = await manager.post(`/employees/${park.employees.owner?.employee_id}/suspend`);
  expect(reply.status).toBe(403);
});
