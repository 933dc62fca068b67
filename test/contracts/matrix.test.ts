/** The matrix of routes and callers: only the contract decides who may call, and no refusal writes a business row. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { type CallerKind, tokensOf } from "../../src/platform/http/callers.ts";
import { may, newId } from "../../src/platform/http/context.ts";
import { answersOf } from "../../src/platform/http/openapi-answers.ts";
import { signToken, verifyToken } from "../../src/platform/http/tokens.ts";
import { GRANTABLE } from "../../src/shared/api-tokens.ts";
import {
  DEVICE_TYPES,
  type DeviceType,
  PERMISSIONS,
  type Permission,
  SEEDED_ROLES,
} from "../../src/shared/permissions.ts";
import {
  addPerson,
  type Client,
  call,
  clientOf,
  newPark,
  type Reply,
  rowCounts,
  rowsAdded,
  stepUp,
  type TestPark,
} from "../support/park.ts";
import { integrationOf, personalOf } from "../support/tokens.ts";
import { type ExampleRequest, managerOf, nobody, sellOnAccount } from "./examples.ts";
import { guarded, permissionOf, type Route, routes, send } from "./walk.ts";

/** The answers to a manager of another store of the company, where that is not 403 `E_SCOPE_MISMATCH`. */
const OF_THE_COMPANY: Readonly<Record<string, string>> = {
  // Changes and reads that concern every store need the permission in each of them.
  ...answered("403 E_PERMISSION", [
    "GET /outlets/:tenant_id/support/bundle.zip",
    "PUT /settings/feature-flags/:flag",
    "PUT /roles/:role",
    "DELETE /roles/:role",
    "PUT /taxes/:tax_id",
    "DELETE /taxes/:tax_id",
    "PUT /discounts/:discount_id",
    "DELETE /discounts/:discount_id",
    "PUT /approvals/reason-codes/:reason_code",
    "DELETE /approvals/reason-codes/:reason_code",
    "PUT /payment-types/:method",
    "DELETE /payment-types/:method",
    "PUT /secrets/:name",
    "DELETE /secrets/:name",
    "GET /backups/:backup_id",
    "GET /backups/:backup_id/manifest",
    "POST /outlets/:tenant_id/backup",
    "POST /tickets/keys/:key_version/revoke",
    "GET /customers/:customer_id/export",
    "POST /customers/:customer_id/erase",
    "GET /webhooks/:webhook_id",
    "PUT /webhooks/:webhook_id",
    "DELETE /webhooks/:webhook_id",
    "DELETE /tokens/:token_id",
    "POST /webhooks/:webhook_id/rotate-secret",
    "POST /webhooks/:webhook_id/test",
    "GET /webhooks/:webhook_id/deliveries",
    "POST /webhooks/:webhook_id/replay",
    "GET /deliveries/:delivery_id",
    "POST /deliveries/:delivery_id/retry",
    "POST /dlq/:delivery_id/requeue",
    "DELETE /dlq/:delivery_id",
  ]),
  // Guests, taxes and discounts belong to the whole company.
  ...answered("200", [
    "GET /customers/:customer_id",
    "PUT /customers/:customer_id",
    "DELETE /customers/:customer_id",
    "POST /customers/:customer_id/merge",
    "GET /customers/:customer_id/entries",
    "GET /taxes/:tax_id",
    "GET /discounts/:discount_id",
    // An import of guests makes things of the whole company.
    "GET /imports/:import_id",
    "GET /imports/:import_id/errors",
    "GET /imports/:import_id/refused",
    "POST /imports/:import_id/cancel",
    // Hours at the caller's own stores, where the person has none.
    "GET /timecards/summary/:employee_id",
  ]),
  ...answered("409 E_IMPORT_STATUS", ["PUT /imports/:import_id/mapping", "POST /imports/:import_id/start"]),
  "POST /customers/:customer_id/points": "403 E_APPROVAL_REQUIRED",
  // Another person's session or token is not found.
  "DELETE /employees/me/tokens/:token_id": "404 E_NOT_FOUND",
  "DELETE /employees/me/sessions/:session_id": "404 E_NOT_FOUND",
};

