/** The log: each request has one line of JSON, without secrets and without data about guests. */

import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { logFailure, logTrouble, redact } from "../../src/platform/log/log.ts";
import { managerOf } from "../contracts/examples.ts";
import { callersOf, routes, send } from "../contracts/walk.ts";
import { call, cashSale, clientOf, newPark, randomIp } from "../support/park.ts";

let log: MockInstance;
let complaints: MockInstance;

beforeEach(() => {
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  log.mockRestore();
  complaints.mockRestore();
});

const lines = () => log.mock.calls.map(([line]) => JSON.parse(line));

const FIELDS = [
  "level",
  "time",
  "request_id",
  "tenant_id",
  "device_id",
  "employee_id",
  "token_id",
  "ip",
  "method",
  "route",
  "status",
  "latency_ms",
  "error_code",
  "rows_read",
  "rows_written",
];

test("[I2] each request of every route is one line with exactly the same fields", { timeout: 180_000 }, async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const callerOf = await callersOf(manager);
  for (const route of routes) {
    const { name, contract, example } = route;
    const request = await example.make(park, manager);
    const headers = { "idempotency-key": `log-${name.replaceAll(/\W/g, "")}` };
    log.mockClear();
    const reply = await send(route, request.caller ?? callerOf(route), request, { headers });
    // A manager at two places may send from both; each request has its own id.
    const ids = lines().map(({ request_id }) => request_id);
    expect([ids.length > 0, new Set(ids).size], name).toEqual([true, ids.length]);
    const line = lines().at(-1);
    expect(Object.keys(line), name).toEqual(FIELDS);
    const request_id = reply.request_id ?? reply.headers.get("x-request-id");
    expect(line).toMatchObject({ request_id, route: contract.path, status: reply.status });
    expect(line).toMatchObject({ method: contract.method.toUpperCase(), error_code: reply.error?.code ?? null });
  }
});

test("[I2] a line names tenant, device and person, and a refusal its code", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  log.mockClear();
  await manager.get("/sales/01K3ZJ8Q4N7V0Y2B5C6D8E9FGH");
  await clientOf("junk").get("/stores");
  expect(lines()).toMatchObject([
    {
      level: "info",
      tenant_id: park.tenant_id,
      device_id: park.devices.pos?.device_id,
      employee_id: park.employees.manager?.employee_id,
      status: 404,
      error_code: "E_NOT_FOUND",
    },
    { tenant_id: null, device_id: null, employee_id: null, status: 401, error_code: "E_UNAUTHENTICATED" },
  ]);
  expect(lines()[0].latency_ms).toBeGreaterThanOrEqual(0);
  expect(lines()[0].rows_read).toBeGreaterThanOrEqual(0);
});

test("[I2] each line has time, address and error code, and names a caller who was refused, limited or logged in", async () => {
  const park = await newPark();
  const [gate, guard, owner] = [
    await park.device("gate"),
    await park.person("gate", "gate"),
    await park.person("owner"),
  ];
  const { device_id, device_token } = park.devices.gate ?? {};
  const { email, pin, employee_id } = park.employees.gate ?? {};
  log.mockClear();
  const ip = randomIp();
  const from = (client: { call: typeof call }, method: string, path: string, body?: unknown) =>
    client.call(method, path, body, { ip });
  await from({ call }, "POST", "/auth/device/login", { device_id, device_token });
  await from(gate, "POST", "/employees/login", { email, pin });
  // Ten wrong keys are allowed per hour; this sends one more.
  const wrong = { site_key: `pps_${park.tenant_id}.${park.tenant_id}.x`, device: { name: "x", type: "POS" } };
  for (let tries = 0; tries <= 10; tries++) await from({ call }, "POST", "/auth/device/register", wrong);
  await owner.post(`/devices/${device_id}/suspend`);
  for (const client of [gate, guard]) await from(client, "GET", "/devices/me");
  await from(gate, "POST", "/employees/login", { email, pin });
  await from(gate, "GET", "/sales/../ppd_secret");
  await from(gate, "DELETE", "/tickets/redeem");

  const told = lines().filter((line) => line.ip === ip && ![200, 401].includes(line.status));
  const who = { tenant_id: park.tenant_id, device_id, employee_id };
  const suspended = { ...who, status: 403, error_code: "E_DEVICE_SUSPENDED" };
  const unknown = { tenant_id: null, device_id: null, employee_id: null, route: null };
  expect(told).toMatchObject([
    { tenant_id: park.tenant_id, route: "/auth/device/register", status: 429, error_code: "E_RATE_LIMIT" },
    { ...suspended, employee_id: null, route: "/devices/me" },
    { ...suspended, route: "/devices/me" },
    { ...suspended, employee_id: null, route: "/employees/login" },
    { ...unknown, status: 404, error_code: "E_NOT_FOUND" },
    { ...unknown, status: 405, error_code: "E_METHOD_NOT_ALLOWED" },
  ]);
  const logins = lines().filter((line) => line.route?.endsWith("/login") && line.status === 200);
  expect(logins).toMatchObject([
    { ip, tenant_id: park.tenant_id, device_id, employee_id: null },
    { ip, ...who },
  ]);
  for (const { time } of lines()) expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(600_000);
});

