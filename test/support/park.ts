/** A separate park for each test, and HTTP clients for its devices and people. */

import { createExecutionContext, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { buildDevice, buildPark, buildProvider, type Park, seedContext } from "../../local/park.ts";
import { contracts } from "../../src/app.ts";
import { recordEmployee } from "../../src/modules/access/employees/index.ts";
import { createSettings } from "../../src/modules/access/settings/index.ts";
import { commit } from "../../src/platform/db/commit.ts";
import type { audits } from "../../src/platform/db/tables.ts";
import { asTenant } from "../../src/platform/http/context.ts";
import { verifyToken } from "../../src/platform/http/tokens.ts";
import { DEVICE_BOUNDS, type DeviceType } from "../../src/shared/permissions.ts";
import worker from "../../src/worker.ts";
import { requireListed } from "./listed.ts";

export interface Reply<Data = never> {
  status: number;
  headers: Headers;
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the route answers
  data: [Data] extends [never] ? any : Data;
  error: { code: string; message: string; details?: Record<string, unknown> } | null;
  page?: { next_cursor: string | null; has_more: boolean };
  request_id: string;
  text: string;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** A raw body instead of a JSON body. */
  raw?: BodyInit;
  ip?: string;
  /** An answer whose status or code the route's contract does not list fails the test. */
  listed?: boolean;
}

export interface Client {
  token: string;
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown, key?: string): Promise<Reply>;
}

/**
 * Calls a route of the Worker under test; `path` is below /v1 unless it starts with a second slash: //health.
 * It calls the Worker directly, because the test runner's own way becomes slower with every call.
 */
export async function call(
  method: string,
  path: string,
  body?: unknown,
  { headers = {}, raw, ip, listed = false }: CallOptions = {},
): Promise<Reply> {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`https://park.test${path.startsWith("//") ? path.slice(1) : `/v1${path}`}`, {
    method,
    body: payload,
    headers: {
      ...(payload !== undefined && { "content-type": "application/json" }),
      "cf-connecting-ip": ip ?? someIp(path),
      ...headers,
    },
  });
  const response = await worker.fetch(request, env, createExecutionContext());
  const text = await response.text();
  const json = text.startsWith("{") ? JSON.parse(text) : {};
  if (listed) requireListed(request, response.status, json.error?.code);
  return { ...json, status: response.status, headers: response.headers, text };
}

/** A new address, for tests of the limits of one address. */
export function randomIp(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(4))).join(".");
}

const SHARED_ADDRESSES = 64;
let calls = 0;

/** A new address for a pairing, because these are limited; otherwise a shared one, because each is an object with an alarm. */
function someIp(path: string): string {
  calls += 1;
  return path === "/auth/device/register" ? randomIp() : `10.0.0.${calls % SHARED_ADDRESSES}`;
}