function answered(answer: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, answer]));
}

let park: TestPark;
let manager: Client;
const requests = new Map<string, ExampleRequest>();

beforeAll(async () => {
  park = await newPark();
  manager = await managerOf(park);
  for (const { name, example } of routes) requests.set(name, await example.make(park, manager));
});

/** The route's request with unknown ids, so that an allowed caller changes nothing. */
function harmless({ contract, name }: Route): ExampleRequest {
  const { query } = requests.get(name) ?? {};
  const params = Object.keys(contract.params?.shape ?? {}).map((param) => [param, newId(Date.now())]);
  return { query, params: Object.fromEntries(params) };
}

/** Sends a request that cannot succeed: truncated JSON, or unknown ids. */
function knock(route: Route, client: Client) {
  return send(route, client, harmless(route), route.contract.body ? { raw: "{" } : {});
}

async function personWith(roles: Record<string, string[]>): Promise<Client> {
  const { email, pin } = await addPerson(park, roles);
  return stepUp(clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token), pin);
}

describe.each(Object.entries(SEEDED_ROLES))("a person with the role %s", (role, permissions) => {
  test("[T7] [T1] may send exactly the routes whose permission the role gives", async () => {
    const person = await personWith({ [park.store_id]: [role], [park.second_store_id]: [role] });
    const before = await rowCounts(park.tenant_id);
    const wrong: string[] = [];
    for (const route of guarded) {
      const permission = permissionOf(route.contract);
      // The permission `provider` has no effect in a park, whatever a role has.
      const held =
        permission === "authenticated" || (permission !== "provider" && permissions.includes(permission as never));
      const { status, error } = await knock(route, person);
      const refused = status === 403 && error?.code === "E_PERMISSION" && error.details?.permission === permission;
      if (status === 401 || refused === held) wrong.push(`${route.name}: ${status} ${error?.code} with ${permission}`);
    }
    expect(wrong).toEqual([]);
    // Ending one's other sessions, or all of them, writes only to the audit.
    const { audits, outbox, ...added } = rowsAdded(before, await rowCounts(park.tenant_id));
    expect(added).toEqual({});
  });
});

/** The permissions that a person with all of them may use on a device, as in the rule, with and without a second factor. */
const COUNTER: readonly Permission[] = [
  "sell",
  "redeem",
  "refund",
  "reprint",
  "manual_discount",
  "void",
  "price_override",
  "drawer_open",
  "shift_open",
  "shift_close",
  "approve",
  "guests_read",
  "guests_write",
  "sales_read",
];
/** An ADMIN device neither sells nor redeems unless its pairing says so. */
const ADMIN_CAPS: readonly Permission[] = ["sell", "redeem"];
const ON_DEVICE: Record<
  DeviceType,
  { alone: readonly Permission[]; by_pin: readonly Permission[]; proven: readonly Permission[] }
> = {
  GATE: { alone: ["redeem"], by_pin: ["redeem", "approve"], proven: ["redeem", "approve"] },
  KIOSK: { alone: ["sell"], by_pin: ["sell"], proven: ["sell"] },
  POS: { alone: ["sell", "redeem"], by_pin: COUNTER, proven: COUNTER },
  ADMIN: {
    alone: [],
    by_pin: COUNTER.filter((permission) => !ADMIN_CAPS.includes(permission)),
    proven: PERMISSIONS.filter((permission) => !ADMIN_CAPS.includes(permission)),
  },
};

const ON_DEVICES = DEVICE_TYPES.flatMap((type) =>
  [
    ["by itself", false, ON_DEVICE[type].alone],
    ["with an owner whose PIN was proven", false, ON_DEVICE[type].by_pin],
    ["with an owner whose second factor was proven", true, ON_DEVICE[type].proven],
  ].map(([who, second_factor, permissions]) => ({ type, who, second_factor, permissions }) as const),
) as { type: DeviceType; who: string; second_factor: boolean; permissions: readonly Permission[] }[];

