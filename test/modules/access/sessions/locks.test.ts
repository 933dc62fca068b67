/**
 * Tests of locks and limits: they stop people who guess, and nobody else; only failed tries fill them (rules A3, L1,
 * L3).
 */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  addPerson,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  randomIp,
  type TestPark,
} from "../../../support/park.ts";

const RIGHT = "482193";
const WRONG = "000000";

const login = (email: string, pin: string, ip = randomIp()) => call("POST", "/employees/login", { email, pin }, { ip });
const emailOf = (park: TestPark, key: string) => park.employees[key]?.email ?? "";
const codeOf = ({ status, error }: { status: number; error: { code: string } | null }) => [status, error?.code];

/** Guesses from new addresses until the PIN is locked everywhere. */
async function lockEverywhere(email: string): Promise<void> {
  for (let tried = 0; tried < 25; tried++) expect((await login(email, WRONG)).status).toBe(401);
}

async function newTill(park: TestPark): Promise<Client> {
  return clientOf((await call("POST", "/auth/device/login", await park.addDevice("POS"))).data.access_token);
}

describe("guesses of one PIN", () => {
  test("[A3] guesses from 25 places lock the PIN everywhere except where its owner logged in before, and lock nobody else", async () => {
    const park = await newPark();
    const [home, other] = [await newTill(park), await newTill(park)];
    const email = emailOf(park, "cashier");
    expect((await home.post("/employees/login", { email, pin: RIGHT })).status).toBe(200);
    await lockEverywhere(email);
    for (const refused of [await login(email, RIGHT), await other.post("/employees/login", { email, pin: RIGHT })]) {
      expect(codeOf(refused)).toEqual([429, "E_PIN_LOCKED"]);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(80_000);
    }
    expect((await home.post("/employees/login", { email, pin: RIGHT })).status).toBe(200);
    expect((await login(emailOf(park, "owner"), RIGHT)).status).toBe(200);
  });

  test("[A3] guesses at a gate lock PINs at that gate only: owner, manager and supervisor log in everywhere else", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    for (const key of ["owner", "manager", "supervisor"] as const) {
      const email = emailOf(park, key);
      for (let tried = 0; tried < 8; tried++) await gate.post("/employees/login", { email, pin: WRONG });
      expect(codeOf(await gate.post("/employees/login", { email, pin: RIGHT }))).toEqual([429, "E_PIN_LOCKED"]);
      expect((await login(email, RIGHT)).status).toBe(200);
    }
  });

  test("[A3] guesses from an IPv6 network lock the PIN for the whole network, from any of its addresses", async () => {
    const park = await newPark();
    const email = emailOf(park, "cashier");
    const line = randomIp()
      .split(".")
      .slice(2)
      .map((byte) => Number(byte).toString(16))
      .join("");
    const from = (host: number, net = line) => `2001:db8:${net}:1::${host.toString(16)}`;
    for (let tried = 0; tried < 5; tried++) expect((await login(email, WRONG, from(tried + 1))).status).toBe(401);
    expect(codeOf(await login(email, RIGHT, from(99)))).toEqual([429, "E_PIN_LOCKED"]);
    expect((await login(email, RIGHT, from(1, `${line === "1" ? 2 : 1}`))).status).toBe(200);
  });

  test("[A3] a manager with a step-up sees where a PIN is locked, and lifts the locks", async () => {
    const park = await newPark();
    const [manager, visitor] = [await park.person("manager"), await park.visitor("manager")];
    const { employee_id, email = "" } = park.employees.cashier ?? {};
    const [ip, path] = ["203.0.113.77", `/employees/${employee_id}/pin-locks`];
    const till = await park.device("pos");
    expect((await manager.get(path)).data).toEqual([]);
    for (let tried = 0; tried < 5; tried++) {
      await login(email, WRONG, ip);
      await till.post("/employees/login", { email, pin: WRONG });
    }
    const seen = (await manager.get(path)).data;
    expect(seen).toMatchObject([
      { scope: "network", network: ip, device_id: null },
      { scope: "device", network: null, device_id: park.devices.pos?.device_id },
    ]);
    expect(codeOf(await visitor.call("DELETE", path))).toEqual([403, "E_STEP_UP_REQUIRED"]);
    expect((await manager.call("DELETE", path)).data).toEqual({ employee_id, lifted: 2 });
    expect((await manager.get(path)).data).toEqual([]);
    expect((await login(email, RIGHT, ip)).status).toBe(200);
    expect((await till.post("/employees/login", { email, pin: RIGHT })).status).toBe(200);
    expect(await countRows("audits", park.tenant_id, "event = 'employee.pin_locks_lifted'")).toBe(1);
    expect(await countRows("outbox", park.tenant_id, "type = 'employee.pin_locks_lifted'")).toBe(1);
  });

  test("[A3] five locks within ten minutes raise one alert", async () => {
    const park = await newPark();
    const alarms = () => countRows("outbox", park.tenant_id, "type = 'employee.pins_attacked'");
    for (let person = 0; person < 7; person++) {
      const { email } = await addPerson(park, { [park.store_id]: ["cashier"] });
      const ip = randomIp();
      for (let tried = 0; tried < 5; tried++) await login(email, WRONG, ip);
      expect(await alarms()).toBe(person < 4 ? 0 : 1);
    }
  });
});