test("[T5] no token, PIN, address, code or note of any request is in a line", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const { email = "", pin = "" } = park.employees.cashier ?? {};
  const login = await call("POST", "/employees/login", { email, pin });
  const wrong = await call("POST", "/employees/login", { email, pin: "9173" });
  await call("POST", "/auth/device/login", park.devices.gate);
  const refreshed = await call("POST", "/auth/refresh", { refresh_token: login.data.refresh_token });
  const pairing = await manager.post("/pairings", { store_id: park.store_id, type: "POS" });
  const { site_key } = pairing.data;
  const paired = await call("POST", "/auth/device/register", { site_key, device: { name: "x", type: "POS" } });
  await manager.post("/shifts/open", { cash_open: 0 });
  const sale = { ...cashSale(park.packages.single, 1, 35_000), note: "for Khun Somsri" };
  const { tickets } = (await manager.post("/sales", sale, "secret-key-of-the-till")).data;
  await manager.post("/tickets/redeem", { qr_token: tickets[0].qr_token });
  await manager.post("/tickets/redeem", { short_code: tickets[0].short_code });
  const approver = { approver_email: park.employees.supervisor?.email, pin: park.employees.supervisor?.pin };
  const approval = await manager.post("/approvals/verify-pin", { ...approver, action: "reprint" });
  expect([wrong.status, refreshed.status, paired.status, approval.status]).toEqual([401, 200, 201, 200]);
  const secrets = [
    email,
    "9173",
    `"${pin}"`,
    park.devices.gate?.device_token,
    manager.token,
    login.data.access_token,
    login.data.refresh_token,
    refreshed.data.refresh_token,
    site_key,
    paired.data.device_token,
    tickets[0].qr_token,
    tickets[0].short_code,
    approval.data.approval_token,
    "Somsri",
    "secret-key-of-the-till",
  ];
  const written = [...log.mock.calls, ...complaints.mock.calls].flat().map(String).join("\n");
  expect(written.length).toBeGreaterThan(1_000);
  expect(secrets.filter((secret) => !secret || written.includes(secret))).toEqual([]);
});

describe("a failure's line", () => {
  const cases: [what: string, text: string, cleaned: string][] = [
    ["a token", "got eyJhbGciOi.eyJzdWIi.c2ln-_x now", "got [token] now"],
    ["a device token", "ppd_01K3ZJ8Q4N7V0Y2B5C6D8E9FGH.abc-DEF_1", "[device token]"],
    ["a site key", "key=pps_01K3Z.01K3Y.abc", "key=[site key]"],
    ["an approval token", "ppa_01K3Z.abc!", "[approval token]!"],
    ["a ticket's code", `code PP101${"A".repeat(52)}.`, "code [ticket code]."],
    ["a card number", "4111 1111-1111 1111 declined", "[digits] declined"],
    ["a PIN in JSON", '{"name":"a","pin" : "482193"}', '{"name":"a","pin":"[redacted]"}'],
    ["an e-mail address", "no cashier@siam.playpark.test here", "no [email] here"],
    ["a webhook's secret", "whsec_AbC123+/=", "[webhook secret]"],
    ["a second factor", "scan otpauth://totp/PlayPark:a?secret=JBSW now", "scan [second factor] now"],
    ["an e-mail address in JSON", '{"email":"a"}', '{"email":"[redacted]"}'],
    ["a token in a query", "GET /live?token=abc&store=1", "GET /live?token=[redacted]&store=1"],
    ["a payment's reference in a query", "?utr=312345678901", "?utr=[redacted]"],
    ["a telephone number", "call 081-234-5678 or +66 81 234 5678", "call [phone] or [phone]"],
    ["an id and a time stay", "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH at 2026-11-21", "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH at 2026-11-21"],
    ["nothing secret", "UNIQUE constraint failed: sales.sale_id", "UNIQUE constraint failed: sales.sale_id"],
  ];
  test.each(cases)("[T5] %s is taken out of it", (_, text, cleaned) => {
    expect(redact(text)).toBe(cleaned);
  });

  test("[T5] is one line of JSON with message and stack redacted", () => {
    logFailure("request-1", "/sales", new Error("guest@park.test paid with 4111111111111111"));
    const [line] = complaints.mock.calls.map(([text]) => JSON.parse(text));
    expect(Object.keys(line)).toEqual(["level", "time", "request_id", "route", "message", "stack"]);
    expect(line).toMatchObject({ level: "error", request_id: "request-1", route: "/sales" });
    expect(line.message).toBe("[email] paid with [digits]");
    expect(line.stack).not.toContain("4111111111111111");
  });

  test("[T5] after a reply is one line, with its causes redacted", () => {
    logTrouble("warn", "not delivered", new AggregateError([new Error("a@b.test"), "call 0812345678"]), { id: "1" });
    const [line] = complaints.mock.calls.map(([text]) => JSON.parse(text));
    expect(line).toEqual({
      level: "warn",
      time: line.time,
      message: "not delivered",
      id: "1",
      cause: "Error: [email]; call [phone]",
    });
  });

  test("[I2] is written for any thrown value", () => {
    for (const thrown of ["text", null, undefined, 7, { a: 1 }]) logFailure("r", "/x", thrown);
    expect(complaints.mock.calls.length).toBe(5);
    for (const [text] of complaints.mock.calls) expect(() => JSON.parse(text)).not.toThrow();
  });
});