describe.each(ON_DEVICES)("a $type device $who", ({ type, who, second_factor, permissions }) => {
  const alone = who === "by itself";

  test("[T7] may use exactly what its type is for, and no permission of another store", () => {
    const store_id = "S";
    const device = { type, store_id, permissions: ON_DEVICE[type].alone } as never;
    const stores = { S: [...PERMISSIONS], elsewhere: [...PERMISSIONS] };
    const employee = alone ? null : ({ stores, second_factor } as never);
    for (const permission of PERMISSIONS) {
      expect([permission, may({ device, employee }, permission, store_id)]).toEqual([
        permission,
        permissions.includes(permission),
      ]);
      expect(may({ device, employee }, permission, "elsewhere")).toBe(false);
      const nothing = { stores: { S: PERMISSIONS.filter((held) => held !== permission) }, second_factor } as never;
      expect(may({ device, employee: nothing }, permission, store_id)).toBe(false);
    }
  });

  test("[T7] may send exactly the routes of those permissions", async () => {
    const client = await clientOn(type, alone ? null : second_factor);
    const before = await rowCounts(park.tenant_id);
    const wrong: string[] = [];
    for (const route of guarded) {
      const permission = permissionOf(route.contract);
      const by_permission = permission !== "provider" && permissions.includes(permission as never);
      const by_own = isOwnRecords(route.contract) && permissions.includes("sell");
      const held = permission === "authenticated" || by_permission || by_own;
      const { status, error } = await knock(route, client);
      // A refusal with a store id comes from the handler, which requires the permission in every store of the company.
      const { store_id, permission: missing } = error?.details ?? {};
      const refused = error?.code === "E_PERMISSION" && missing === permission && store_id === undefined;
      if (status === 401 || refused === held) wrong.push(`${route.name}: ${status} ${error?.code} with ${permission}`);
      if (refused && !alone && permission !== "provider")
        expect(error?.details).toMatchObject({ bounded_by: "device" });
    }
    expect(wrong).toEqual([]);
    const { audits, outbox, ...added } = rowsAdded(before, await rowCounts(park.tenant_id));
    expect(added).toEqual({});
  });
});

/** The routes that a device may read without a person: nothing of guests, and only its own recent records of money. */
const READ_ALONE: Record<string, readonly string[]> = {
  "how the store works": [
    ...["/catalog/packages", "/catalog/packages/:package_id/slots", "/catalog/categories", "/catalog/zones"],
    ...["/taxes", "/taxes/:tax_id", "/discounts", "/discounts/:discount_id", "/payment-types", "/stores"],
    ...["/pricing/price-lists", "/pricing/price-lists/:price_list_id", "/pricing/rules", "/stores/:store_id"],
    ...["/receipt-templates", "/receipt-templates/:receipt_template_id", "/printers", "/printers/:printer_id"],
    ...["/settings", "/settings/keys", "/settings/keys/:key", "/settings/feature-flags", "/gate/policy"],
    ...["/approvals/reason-codes", "/approvals/requirements"],
  ],
  itself: ["/devices/me", "/gate/live", "/usage/limits", "/lots"],
  "a person's own data, which is none without a person": [
    ...[
      "/employees/me",
      "/employees/me/sessions",
      "/employees/me/totp",
      "/employees/me/tokens",
      "/timecards/current",
      "/timecards",
      "/timecards/summary/:employee_id",
    ],
  ],
  "nothing, because it refuses a device without a person": [
    ...["/names", "/search"],
    ...["/imports", "/imports/:import_id", "/imports/:import_id/errors", "/imports/:import_id/refused"],
  ],
  "its own drawer": [
    ...["/shifts/current", "/cash_drawers/current", "/cash_drawers/summary", "/cash_drawers/movements"],
    ...["/shifts/:shift_id", "/shifts/:shift_id/movements"],
  ],
  "its own carts and approvals": ["/open_tickets", "/open_tickets/:open_ticket_id", "/approvals/:approval_id"],
  "its own records of 15 minutes": [
    ...["/sales", "/sales/totals", "/sales/:sale_id", "/receipts/:sale_id", "/sales/:sale_id/refundable", "/payments"],
    ...[
      "/payments/:payment_id",
      "/refunds",
      "/refunds/:refund_id",
      "/refunds/:refund_id/slip",
      "/tickets/:ticket_id",
      "/tickets/:ticket_id/timeline",
    ],
  ],
  "tickets by their code": ["/tickets"],
  "admission, which names no guest": [
    ...["/gate/bootstrap", "/redemptions", "/redemptions/stats/summary", "/redemptions/duplicate-check/:ticket_id"],
    ...["/redemptions/conflicts", "/zones/inside"],
  ],
};