describe("one PIN tried on many people", () => {
  const people = async (park: TestPark, count: number) => {
    const hired = [];
    for (let person = 0; person < count; person++) hired.push(await addPerson(park, { [park.store_id]: ["cashier"] }));
    return hired;
  };

  test("[A3] one device gets 30 checks an hour, and no person's count grows by tries on others", async () => {
    const park = await newPark();
    const till = await newTill(park);
    const hired = await people(park, 34);
    const codes = [];
    for (const { email } of hired)
      codes.push(codeOf(await till.post("/employees/login", { email, pin: WRONG })).join(" "));
    expect(codes.slice(0, 30)).toEqual(Array(30).fill("401 E_CREDENTIALS"));
    expect(codes.slice(30)).toEqual(Array(4).fill("429 E_RATE_LIMIT"));
    const last = hired.at(-1)?.employee_id ?? "";
    const object = env.EMPLOYEE.getByName(`${park.tenant_id}:${last}`);
    expect(await object.pinLocks(Date.now())).toEqual([]);
    expect((await login(hired.at(-1)?.email ?? "", RIGHT)).status).toBe(200);
    expect(codeOf(await till.post("/employees/login", { email: hired[0]?.email, pin: RIGHT }))[1]).toBe("E_RATE_LIMIT");
  });

  test("[A3] tries are counted in the tenant over all places, and people still log in where they did before", async () => {
    const park = await newPark();
    const home = await newTill(park);
    const email = emailOf(park, "cashier");
    await home.post("/employees/login", { email, pin: RIGHT });
    const counter = env.THROTTLE.getByName(`pins-of:${park.tenant_id}`);
    const now = Date.now();
    for (let wrong = 0; wrong < 299; wrong++)
      await counter.take({ bucket: "pins", limit: 300, window_ms: 3_600_000, now });
    expect((await login(emailOf(park, "owner"), WRONG)).status).toBe(401);
    expect(codeOf(await login(emailOf(park, "manager"), RIGHT))).toEqual([429, "E_RATE_LIMIT"]);
    expect((await home.post("/employees/login", { email, pin: RIGHT })).status).toBe(200);
  });

  test("[A3] right PINs are not counted, for any number of logins from one address", async () => {
    const park = await newPark();
    const ip = randomIp();
    for (const { email } of await people(park, 32)) expect((await login(email, RIGHT, ip)).status).toBe(200);
  });
});

