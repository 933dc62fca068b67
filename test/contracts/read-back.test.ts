/** Reading back: each field of each body is sent at its extremes, and every route that shows it can return it. */

import { expect, test } from "vitest";
import { type Document, resolverOf } from "../../fuzz/requests.ts";
import type { JsonSchema, Resolve } from "../../fuzz/values.ts";
import { newId } from "../../src/platform/http/context.ts";
import { type Client, call, newPark } from "../support/park.ts";
import { type ExampleRequest, managerOf } from "./examples.ts";
import { callersOf, type Route, routes, send, withValueAt } from "./walk.ts";

const MOMENTS = ["1926-01-01T00:00:00.000Z", "2126-12-31T23:59:59.999Z", "2126-12-31T23:59:59.999+14:00"];
const DAYS = ["1926-01-01", "2126-12-31"];

/** The extreme values that a schema accepts, of each of its types. */
function extremesOf(sent: JsonSchema, resolve: Resolve): unknown[] {
  const schema = resolve(sent);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.flatMap((option) => extremesOf(option, resolve));
  if (schema.enum) return schema.enum;
  if (Array.isArray(schema.type)) return schema.type.flatMap((type) => extremesOf({ ...schema, type }, resolve));
  const { type, minimum = 0, maximum = 1_000_000_000, maxLength } = schema as JsonSchema & { maxLength?: number };
  if (type === "boolean") return [true, false];
  if (type === "null") return [null];
  if (type === "integer") return [minimum, maximum];
  if (type === "number") return [minimum, maximum, minimum + 0.5, maximum - 0.125];
  if (type === "array") return [[]];
  if (type !== "string") return [];
  if (schema.format === "date-time") return MOMENTS;
  if (schema.format === "date") return DAYS;
  return schema.pattern || schema.format || !maxLength ? [] : ["ก", "ก".repeat(maxLength)];
}

/** Every field of a body with its schema, also in the objects of the example. */
function fieldsOf(sent: JsonSchema, value: unknown, resolve: Resolve, path: string[] = []): [string, JsonSchema][] {
  const schema = resolve(sent);
  if (Array.isArray(value)) return value[0] ? fieldsOf(schema.items ?? {}, value[0], resolve, [...path, "0"]) : [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = (value as Record<string, unknown> | undefined)?.[name];
    const here = [...path, name];
    const deep = typeof inner === "object" && inner !== null ? fieldsOf(field, inner, resolve, here) : [];
    return [...deep, [here.join("."), field] as [string, JsonSchema]];
  });
}

/** Moves the park's clock by years, so earlier records are then read from there. */
const MOVES_THE_CLOCK = "PUT /sandbox/clock";
const is_act = ({ contract: { access } }: Route) => !access.public && access.step_up;
const reads = routes.filter((route) => route.contract.method === "get" && !route.contract.upgrade && !is_act(route));
const mutations = routes
  .filter(({ contract }) => contract.method !== "get" && contract.body && !contract.foreign_body)
  .sort((a, b) => Number(a.name === MOVES_THE_CLOCK) - Number(b.name === MOVES_THE_CLOCK));

test("[I3] [I5] a field's accepted extremes can be returned by every route that shows the field", async () => {
  const document = JSON.parse((await call("GET", "//openapi.json")).text) as Document;
  const resolve = resolverOf(document);
  /** A park in which every route can read something. */
  const newWorld = async () => {
    const park = await newPark();
    const manager = await managerOf(park);
    const asked = new Map<string, ExampleRequest>();
    for (const route of reads) asked.set(route.name, await route.example.make(park, manager));
    return { asked, callerOf: await callersOf(manager), make: (route: Route) => route.example.make(park, manager) };
  };
  let world = await newWorld();
  const known: Record<string, string> = {};
  const failures: string[] = [];
  let taken = 0;

  const attempt = async (what: string, route: Route, client: Client, request: ExampleRequest, key = "") => {
    const options = key === "" ? {} : { headers: { "idempotency-key": key } };
    const reply = await send(route, client, request, options).catch((error) => {
      failures.push(`${what}: ${error.message}`);
      return null;
    });
    if (!reply || reply.status >= 300) return null;
    for (const [name, value] of Object.entries((reply.data ?? {}) as object))
      if (typeof value === "string") known[name] = value;
    return reply;
  };
  const readBack = async (what: string, those: readonly Route[]) => {
    for (const route of those) {
      const { params = {}, query = {}, caller } = world.asked.get(route.name) ?? {};
      const latest = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, known[name] ?? value]));
      const whole: Record<string, string> = "limit" in route.contract.query.shape ? { limit: "50" } : {};
      for (const ids of Object.keys(params).length > 0 ? [params, latest] : [params])
        await attempt(what, route, caller ?? world.callerOf(route), { params: ids, query: { ...whole, ...query } });
    }
  };

  for (const route of mutations) {
    const { path, root, method, tag } = route.contract;
    const written = (root ? "" : "/v1") + path.replaceAll(/:(\w+)/g, "{$1}");
    const schema = document.paths[written]?.[method]?.requestBody?.content["application/json"]?.schema ?? {};
    const nextRequest = async () => {
      const made = await (async () => world.make(route))().catch(() => null);
      if (made) return made;
      // An extreme may have closed the park for the next request: its records are read, and a new park is used.
      await readBack(`before ${route.name}`, reads);
      world = await newWorld();
      return world.make(route);
    };
    let request = await nextRequest();
    const fields = fieldsOf(schema, request.body, resolve);
    let told = 0;
    for (const [field, inner] of fields)
      for (const value of extremesOf(inner, resolve)) {
        const client = request.caller ?? world.callerOf(route);
        const what = `${route.name} with ${field} ${JSON.stringify(value)?.slice(0, 40)}`;
        const body = withValueAt(request.body ?? {}, field, value);
        if (!(await attempt(what, route, client, { ...request, body }, newId(Date.now())))) continue;
        told += 1;
        request = await nextRequest();
      }
    taken += told;
    if (told > 0)
      await readBack(
        `after ${route.name}`,
        reads.filter(({ contract }) => contract.tag === tag),
      );
  }
  await readBack("in the end", reads);
  expect(failures).toEqual([]);
  expect(taken).toBeGreaterThan(200);
});