test("[T7] each route that a device may read without a person is listed", () => {
  const open = guarded.filter(({ contract: { method, access } }) => {
    if (method !== "get" || access.public) return false;
    return access.own_records || ["authenticated", "sell", "redeem"].includes(access.permission);
  });
  expect(open.map(({ contract }) => contract.path).toSorted()).toEqual(Object.values(READ_ALONE).flat().toSorted());
});

function isOwnRecords({ access }: Route["contract"]): boolean {
  return !access.public && access.own_records;
}

/** A new device of that type without a person, or with an owner on it; `second_factor`: the owner logged in with one. */
async function clientOn(type: DeviceType, second_factor: boolean | null): Promise<Client> {
  const device = (await call("POST", "/auth/device/login", await park.addDevice(type))).data;
  if (second_factor === null) return clientOf(device.access_token);
  const { employee_id, email, pin } = await addPerson(park, { [park.store_id]: ["owner"] });
  const headers = { authorization: `Bearer ${device.access_token}` };
  const { access_token } = (await call("POST", "/employees/login", { email, pin }, { headers })).data;
  if (!second_factor) return clientOf(access_token);
  // The session of a login with a code; the login itself is tested with employees.
  const claims = await verifyToken(env, access_token, ["employee"], Date.now());
  const object = env.EMPLOYEE.getByName(`${park.tenant_id}:${employee_id}`);
  const session_id = newId(Date.now());
  const login = { second_factor: true, pin_strong: true };
  await object.openSession(session_id, claims.device_id ?? null, Date.now(), login);
  const signed = await signToken<"employee">(env, { ...claims, kind: "employee", session_id }, Date.now());
  return clientOf(signed.token);
}

/** Tokens with every scope that there is, and with one of them. */
const SCOPES = [
  ["every scope", GRANTABLE],
  ["sales_read alone", ["sales_read"]],
  ["catalog_write alone", ["catalog_write"]],
] as const;

describe.each(SCOPES)("an API token with %s", (_, permissions) => {
  test.each(["integration", "personal"] as const)(
    "[T13] [T14] of the kind %s may send exactly the routes of its scopes, and none that needs a person",
    async (kind) => {
      const store_ids = [park.store_id, park.second_store_id];
      const { client } =
        kind === "integration"
          ? await integrationOf(park, { permissions })
          : await personalOf(park, "owner", { permissions, store_ids });
      const before = await rowCounts(park.tenant_id);
      const wrong: string[] = [];
      for (const route of guarded) {
        const permission = permissionOf(route.contract);
        const { status, error } = await knock(route, client);
        const open = tokensOf(route.contract).includes("token");
        const held = permission === "authenticated" || (permissions as readonly string[]).includes(permission);
        const closed = status === 403 && error?.code === "E_TOKEN_NOT_ALLOWED";
        const refused = status === 403 && error?.code === "E_PERMISSION" && error.details?.permission === permission;
        const right = open ? !closed && status !== 401 && refused !== held : closed;
        if (!right) wrong.push(`${route.name}: ${status} ${error?.code} with ${permission}`);
        if (refused) expect(error?.details).toMatchObject({ bounded_by: "token" });
      }
      expect(wrong).toEqual([]);
      const { audits, outbox, ...added } = rowsAdded(before, await rowCounts(park.tenant_id));
      expect(added).toEqual({});
    },
  );
});