export function clientOf(token: string): Client {
  const authorized = (method: string, path: string, body?: unknown, options: CallOptions = {}) =>
    call(method, path, body, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
  return {
    token,
    call: authorized,
    get: (path) => authorized("GET", path),
    post: (path, body = {}, key) =>
      authorized("POST", path, body, key === undefined ? {} : { headers: { "idempotency-key": key } }),
  };
}

export type DeviceKey = "pos" | "gate" | "gate2" | "kiosk";
export type PersonKey = "owner" | "manager" | "supervisor" | "cashier" | "gate";

export interface TestPark extends Park {
  /** A device without a person. */
  device(key: DeviceKey): Promise<Client>;
  /** A person on a device, or in the console if none is named, where they have just stepped up. */
  person(key: PersonKey, on?: DeviceKey): Promise<Client>;
  /** A person in the console of the first store, after a step-up. */
  office(key: PersonKey): Promise<Client>;
  /**
   * A person at the till and in the console of the same store, who sends each request from where it is allowed: from the
   * till, else from the console. They have stepped up at both.
   */
  everywhere(key: PersonKey): Promise<Client>;
  /** A person in the console who has logged in, and no more. */
  visitor(key: PersonKey): Promise<Client>;
  /** The cashier on the till, with an open shift. */
  till(cash_open?: number): Promise<Client>;
  addDevice(type: DeviceType, store_id?: string): Promise<{ device_id: string; device_token: string }>;
  /** The cashier on a further till of the store, with an open shift. */
  addTill(): Promise<Client>;
}

const ROUTES = contracts.map(({ method, path, access }) => ({
  method: method.toUpperCase(),
  path: new RegExp(`^(//(api/)?v1)?${path.replaceAll(/:\w+/g, "[^/]+")}/*(\\?|$)`),
  office: !access.public && !["authenticated", ...DEVICE_BOUNDS.POS].includes(access.permission),
}));

function isOfOffice(method: string, path: string): boolean {
  return ROUTES.find((route) => route.method === method && route.path.test(path))?.office ?? false;
}

/** Sends requests from the till if their contracts allow it, else from the desk; a step-up goes to both. */
function twoPlaces(till: Client, desk: Client): Client {
  const send: Client["call"] = async (method, path, ...rest) => {
    if (path === "/auth/step-up") await desk.call(method, path, ...rest);
    if (isOfOffice(method, path)) return desk.call(method, path, ...rest);
    const reply = await till.call(method, path, ...rest);
    return reply.error?.details?.bounded_by === "device" ? desk.call(method, path, ...rest) : reply;
  };
  return {
    token: till.token,
    call: send,
    get: (path) => send("GET", path),
    post: (path, body = {}, key = undefined) =>
      send("POST", path, body, key === undefined ? {} : { headers: { "idempotency-key": key } }),
  };
}

const MANY_CALLS = { "limits.user_per_hour": 100_000, "limits.preview_user_per_hour": 10_000 };

let parks = 0;

/** Builds a tenant that no other test knows. */
export async function newPark(): Promise<TestPark> {
  parks += 1;
  const park = await buildPark(env, {
    name: `Park ${parks}`,
    domain: `p${parks}-${Date.now()}.test`,
    pin: () => "482193",
  });
  // A person of a test refunds and reprints more often than a person of a park.
  await createSettings(asTenant(seedContext(env), park.tenant_id), { "limits.sensitive_per_hour": 100_000 });
  async function device(key: DeviceKey): Promise<Client> {
    const login = await call("POST", "/auth/device/login", park.devices[key]);
    return clientOf(login.data.access_token);
  }
  async function login(
    key: PersonKey,
    headers: Record<string, string> = {},
    store_id: string | undefined = undefined,
  ): Promise<Client> {
    const { email = "", pin = "" } = park.employees[key] ?? {};
    return clientOf((await call("POST", "/employees/login", { email, pin, store_id }, { headers })).data.access_token);
  }
  async function person(key: PersonKey, on?: DeviceKey): Promise<Client> {
    if (on) return login(key, { authorization: `Bearer ${(await device(on)).token}` });
    return proven(await login(key));
  }
  let generous = false;
  const office = async (key: PersonKey) => proven(await login(key, {}, park.store_id));
  const addDevice = (type: DeviceType, store_id = park.store_id) =>
    buildDevice(seedContext(env), park.tenant_id, store_id, { type, name: `${type} ${crypto.randomUUID()}` });
  return {
    ...park,
    device,
    person,
    office,
    everywhere: async (key) => {
      // At a desk calls count for the person, and a walk over all routes makes too many.
      if (!generous) await createSettings(asTenant(seedContext(env), park.tenant_id), MANY_CALLS);
      generous = true;
      return twoPlaces(await proven(await person(key, "pos")), await office(key));
    },
    visitor: login,
    addDevice,
    addTill: async () => {
      const device = await call("POST", "/auth/device/login", await addDevice("POS"));
      const { email = "", pin = "" } = park.employees.cashier ?? {};
      const headers = { authorization: `Bearer ${device.data.access_token}` };
      const login = await call("POST", "/employees/login", { email, pin }, { headers });
      const cashier = clientOf(login.data.access_token);
      await cashier.post("/shifts/open", { cash_open: 100_000 });
      return cashier;
    },
    till: async (cash_open = 100_000) => {
      const cashier = await person("cashier", "pos");
      await cashier.post("/shifts/open", { cash_open });
      return cashier;
    },
  };
}

/** A person of a separate provider, in the console, after a step-up unless `visitor` is asked for. */
export async function newProvider(as: "proven" | "visitor" = "proven"): Promise<Client> {
  const domain = `provider-${crypto.randomUUID()}.test`;
  const { tenant_id, email, pin } = await buildProvider(env, { domain, pin: () => "482193" });
  await createSettings(asTenant(seedContext(env), tenant_id), { "limits.sensitive_per_hour": 100_000 });
  const login = await call("POST", "/employees/login", { email, pin });
  const client = clientOf(login.data.access_token);
  return as === "visitor" ? client : proven(client);
}

/** Steps a client's person up for five minutes. */
export async function stepUp(client: Client, pin = "482193"): Promise<Client> {
  await client.post("/auth/step-up", { pin });
  return client;
}

/** The same for an hour, written directly into the session, without the cost of hashing a PIN. */
export async function proven(client: Client): Promise<Client> {
  const { tenant_id, employee_id, session_id } = await verifyToken(env, client.token, ["employee"], Date.now());
  await env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).stepUp(session_id, Date.now() + 3_600_000);
  return client;
}

