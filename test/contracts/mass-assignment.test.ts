/** Mass assignment: extra fields of twenty kinds change nothing, on every route with a body. */

import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { newId } from "../../src/platform/http/context.ts";
import { newPark, rowCounts, type TestPark } from "../support/park.ts";
import { type ExampleRequest, managerOf } from "./examples.ts";
import { callersOf, namedFields, routes, send } from "./walk.ts";

const ULID = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";

const MADE_UP: readonly (readonly [field: string, value: unknown])[] = [
  ["tenant_id", ULID],
  ["id", ULID],
  ["status", "completed"],
  ["role", "owner"],
  ["roles", ["owner"]],
  ["permissions", ["provider"]],
  ["is_admin", true],
  ["price", 1],
  ["unit_price", 0],
  ["total", 0],
  ["grand_total", 1],
  ["refunded_total", -1],
  ["approved_by", ULID],
  ["approver_id_override", ULID],
  ["created_at", "2020-01-01T00:00:00.000Z"],
  ["version", 99],
  ["epoch", 1],
  ["pin_hash", "pbkdf2-sha256:1:AA:AA"],
  ["constructor", { prototype: { ok: true } }],
  ["expires_at", "2999-01-01T00:00:00.000Z"],
];

const mutations = routes.filter(({ contract }) => contract.body && !contract.foreign_body);

let park: TestPark;
let callerOf: Awaited<ReturnType<typeof callersOf>>;
const requests = new Map<string, ExampleRequest>();

beforeAll(async () => {
  park = await newPark();
  const manager = await managerOf(park);
  callerOf = await callersOf(manager);
  for (const { name, example } of mutations) requests.set(name, await example.make(park, manager));
});

test("there are twenty kinds", () => {
  expect(new Set(MADE_UP.map(([field]) => field)).size).toBe(20);
});

test.each(mutations)("[I4] $name refuses each, by its name, and writes nothing", async (route) => {
  const request = requests.get(route.name) ?? {};
  const known = Object.keys(route.contract.body instanceof z.ZodObject ? route.contract.body.shape : {});
  const caller = callerOf(route);
  const before = await rowCounts(park.tenant_id);
  for (const [field, value] of MADE_UP.filter(([field]) => !known.includes(field))) {
    const options = { headers: { "idempotency-key": newId(Date.now()) } };
    const reply = await send(route, caller, { ...request, body: { ...request.body, [field]: value } }, options);
    expect([field, reply.status, reply.error?.code]).toEqual([field, 422, "E_VALIDATION"]);
    expect(namedFields(reply)[0]?.split(".")[0]).toBe(field);
  }
  expect(await rowCounts(park.tenant_id)).toEqual(before);
});