test("[T13] no route that API tokens may call makes a credential, approves, pays out, or asks for a person or a step-up", () => {
  const open = guarded.filter(takes("token"));
  const named = open.filter(
    ({ contract: { access, method, path } }) =>
      access.public ||
      access.step_up ||
      access.people_only ||
      access.device_only ||
      access.permission === "provider" ||
      access.rate === "sensitive" ||
      (method !== "get" &&
        /^\/(employees|roles|tokens|auth|devices|pairings|approvals|refunds|secrets|settings)/.test(path)),
  );
  expect([open.length > 100, named.map(({ name }) => name)]).toEqual([true, []]);
});

describe("an invalid token", () => {
  test("[T4] no token, junk, a refresh token and a token of another server are 401 on every route", async () => {
    const { email, pin } = park.employees.manager ?? {};
    const { refresh_token, access_token } = (await call("POST", "/employees/login", { email, pin })).data;
    const forged = `${access_token.slice(0, -4)}AAAA`;
    const { device_token } = park.devices.pos ?? {};
    for (const client of [nobody, ...["junk", refresh_token, forged, device_token].map(clientOf)])
      for (const route of guarded) {
        const { status, error } = await knock(route, client);
        expect([route.name, status, error?.code]).toEqual([route.name, 401, "E_UNAUTHENTICATED"]);
      }
  });
});

