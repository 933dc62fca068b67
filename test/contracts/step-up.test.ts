/** Step-up: every route that writes a credential, a role, a requirement or a limit requires it. The written rows decide, not a list. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFINITIONS, SETTING_KEYS } from "../../src/modules/access/settings/domain/keys.ts";
import { newId } from "../../src/platform/http/context.ts";
import { type Client, call, newPark, newProvider, type TestPark } from "../support/park.ts";
import { type ExampleRequest, managerOf } from "./examples.ts";
import { guarded, type Route, send, tenantOf } from "./walk.ts";

/** The tables and columns of credentials, roles, requirements and limits. */
const GUARDED_ROWS: Readonly<Record<string, string>> = {
  employees: "employee_id, name, email, pin_hash, status",
  login_emails: "email, employee_id",
  memberships: "employee_id, store_id, roles, active",
  roles: "role, permissions",
  employee_totps: "employee_id, sealed_secret, recovery_code_hashes, confirmed_at",
  pin_resets: "employee_id, pin_hash, in_force_at",
  devices: "device_id, type, caps, status, device_token_hash",
  pairings: "pairing_id, type, caps, site_key_hash, revoked_at",
  approval_requirements: "*",
  gate_policies: "*",
  secrets: "*",
  api_tokens: "token_id, kind, permissions, store_ids, secret_hash, expires_at, revoked_at",
  webhooks: "webhook_id, url, sealed_secret, sealed_previous",
  ticket_keys: "*",
  tenants: "status, maintenance_from, maintenance_until, closed_at, purge_at",
  settings: "*",
};

/** Words in the paths of routes for such rows. */
const GUARDED_NOUNS =
  /^\/(employees|roles|tokens|pairings|devices|secrets|approvals\/requirements|gate\/policy|tickets\/keys|tenant|provider\/tenants|admin\/tenants|super|outlets|backups)(\/|$)/;

/** Routes without step-up that write such rows or have such a word, each with its reason. */
const NO_STEP_UP: Readonly<Record<string, string>> = {
  "PUT /employees/me/pin": "requires the old PIN itself, and a code from a person with a second factor",
  "POST /employees/me/totp": "requires the PIN itself",
  "POST /employees/me/totp/verify": "confirms a secret that was shown after the PIN",
  "DELETE /employees/me/totp": "requires a code itself, and for a new factor the PIN",
  "DELETE /employees/me/sessions": "only removes, and anybody can log in again",
  "DELETE /employees/me/sessions/:session_id": "only removes, and anybody can log in again",
  "DELETE /employees/:employee_id/sessions": "only removes, and anybody can log in again",
  "DELETE /tokens/:token_id": "only removes, and may be urgent",
  "DELETE /employees/me/tokens/:token_id": "only removes, and may be urgent",
  "POST /employees/:employee_id/suspend": "only removes, and may be urgent; resuming requires a step-up",
  "POST /devices/:device_id/suspend": "only removes, and may be urgent; resuming requires a step-up",
  "POST /pairings/:pairing_id/revoke": "only removes an unused site key",
  "POST /devices/:device_id/commands": "gives the device no permission, and may be urgent",
  "DELETE /devices/:device_id/offline-rehearsal": "only undoes: the device is served again, as before",
  "PUT /devices/:device_id/zone": "moves a gate without giving it a permission",
  "PATCH /tenant": "changes names",
  "POST /provider/tenants/:tenant_id/reports/rebuild": "makes the same sums again from the rows",
  "DELETE /tenant/maintenance": "only undoes, and must stay open to an owner",
  "PATCH /provider/tenants/:tenant_id": "changes names and the plan",
  "DELETE /provider/tenants/:tenant_id/maintenance": "undoes",
  "PUT /settings/keys/:key": "decided by key: see the definitions",
  "DELETE /settings/keys/:key": "decided by key: see the definitions",
};

const mutating = guarded.filter(({ contract }) => contract.method !== "get");

function stepsUp({ contract: { access } }: Route): boolean {
  return !access.public && access.step_up;
}

async function guardedRows(tenant_id: string): Promise<string> {
  const reads = Object.entries(GUARDED_ROWS).map(([table, columns]) =>
    env.DB.prepare(`SELECT ${columns} FROM ${table} WHERE tenant_id = ?`).bind(tenant_id),
  );
  const results = await env.DB.batch(reads);
  return JSON.stringify(results.map((read) => read.results.map((row) => JSON.stringify(row)).toSorted()));
}

let park: TestPark;
let manager: Client;
let provider: Client;
const callerOf = ({ example }: Route) => (example.as === "provider" ? provider : manager);

beforeAll(async () => {
  park = await newPark();
  manager = await managerOf(park);
  provider = await newProvider();
});