describe("an unknown e-mail address", () => {
  test("[A3] an unknown address is refused, locked and unlocked like a known one, with the same body and headers", async () => {
    const park = await newPark();
    const shape = async (email: string) => {
      const ip = randomIp();
      const replies = [];
      for (let tried = 0; tried < 7; tried++) replies.push(await login(email, WRONG, ip));
      replies.push(await login(email, WRONG));
      return replies.map(({ status, error, headers }) => {
        const named = [...headers.keys()].filter((name) => name !== "x-d1-bookmark").sort();
        return { status, error, named, waits: Math.round(Number(headers.get("retry-after")) / 60) };
      });
    };
    const known = await shape(emailOf(park, "cashier"));
    expect(await shape(`${crypto.randomUUID()}@nowhere.test`)).toEqual(known);
    expect(known.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 401]);
  });

  test("[A3] an unknown address is locked on a device too, and so is one of another tenant", async () => {
    const [park, other] = [await newPark(), await newPark()];
    const till = await newTill(park);
    for (const email of [`${crypto.randomUUID()}@nowhere.test`, emailOf(other, "owner")]) {
      for (let tried = 0; tried < 5; tried++)
        expect(codeOf(await till.post("/employees/login", { email, pin: RIGHT }))).toEqual([401, "E_CREDENTIALS"]);
      expect(codeOf(await till.post("/employees/login", { email, pin: RIGHT }))).toEqual([429, "E_PIN_LOCKED"]);
    }
    expect((await login(emailOf(other, "owner"), RIGHT)).status).toBe(200);
  });

  test("[A3] only a person who knows the PIN learns that a park is not served", async () => {
    const park = await newPark();
    await env.DB.prepare("UPDATE tenants SET status = 'suspended', version = version + 1 WHERE tenant_id = ?")
      .bind(park.tenant_id)
      .run();
    expect(codeOf(await login(emailOf(park, "owner"), WRONG))).toEqual([401, "E_CREDENTIALS"]);
    expect(codeOf(await login(emailOf(park, "owner"), RIGHT))).toEqual([403, "E_TENANT_SUSPENDED"]);
  });
});

describe("junk from an address", () => {
  test("[L1] junk is refused after 300 requests a minute, and locks out no till, gate or session behind the same address", async () => {
    const park = await newPark();
    const ip = randomIp();
    const { data } = await login(emailOf(park, "cashier"), RIGHT, ip);
    const junk = () => call("POST", "/auth/refresh", { refresh_token: "junk" }, { ip });
    const statuses = [];
    for (let sent = 0; sent < 320; sent++) statuses.push((await junk()).status);
    expect(statuses.filter((status) => status === 401).length).toBe(300);
    expect(statuses.slice(300)).toEqual(Array(20).fill(429));
    const forged = { ...park.devices.gate, device_token: `${park.devices.gate?.device_token}x` };
    expect((await call("POST", "/auth/device/login", forged, { ip })).status).toBe(429);

    const renewed = await call("POST", "/auth/refresh", { refresh_token: data.refresh_token }, { ip });
    expect(renewed.status).toBe(200);
    for (const key of ["pos", "gate", "kiosk"]) {
      const device = await call("POST", "/auth/device/login", park.devices[key], { ip });
      expect(device.status).toBe(200);
      const headers = { authorization: `Bearer ${device.data.access_token}` };
      const credentials = { email: emailOf(park, "supervisor"), pin: RIGHT };
      expect((await call("POST", "/employees/login", credentials, { ip, headers })).status).toBe(200);
    }
    expect((await login(emailOf(park, "manager"), RIGHT, ip)).status).toBe(200);
  });

  test("[L1] requests with a session's used token are counted for that session, from any address", async () => {
    const park = await newPark();
    const first = (await login(emailOf(park, "cashier"), RIGHT)).data;
    const other = (await login(emailOf(park, "cashier"), RIGHT)).data;
    const second = (await call("POST", "/auth/refresh", { refresh_token: first.refresh_token })).data;
    await call("POST", "/auth/refresh", { refresh_token: second.refresh_token });
    const statuses = [];
    for (let sent = 0; sent < 310; sent++)
      statuses.push((await call("POST", "/auth/refresh", { refresh_token: first.refresh_token })).status);
    expect(statuses.slice(0, 297).every((status) => status === 401)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    expect((await call("POST", "/auth/refresh", { refresh_token: other.refresh_token })).status).toBe(200);
  });
});
