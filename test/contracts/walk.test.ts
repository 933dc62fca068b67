/** The walk over all routes: each route meets the same refusals and repeats, so no new route can miss a rule. */

import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, describe, expect, type MockInstance, test, vi } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRefusals,
  newPark,
  type Reply,
  rowCounts,
  rowsAdded,
  type TestPark,
  writeRepeats,
} from "../support/park.ts";
import { type ExampleRequest, examples, managerOf, nobody, without } from "./examples.ts";
import {
  callersOf,
  guarded,
  namedFields,
  nameOf,
  permissionOf,
  type Route,
  routes,
  sameness,
  send,
  tenantOf,
  valueAt,
  withValueAt,
} from "./walk.ts";

const CUT_SHORT = { raw: '{"items": [' };

const withBody = routes.filter(({ contract }) => contract.body);
const ownBody = withBody.filter(({ contract }) => !contract.foreign_body);
const withQuery = routes.filter(({ contract }) => Object.keys(contract.query.shape).length > 0);
/** Who begins a sign-up gets its id, and needs no more to prove its address. */
const BY_ID_ALONE = ["POST /onboarding/:onboarding_id/resend", "POST /onboarding/:onboarding_id/confirm"];
/** Routes with parameters, without the provider's, whose work is on other tenants. */
const withParams = routes.filter(
  ({ name, contract, example }) => contract.params && example.as !== "provider" && !BY_ID_ALONE.includes(name),
);
const permitted = guarded.filter(({ contract }) => permissionOf(contract) !== "authenticated");
const keyed = routes.filter(({ contract }) => contract.idempotency !== "natural");
const required = routes.filter(({ contract }) => contract.idempotency === "required");

let park: TestPark;
let manager: Client;
let callerOf: Awaited<ReturnType<typeof callersOf>>;
/** Each route's successful request; tests of refusals send only changed copies. */
const requests = new Map<string, ExampleRequest>();
const requestOf = (route: Route) => requests.get(route.name) ?? {};

beforeAll(async () => {
  park = await newPark();
  manager = await managerOf(park);
  callerOf = await callersOf(manager);
  for (const { name, example } of routes) requests.set(name, await example.make(park, manager));
});

test("[I1] every route has an example and every example a route", () => {
  expect(Object.keys(examples).toSorted()).toEqual(routes.map(({ contract }) => nameOf(contract)).toSorted());
});