test("[T8] every route about credentials, roles, requirements or limits requires a step-up, or is listed with a reason", () => {
  const silent = mutating.filter((route) => GUARDED_NOUNS.test(route.contract.path) && !stepsUp(route));
  expect(silent.map(({ name }) => name).filter((name) => !(name in NO_STEP_UP))).toEqual([]);
});

test("[T8] every exception names a route without step-up", () => {
  const silent = mutating.filter((route) => !stepsUp(route)).map(({ name }) => name);
  expect(Object.keys(NO_STEP_UP).filter((name) => !silent.includes(name))).toEqual([]);
});

describe("a route without step-up", () => {
  const silent = mutating.filter((route) => !stepsUp(route) && !(route.name in NO_STEP_UP));

  test.each(silent)("[T8] $name changes no credential, role, requirement or limit", async (route) => {
    const request: ExampleRequest = await route.example.make(park, manager);
    const caller = request.caller ?? callerOf(route);
    const tenant_id = tenantOf(caller) ?? park.tenant_id;
    const before = await guardedRows(tenant_id);
    await send(route, caller, request, { headers: { "idempotency-key": newId(Date.now()) } });
    expect(await guardedRows(tenant_id)).toBe(before);
  });
});

describe("without a step-up", () => {
  const proving = mutating.filter(stepsUp);

  test("[T8] a person who only logged in is 403 E_STEP_UP_REQUIRED on each such route, and nothing changes", async () => {
    const other = await newPark();
    const proven = await managerOf(other);
    const visitors = { park: await other.visitor("owner"), provider: await newProvider("visitor") };
    for (const route of proving) {
      const request = await route.example.make(other, proven);
      const before = await guardedRows(other.tenant_id);
      const caller = visitors[route.example.as ?? "park"];
      const { status, error } = await send(route, caller, request, {
        headers: { "idempotency-key": newId(Date.now()) },
      });
      expect([route.name, status, error?.code]).toEqual([route.name, 403, "E_STEP_UP_REQUIRED"]);
      expect(await guardedRows(other.tenant_id)).toBe(before);
    }
  });

  test("[T8] a device without a person cannot step up, so such a route is not open to it", async () => {
    const pos = await park.device("pos");
    for (const route of proving) {
      const request = await route.example.make(park, manager);
      const { status } = await send(route, pos, request, { headers: { "idempotency-key": newId(Date.now()) } });
      expect([route.name, status]).toEqual([route.name, 403]);
    }
  });
});

describe("settings", () => {
  const put = (client: Client, key: string, value: unknown) => client.call("PUT", `/settings/keys/${key}`, { value });

  /** Keys that set how things are done or printed, but no limit and no permission. */
  const HOW_THINGS_ARE_DONE = /^(pricing|tax|open_tickets|loyalty|receipt)\./;

  test("[T8] every key requires a step-up, except keys that only set how things are done", () => {
    const silent = SETTING_KEYS.filter((key) => !("step_up" in DEFINITIONS[key]));
    expect(silent.filter((key) => !HOW_THINGS_ARE_DONE.test(key))).toEqual([]);
    expect(silent).not.toHaveLength(0);
  });

  test("[T8] a marked key is set and unset only after a step-up; another key needs none", async () => {
    const [visitor, owner] = [await park.visitor("owner"), await park.person("owner")];
    const key = "refunds.daily_cap_per_employee";
    expect((await put(visitor, key, 1)).error?.code).toBe("E_STEP_UP_REQUIRED");
    expect((await put(owner, key, 1)).status).toBe(200);
    const unset = await visitor.call("DELETE", `/settings/keys/${key}`);
    expect([unset.status, unset.error?.code]).toEqual([403, "E_STEP_UP_REQUIRED"]);
    expect((await owner.get(`/settings/keys/${key}`)).data).toMatchObject({ value: 1, step_up: true });
    expect((await put(visitor, "receipt.language", "en")).status).toBe(200);
    expect((await owner.get("/settings/keys/receipt.language")).data.step_up).toBe(false);
  });

  test("[T8] marked keys also require a step-up at a store's level", async () => {
    const visitor = await park.visitor("manager");
    const body = { value: 3, store_id: park.store_id };
    const set = await visitor.call("PUT", "/settings/keys/reprints.daily_cap_per_device", body);
    expect([set.status, set.error?.code]).toEqual([403, "E_STEP_UP_REQUIRED"]);
  });

  test("[T8] a person without the permission for a key is refused for that first", async () => {
    const cashier = await call(
      "PUT",
      "/settings/keys/limits.user_per_hour",
      { value: 1_000 },
      {
        headers: { authorization: `Bearer ${(await park.visitor("cashier")).token}` },
      },
    );
    expect(cashier.error?.code).toBe("E_PERMISSION");
  });
});
