/** An open session without PIN or code: no route lets its finder step up or change a credential. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import { verifyToken } from "../../src/platform/http/tokens.ts";
import { type Client, newPark, type TestPark } from "../support/park.ts";
import { type ExampleRequest, managerOf } from "./examples.ts";
import { guarded, type Route, routes, send } from "./walk.ts";

/** The credentials and permissions of people and devices. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  employees: "employee_id, email, pin_hash",
  login_emails: "email, employee_id",
  memberships: "employee_id, store_id, roles, active",
  roles: "role, permissions",
  employee_totps: "employee_id, sealed_secret, recovery_code_hashes, confirmed_at",
  pin_resets: "employee_id, pin_hash, in_force_at",
  devices: "device_id, type, caps, device_token_hash",
  pairings: "pairing_id, site_key_hash",
  approval_requirements: "*",
  secrets: "*",
  ticket_keys: "*",
};

/** Requests that end the session itself; they are sent last. */
const LAST = new Set([
  "POST /auth/logout",
  "DELETE /employees/me/sessions",
  "DELETE /employees/me/sessions/:session_id",
]);

async function credentialsOf(tenant_id: string): Promise<Record<string, string[]>> {
  const names = Object.keys(CREDENTIALS);
  const reads = names.map((table) =>
    env.DB.prepare(`SELECT ${CREDENTIALS[table]} FROM ${table} WHERE tenant_id = ?`).bind(tenant_id),
  );
  const results = await env.DB.batch(reads);
  return Object.fromEntries(
    names.map((table, at) => [table, (results[at]?.results ?? []).map((row) => JSON.stringify(row)).toSorted()]),
  );
}

async function isProven({ token }: Client): Promise<boolean> {
  const { tenant_id, employee_id, session_id, epoch } = await verifyToken(env, token, ["employee"], Date.now());
  const request = { tenant_id, employee_id, session_id, epoch, arrived_at: Date.now(), counted: null };
  const verdict = await env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).admit(request);
  return verdict.ok && verdict.employee.stepped_up_until > 0;
}

/** The request with guesses in place of every PIN, code and site key, which only its person knows. */
function guessed({ params, query, body }: ExampleRequest): ExampleRequest {
  const secret = /^(pin|totp_code|recovery_code|bootstrap_token|site_key)$/;
  const of = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(of);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, secret.test(key) ? "000000" : of(one)]));
  };
  return { params, query, body: body && (of(body) as Record<string, unknown>) };
}

/** Sends every route in one session, reads first, and then all again. Returns all replies. */
async function walk(park: TestPark, client: Client): Promise<string> {
  const manager = await managerOf(park);
  const requests = new Map<Route, ExampleRequest>();
  for (const route of routes) requests.set(route, guessed(await route.example.make(park, manager)));
  const before = await credentialsOf(park.tenant_id);
  const reading = guarded.filter(({ contract }) => contract.method === "get");
  const changing = guarded.filter(({ contract, name }) => contract.method !== "get" && !LAST.has(name));
  let read = "";
  for (const route of [...reading, ...changing, ...changing]) {
    const reply = await send(route, client, requests.get(route) ?? {}, {
      headers: { "idempotency-key": newId(Date.now()) },
    });
    expect([route.name, reply.status < 500]).toEqual([route.name, true]);
    read += reply.text;
  }
  // Each session sends every route, with its own person's id in the path.
  const { employee_id } = await verifyToken(env, client.token, ["employee"], Date.now());
  for (const route of changing.filter(({ contract }) => contract.path.includes(":employee_id"))) {
    const { params, ...rest } = requests.get(route) ?? {};
    await send(route, client, { ...rest, params: { ...params, employee_id } });
  }
  expect(await isProven(client)).toBe(false);
  expect(await credentialsOf(park.tenant_id)).toEqual(before);
  return read;
}

test.each([
  ["the console", undefined],
  ["a till", "pos"],
] as const)(
  "[T8] an owner's session in %s, without the PIN, reaches no step-up and changes no credential by any route",
  async (_, on) => {
    const park = await newPark();
    const session = on ? await park.person("owner", on) : await park.visitor("owner");
    const read = await walk(park, session);
    // It also read no secret with which it could have continued.
    const { results } = await env.DB.prepare("SELECT pin_hash FROM employees WHERE tenant_id = ?")
      .bind(park.tenant_id)
      .all<{ pin_hash: string }>();
    for (const secret of ["482193", ...results.map(({ pin_hash }) => pin_hash)]) expect(read).not.toContain(secret);
    for (const proof of [{ pin: "000001" }, { totp_code: "000000" }, { pin: "000001", totp_code: "000000" }])
      expect((await session.post("/auth/step-up", proof)).status).not.toBe(200);
    expect(await isProven(session)).toBe(false);
  },
);