describe("the caller", () => {
  test.each(guarded)("[T4] $name without a token is 401, even with a body that cannot be read", async (route) => {
    for (const options of route.contract.body ? [{}, CUT_SHORT] : [{}]) {
      const reply = await send(route, nobody, requestOf(route), options);
      expect([reply.status, reply.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
      expect(reply.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  test("[T4] a refresh token is not accepted as an access token on any route", async () => {
    const { email, pin } = park.employees.manager ?? {};
    const login = await call("POST", "/employees/login", { email, pin });
    const client = clientOf(login.data.refresh_token);
    for (const route of guarded) {
      const reply = await send(route, client, requestOf(route));
      expect([route.name, reply.status, reply.error?.code]).toEqual([route.name, 401, "E_UNAUTHENTICATED"]);
    }
  });

  test("[T7] a caller without the route's permission is 403 E_PERMISSION and nothing is written", async () => {
    const before = await rowCounts(park.tenant_id);
    const callers = new Map([
      ["redeem", await without("redeem", park)],
      ["other", await without("other", park)],
    ]);
    const logins = await rowCounts(park.tenant_id);
    for (const route of permitted) {
      const permission = permissionOf(route.contract);
      const caller = callers.get(permission) ?? callers.get("other") ?? nobody;
      const reply = await send(route, caller, requestOf(route));
      expect([route.name, reply.status, reply.error?.code]).toEqual([route.name, 403, "E_PERMISSION"]);
      expect(reply.error?.details).toEqual({ permission });
    }
    expect(rowsAdded(logins, await rowCounts(park.tenant_id))).toEqual({});
    expect(rowsAdded(before, logins)).toEqual({ audits: 3, device_sessions: 1 });
  });

  test("[T3] a suspended device is 403 on every route, whatever token it holds and whatever it sends, and each refusal is audited", async () => {
    const other = await newPark();
    const owner = await other.person("owner");
    const tokens = [await other.device("pos"), await other.person("manager", "pos")];
    await owner.post(`/devices/${other.devices.pos?.device_id}/suspend`);
    for (const client of tokens)
      for (const route of guarded) {
        const reply = await send(route, client, requestOf(route), route.contract.body ? CUT_SHORT : {});
        expect([route.name, reply.status, reply.error?.code]).toEqual([route.name, 403, "E_DEVICE_SUSPENDED"]);
      }
    await writeRepeats(env.DEVICE.getByName(`${other.tenant_id}:${other.devices.pos?.device_id}`));
    const refusals = await countRefusals(other.tenant_id, "device.refused");
    expect(refusals).toEqual({ E_DEVICE_SUSPENDED: tokens.length * guarded.length });
  });

  test("[T3] a suspended employee is 403 on every route, on a device and in the console, and each refusal is audited", async () => {
    const other = await newPark();
    const owner = await other.person("owner");
    const person = await addPerson(other, { [other.store_id]: ["manager"] });
    const { email, pin } = person;
    const device = await other.device("pos");
    const logins = [nobody, device].map((on) => on.post("/employees/login", { email, pin }));
    const clients = (await Promise.all(logins)).map(({ data }) => clientOf(data.access_token));
    await owner.post(`/employees/${person.employee_id}/suspend`);
    for (const client of clients)
      for (const route of guarded) {
        const reply = await send(route, client, requestOf(route), route.contract.body ? CUT_SHORT : {});
        expect([route.name, reply.status, reply.error?.code]).toEqual([route.name, 403, "E_EMPLOYEE_SUSPENDED"]);
      }
    await writeRepeats(env.EMPLOYEE.getByName(`${other.tenant_id}:${person.employee_id}`));
    const refusals = await auditRows(other.tenant_id, "event = 'employee.refused'");
    const counted = await countRefusals(other.tenant_id, "employee.refused");
    expect(counted).toEqual({ E_EMPLOYEE_SUSPENDED: clients.length * guarded.length });
    expect(new Set(refusals.map(({ subject_id }) => subject_id))).toEqual(new Set([person.employee_id]));
  });
});

afterEach(() => void vi.useRealTimers());

describe("another tenant's data", () => {
  let foreigner: Client;
  let neighbour: TestPark;
  const foreignRequests = new Map<string, ExampleRequest>();
  let log: MockInstance;
  const rowsRead = ({ request_id }: Reply) =>
    log.mock.calls.map(([line]) => JSON.parse(line)).find((line) => line.request_id === request_id).rows_read;

  beforeAll(async () => {
    log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    neighbour = await newPark();
    foreigner = await managerOf(neighbour);
    for (const { name, example } of routes) foreignRequests.set(name, await example.make(neighbour, foreigner));
  });

  afterAll(() => log.mockRestore());

  /** The ids of a request. Numbers that count within a tenant, such as versions, are no ids of another tenant. */
  const idsOf = ({ contract }: Route) =>
    Object.keys(contract.params?.shape ?? {}).filter((param) => param.endsWith("_id"));
  const cases = [
    ...withParams.flatMap((route) =>
      idsOf(route).map((param) => ({
        route,
        name: route.name,
        path: `params.${param}`,
        answer: "404 E_NOT_FOUND",
      })),
    ),
    ...routes.flatMap((route) =>
      Object.entries(route.example.foreign ?? {}).map(([path, answer]) => ({ route, name: route.name, path, answer })),
    ),
  ];

  test.each(cases)(
    "[T2] $name: $path of another tenant is $answer, the same body, at the same cost, as an absent one",
    async (item) => {
      const { route, path, answer } = item;
      const { caller, ...request } = requestOf(route);
      const foreign_id = String(valueAt(foreignRequests.get(route.name), path));
      const absent_id = foreign_id.replace(/^[0-9A-Z]{26}/, newId(Date.now()));
      const before = [await rowCounts(park.tenant_id), await rowCounts(neighbour.tenant_id)];
      const options = { headers: { "idempotency-key": newId(Date.now()) } };
      const foreign = await send(route, manager, withValueAt(request, path, foreign_id), options);
      const absent = await send(route, manager, withValueAt(request, path, absent_id), options);
      expect(`${foreign.status} ${foreign.error?.code}`).toBe(answer);
      // The cost reveals nothing either: the database reads as many rows in both cases.
      expect(rowsRead(foreign)).toBe(rowsRead(absent));
      expect(sameness(foreign, foreign_id)).toBe(sameness(absent, absent_id));
      const after = [await rowCounts(park.tenant_id), await rowCounts(neighbour.tenant_id)];
      expect(after).toEqual(before);
    },
  );
});

describe("a request", () => {
  test.each(withBody)("[I3] $name with JSON that is cut short is 400 E_MALFORMED", async (route) => {
    const reply = await send(route, callerOf(route), requestOf(route), CUT_SHORT);
    expect([reply.status, reply.error?.code]).toEqual([400, "E_MALFORMED"]);
  });

  test.each(ownBody)("[I4] $name refuses unknown fields and names each", async (route) => {
    const { body, ...rest } = requestOf(route);
    const crafted = { tenant_id: park.tenant_id, status: "active", price: 1 };
    const strange = Object.fromEntries(Object.entries(crafted).filter(([key]) => !(key in (body ?? {}))));
    const reply = await send(route, callerOf(route), { ...rest, body: { ...body, ...strange } });
    expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
    expect(namedFields(reply)).toEqual(Object.keys(strange));
  });

  test.each(ownBody.filter((route) => route.name !== "POST /tickets/redeem"))(
    "[I3] $name names each field of a wrong type",
    async (route) => {
      const { body = {}, ...rest } = requestOf(route);
      for (const [field, value] of Object.entries(body)) {
        const wrong = typeof value === "string" ? 7.5 : Array.isArray(value) ? { 0: value[0] } : "seven";
        const reply = await send(route, callerOf(route), { ...rest, body: { ...body, [field]: wrong } });
        expect([field, reply.status, reply.error?.code]).toEqual([field, 422, "E_VALIDATION"]);
        expect(namedFields(reply)).toEqual([field]);
      }
    },
  );

  test("[I3] an empty body is refused exactly where the document says that one is required", async () => {
    const { paths } = JSON.parse((await call("GET", "//openapi.json")).text);
    const required = withBody.filter(({ contract: { root, path, method } }) => {
      const written = (root ? "" : "/v1") + path.replaceAll(/:(\w+)/g, "{$1}");
      return paths[written][method].requestBody.required;
    });
    expect(required.length).toBeGreaterThan(50);
    expect(required.length).toBeLessThan(withBody.length);
    for (const route of required) {
      const headers = { "idempotency-key": newId(Date.now()) };
      const reply = await send(route, callerOf(route), requestOf(route), { raw: "", headers });
      expect([route.name, reply.status, reply.error?.code]).toEqual([route.name, 422, "E_VALIDATION"]);
    }
  });

  test.each(ownBody)("[I3] $name accepts only an object", async (route) => {
    for (const raw of ["[]", "null", "7", '"text"', "true"]) {
      const reply = await send(route, callerOf(route), requestOf(route), { raw });
      expect([raw, reply.status, reply.error?.code]).toEqual([raw, 422, "E_VALIDATION"]);
      expect(namedFields(reply)).toEqual([""]);
    }
  });

  test.each(routes)("[I4] $name refuses an unknown or repeated parameter", async (route) => {
    const { query = {}, ...rest } = requestOf(route);
    const once = Object.entries(query);
    for (const extra of [["unexpected", "1"], ["__proto__", "1"], ...once.slice(0, 1)]) {
      const sent = new URLSearchParams([...once, extra as [string, string]]).toString();
      const reply = await send(route, callerOf(route), { ...rest, query: sent });
      expect([extra, reply.status, reply.error?.code]).toEqual([extra, 422, "E_VALIDATION"]);
      expect(namedFields(reply)).toEqual([extra[0]]);
    }
  });

  test.each(withQuery)("[I3] $name names each parameter that is unknown or unusable", async (route) => {
    const { query = {}, ...rest } = requestOf(route);
    for (const field of [...Object.keys(query), "unexpected"]) {
      const reply = await send(route, callerOf(route), { ...rest, query: { ...query, [field]: "?!" } });
      expect([field, reply.status, reply.error?.code]).toEqual([field, 422, "E_VALIDATION"]);
      expect(namedFields(reply)).toEqual([field]);
    }
  });
});

describe("what succeeds", () => {
  test.each(routes.filter(({ contract }) => contract.idempotency === "natural"))(
    "[I2] $name answers as its contract says, in the envelope",
    async (route) => {
      const request = requestOf(route);
      const reply = await send(route, request.caller ?? callerOf(route), request);
      expectAsDeclared(route, reply);
    },
  );

  test.each(required)("[I6] $name without a key is 422 E_IDEMPOTENCY_MISSING and writes nothing", async (route) => {
    const before = await rowCounts(park.tenant_id);
    const reply = await send(route, callerOf(route), requestOf(route));
    expect([reply.status, reply.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISSING"]);
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });

  describe("and is repeated", () => {
    let own: TestPark;
    let person: Client;
    let senderOf: typeof callerOf;
    beforeAll(async () => {
      own = await newPark();
      person = await managerOf(own);
      senderOf = await callersOf(person);
    });

    test.each(keyed)(
      "[I6] $name sent five times at once with one key, and again, gives one reply and has one effect",
      async (route) => {
        const request = await route.example.make(own, person);
        const caller = request.caller ?? senderOf(route);
        const tenant_id = tenantOf(caller) ?? own.tenant_id;
        const before = await rowCounts(tenant_id);
        const options = { headers: { "idempotency-key": `key-${keyed.indexOf(route)}` } };
        const replies = await Promise.all(Array.from({ length: 5 }, () => send(route, caller, request, options)));
        for (const reply of replies) expectAsDeclared(route, reply);
        expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
        const after = await rowCounts(tenant_id);
        expect(rowsAdded(before, after)).toMatchObject({ audits: route.example.audits ?? 1, replies: 1 });

        const again = await send(route, caller, request, options);
        expect([again.status, again.text]).toEqual([replies[0]?.status, replies[0]?.text]);
        expect(again.headers.get("idempotent-replayed")).toBe("true");

        const other = { ...request, body: { ...request.body, ...(route.example.other ?? { sent: "again" }) } };
        const mismatch = await send(route, caller, other, options);
        expect([mismatch.status, mismatch.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISMATCH"]);
        expect(await rowCounts(tenant_id)).toEqual(after);
      },
    );
  });
});

function expectAsDeclared({ contract }: Route, reply: Awaited<ReturnType<typeof send>>): void {
  if (contract.upgrade) {
    // Plain HTTP is refused by a socket; test/durable-objects opens sockets.
    expect([reply.status, reply.error?.code]).toEqual([426, "E_UPGRADE_REQUIRED"]);
    expect(reply.headers.get("upgrade")).toBe("websocket");
    return;
  }
  if (!reply.text.startsWith("{")) {
    expect(reply.status).toBe(contract.status);
    expect(contract.files).toContain(reply.headers.get("content-type"));
    return;
  }
  expect([reply.status, reply.error]).toEqual([contract.status, null]);
  const body = JSON.parse(reply.text);
  const fields = ["ok", "data", "error", ...(contract.list ? ["page"] : []), "request_id", "server_time"];
  expect(Object.keys(body)).toEqual(fields);
  expect(body.ok).toBe(true);
  for (const item of contract.list ? body.data : [body.data]) {
    const parsed = contract.reply.safeParse(item);
    expect(parsed.error?.issues ?? []).toEqual([]);
  }
}