/** The body of POST /sales for one package paid in cash. */
export function cashSale(package_id: string, qty: number, unit_price: number) {
  return { items: [{ package_id, qty }], payments: [{ method: "cash", amount: qty * unit_price }] };
}

/** The number of a tenant's rows in a table. */
export async function countRows(table: string, tenant_id: string, where = "1"): Promise<number> {
  const query = `SELECT COUNT(*) AS count FROM ${table} WHERE tenant_id = ? AND ${where}`;
  return (await env.DB.prepare(query).bind(tenant_id).first<number>("count")) ?? 0;
}

/** Waits until a condition holds; gives up after 2,000 tries, 20 ms apart, so that a stalled machine uses up no tries. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 2_000; asked++) {
    if (await holds()) return;
    await scheduler.wait(20);
  }
  throw new Error(`did not come true: ${holds}`);
}

/** Ends the minute of an object's repeated refusals by moving the test's clock, so that it writes them. */
export async function writeRepeats(object: DurableObjectStub): Promise<void> {
  vi.setSystemTime(Date.now() + 61_000);
  await until(() => runDurableObjectAlarm(object));
}

/** The number of each kind of refusal in the audit, with repeats by their count. */
export async function countRefusals(tenant_id: string, event: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { changes } of await auditRows(tenant_id, `event = '${event}'`)) {
    const { result, reason, code, count = 1 } = JSON.parse(changes);
    const kind: string = result ?? reason ?? code;
    counts[kind] = (counts[kind] ?? 0) + count;
  }
  return counts;
}

/** Hires a person with roles per store, who logs in with the PIN 482193. */
export async function addPerson(park: Park, roles: Record<string, string[]>) {
  const email = `${crypto.randomUUID()}@people.test`;
  const person = { name: "Anong Jai", email, pin: "482193", roles };
  const ctx = asTenant(seedContext(env), park.tenant_id);
  const { employee_id, part } = await recordEmployee(ctx, person);
  await commit(ctx, part);
  return { employee_id, email, pin: person.pin };
}

/** A tenant's audit rows in order, as stored. */
export async function auditRows(tenant_id: string, where = "1") {
  const query = `SELECT * FROM audits WHERE tenant_id = ? AND ${where} ORDER BY sequence`;
  return (await env.DB.prepare(query).bind(tenant_id).all<typeof audits.$inferSelect & { changes: string }>()).results;
}

/** The number of a tenant's rows in each table, without those written after the act: cursors, calls and roll-ups. */
export async function rowCounts(tenant_id: string): Promise<Record<string, number>> {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%`tenant_id`%' AND name NOT IN ('outbox_cursors', 'usage_counters', 'report_sums', 'report_places', 'report_rebuilds')",
  ).all<{ name: string }>();
  const names = tables.results.map(({ name }) => name);
  const counts = await env.DB.batch<{ count: number }>(
    names.map((name) => env.DB.prepare(`SELECT COUNT(*) AS count FROM ${name} WHERE tenant_id = ?`).bind(tenant_id)),
  );
  return Object.fromEntries(names.map((name, index) => [name, counts[index]?.results[0]?.count ?? 0]));
}

/** The tables whose row count changed, each with the difference. */
export function rowsAdded(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const changes = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}