describe("another store of the company", () => {
  const named = guarded.filter(({ contract, example }) => contract.params && example.as !== "provider");

  test.each(named)("[T2] $name by its manager", async (route) => {
    const elsewhere = await personWith({ [park.second_store_id]: ["manager"] });
    const request = requests.get(route.name) ?? {};
    const options = { headers: { "idempotency-key": newId(Date.now()) } };
    const before = await rowCounts(park.tenant_id);
    const { status, error } = await send(route, elsewhere, request, options);
    expect(`${status}${error ? ` ${error.code}` : ""}`).toBe(OF_THE_COMPANY[route.name] ?? "403 E_SCOPE_MISMATCH");
    // An attempt with another's grant is in the audit.
    const { audits, ...added } = rowsAdded(before, await rowCounts(park.tenant_id));
    if (error) expect([added, error.code === "E_APPROVAL_REQUIRED" ? undefined : audits]).toEqual([{}, undefined]);
  });

  test("every exception names a route", () => {
    const names = named.map(({ name }) => name);
    expect(Object.keys(OF_THE_COMPANY).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("a caller who is no longer served", () => {
  test("[T3] a revoked API token is 401 E_TOKEN_REVOKED everywhere", async () => {
    const other = await newPark();
    const { client, token_id } = await integrationOf(other, { permissions: GRANTABLE });
    await (await other.person("owner")).call("DELETE", `/tokens/${token_id}`);
    for (const route of guarded) {
      const { status, error } = await knock(route, client);
      expect([route.name, status, error?.code]).toEqual([route.name, 401, "E_TOKEN_REVOKED"]);
    }
  });

  test("[T3] a revoked device is 401 E_DEVICE_REVOKED everywhere, with its own token and its cashier's", async () => {
    const other = await newPark();
    const owner = await other.person("owner");
    const clients = [await other.device("pos"), await other.till()];
    await owner.post(`/devices/${other.devices.pos?.device_id}/revoke`);
    for (const client of clients)
      for (const route of guarded.filter(({ contract }) => !contract.upload_only)) {
        const { status, error } = await knock(route, client);
        expect([route.name, status, error?.code]).toEqual([route.name, 401, "E_DEVICE_REVOKED"]);
      }
  });

  test.each([
    ["suspended", "status = 'suspended'", 403, "E_TENANT_SUSPENDED"],
    ["closed", "status = 'closed'", 403, "E_TENANT_CLOSED"],
    ["maintained", `maintenance_until = ${Date.now() + 3_600_000}`, 503, "E_MAINTENANCE"],
  ])("[T3] the people and devices of a %s tenant are refused everywhere", async (_, change, status, code) => {
    const other = await newPark();
    const clients = [await other.device("gate"), await other.person("owner")];
    await env.DB.prepare(`UPDATE tenants SET ${change}, version = version + 1 WHERE tenant_id = ?`)
      .bind(other.tenant_id)
      .run();
    const { tenant_id } = other;
    const device_id = other.devices.gate?.device_id ?? "";
    const employee_id = other.employees.owner?.employee_id ?? "";
    await env.DEVICE.getByName(`${tenant_id}:${device_id}`).reload({ tenant_id, device_id });
    await env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).reload({ tenant_id, employee_id });
    for (const client of clients)
      for (const route of guarded) {
        const reply = await knock(route, client);
        expect([route.name, reply.status, reply.error?.code]).toEqual([route.name, status, code]);
        if (status === 503) expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(3_000);
      }
  });
});

/** Codes that say: a token of this kind opens nothing here. */
const WRONG_KIND = [
  ...["E_UNAUTHENTICATED", "E_PERMISSION", "E_SCOPE_MISMATCH", "E_STEP_UP_REQUIRED"],
  ...["E_REQUESTER", "E_DEVICE_REQUIRED", "E_DEVICE_TOKEN_REQUIRED", "E_APPROVAL_REQUIRED"],
];

const takes = (kind: CallerKind) => (route: Route) => tokensOf(route.contract).includes(kind);
const refuses = (kind: CallerKind) => (route: Route) => !takes(kind)(route);

function ask(route: Route, client: Client, request: ExampleRequest = requests.get(route.name) ?? {}): Promise<Reply> {
  const upgrade: Record<string, string> = route.contract.upgrade ? { upgrade: "websocket" } : {};
  return send(route, client, request, { headers: { "idempotency-key": newId(Date.now()), ...upgrade } });
}

/** An answer, where it is no refusal of the kind that the document tells of. */
function unlessRefused({ name, contract }: Route, { status, error }: Reply, codes: readonly string[]): string[] {
  const told = answersOf(contract)
    .get(status)
    ?.some(({ code }) => code === error?.code);
  return told && codes.includes(error?.code ?? "") ? [] : [`${name}: ${status} ${error?.code}`];
}

function isRefused({ error }: Reply): boolean {
  return WRONG_KIND.includes(error?.code ?? "");
}

/** What a device by itself may ask, where the example is a person's. */
const OF_DEVICE: Record<string, () => Promise<ExampleRequest> | ExampleRequest> = {
  ...Object.fromEntries(["verify-pin", "verify_pin"].map((path) => [`POST /approvals/${path}`, override])),
  "POST /approvals": async () => {
    const { action, subject_id } = (await override()).body ?? {};
    return { body: { action, subject_id } };
  },
  "GET /tickets": async () => ({ query: { q: (await someTicket()).short_code } }),
  "PATCH /payments/:payment_id": async () => {
    const { sale_id } = await sellOnAccount(park, manager);
    const promised = { sale_id, method: "qr", amount: 35_000, status: "pending" };
    const { payment_id } = (await manager.post("/payments", promised, newId(Date.now()))).data;
    return { params: { payment_id }, body: { status: "captured" } };
  },
  ...Object.fromEntries(
    ["clock-in", "clock-out", "break/start", "break/end"].map((act) => [`POST /timecards/${act}`, punch]),
  ),
};

async function someTicket(): Promise<{ ticket_id: string; short_code: string }> {
  const items = [{ package_id: park.packages.single, qty: 1 }];
  const sale = { items, payments: [{ method: "cash", amount: 35_000 }] };
  await manager.post("/shifts/open", { cash_open: 0 });
  return (await manager.post("/sales", sale, newId(Date.now()))).data.tickets[0];
}

async function override(): Promise<ExampleRequest> {
  const { email: approver_email, pin } = park.employees.supervisor ?? {};
  return { body: { approver_email, pin, action: "gate_override", subject_id: (await someTicket()).ticket_id } };
}

function punch(): ExampleRequest {
  const { email, pin } = park.employees.cashier ?? {};
  return { body: { email, pin } };
}

describe("x-tokens of the document, for a device's own token", () => {
  test("[T4] is taken, of one type of device at least, by each operation that names it", async () => {
    const devices = [await park.device("pos"), await park.device("gate"), await park.device("kiosk")];
    const wrong: string[] = [];
    for (const route of guarded.filter(takes("device"))) {
      const made = (await OF_DEVICE[route.name]?.()) ?? requests.get(route.name) ?? {};
      const ids = Object.keys(made.params ?? {}).map((name) => [name, newId(Date.now())]);
      // What is another's, or of all stores, is asked about as what is nobody's, or of the own store.
      const others =
        route.contract.method === "get" ? [{ ...made, query: {} }, { params: Object.fromEntries(ids) }] : [];
      const replies: Reply[] = [];
      for (const request of [made, ...others])
        for (const client of devices) if (replies.every(isRefused)) replies.push(await ask(route, client, request));
      if (replies.every(isRefused)) wrong.push(`${route.name}: ${replies.map(({ error }) => error?.code)}`);
    }
    expect(wrong).toEqual([]);
  });

  test("[T4] [A1] is refused by every other operation, with a code that the document tells", async () => {
    const till = await park.device("pos");
    // What belongs to a person is not there for a device.
    const codes = [...WRONG_KIND, "E_NOT_FOUND"];
    const wrong: string[] = [];
    for (const route of guarded.filter(refuses("device")))
      wrong.push(...unlessRefused(route, await ask(route, till), codes));
    expect(wrong).toEqual([]);
  });
});

describe("x-tokens of the document, for a person's token", () => {
  test("[T4] is taken by each socket that names it; of all other operations the walk proves it by sending them", async () => {
    const sockets = guarded.filter(takes("employee")).filter(({ contract }) => contract.upgrade);
    for (const route of sockets)
      expect([route.name, isRefused(await ask(route, manager))]).toEqual([route.name, false]);
  });

  test("[T4] is refused by every other operation, in the console and on a till, with a code that the document tells", async () => {
    const wrong: string[] = [];
    const others = guarded.filter(refuses("employee"));
    for (const client of [manager, await park.person("owner")])
      for (const route of others) wrong.push(...unlessRefused(route, await ask(route, client), WRONG_KIND));
    expect([others.length > 0, wrong]).toEqual([true, []]);
  });
});

describe("x-tokens of the document, for an API token", () => {
  test("[T13] [T14] is taken by each operation that names it, and by no other", async () => {
    const { client } = await integrationOf(park, { permissions: GRANTABLE });
    const wrong: string[] = [];
    for (const route of guarded) {
      const { status, error } = await ask(route, client);
      const closed = status === 403 && error?.code === "E_TOKEN_NOT_ALLOWED";
      if (closed === takes("token")(route) || status >= 500) wrong.push(`${route.name}: ${status} ${error?.code}`);
    }
    expect(wrong).toEqual([]);
  });
});

test("[T4] x-tokens of the document: what asks for no token is answered without one", async () => {
  const wrong: string[] = [];
  for (const route of routes.filter(({ contract }) => contract.access.public)) {
    const reply = await ask(route, nobody);
    if (isRefused(reply)) wrong.push(`${route.name}: ${reply.status} ${reply.error?.code}`);
  }
  expect(wrong).toEqual([]);
});
