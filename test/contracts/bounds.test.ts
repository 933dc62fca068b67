/** Bounds of requests: every part is known field by field, or has a limit in bytes (rule T9). */

import { describe, expect, test } from "vitest";
import * as z from "zod";
import { contracts } from "../../src/app.ts";
import { OP_TYPES } from "../../src/modules/operations/sync/domain.ts";
import { OpEnvelope, payloadOf } from "../../src/modules/operations/sync/wire.ts";
import { BOUNDED_JSON, json } from "../../src/platform/http/fields.ts";

type Def = { type: string } & Record<string, unknown>;

/** The direct inner schemas of a schema, by the name of their place. */
function partsOf(schema: z.ZodType): [string, z.ZodType][] {
  const def = schema._zod.def as unknown as Def;
  const named = Object.entries(def.shape ?? {}) as [string, z.ZodType][];
  const lists = [def.options, def.items].flatMap((list) => (Array.isArray(list) ? (list as z.ZodType[]) : []));
  const single = ["innerType", "element", "catchall", "in", "out", "left", "right", "keyType", "valueType", "rest"];
  const inner = single.flatMap((name) => (def[name] ? [def[name] as z.ZodType] : []));
  const lazy = def.type === "lazy" ? [(def.getter as () => z.ZodType)()] : [];
  return [...named, ...[...lists, ...inner, ...lazy].map((part): [string, z.ZodType] => ["", part])];
}

/** Places of a schema that accept any value without a limit. */
function unboundedIn(schema: z.ZodType, path: string, seen = new Set<z.ZodType>()): string[] {
  if (seen.has(schema) || BOUNDED_JSON.has(schema as never)) return [];
  seen.add(schema);
  const { type } = schema._zod.def as unknown as Def;
  // A strict object's catchall is `never`; that of a loose one is `unknown`.
  const open = ["unknown", "any", "record", "map", "set", "custom"].includes(type);
  if (open) return [`${path}: ${type}`];
  return partsOf(schema).flatMap(([name, part]) => unboundedIn(part, name ? `${path}.${name}` : path, seen));
}

/** A small body may hold anything, because browsers decide what they report. */
const SMALL_BODY = 16_384;

describe("the content of a request", () => {
  test("[T9] is known field by field, or bounded in bytes, on every route", () => {
    const bodies = contracts.flatMap(({ method, path, body, max_bytes }) =>
      body && max_bytes > SMALL_BODY ? [{ name: `${method} ${path}`, body }] : [],
    );
    expect(bodies.length).toBeGreaterThan(60);
    const open = bodies.flatMap(({ name, body }) => unboundedIn(body, name));
    expect(open).toEqual([]);
    const asked = contracts.flatMap(({ method, path, query, params }) =>
      [query, params].flatMap((schema) => (schema ? unboundedIn(schema, `${method} ${path}`) : [])),
    );
    expect(asked).toEqual([]);
  });

  test("[T9] is known or bounded in each operation that a device hands in", () => {
    const schemas = [OpEnvelope, ...OP_TYPES.map(payloadOf)];
    expect(schemas.flatMap((schema, at) => unboundedIn(schema, OP_TYPES[at - 1] ?? "op"))).toEqual([]);
  });

  test("[T9] is checked in every place of a schema", () => {
    const open = z.strictObject({
      a: z.array(z.record(z.string(), z.number())).optional(),
      b: z.union([z.string(), z.strictObject({ c: z.unknown() })]),
      d: z.looseObject({ e: z.string() }).nullable().default(null),
      f: z.lazy(() => z.any()),
      g: json(10).optional(),
    });
    expect(unboundedIn(open, "x")).toEqual(["x.a: record", "x.b.c: unknown", "x.d: unknown", "x.f: any"]);
  });

  test("[T9] bounded JSON is counted in bytes", () => {
    expect(json(10).safeParse({ a: "กก" }).success).toBe(false);
    expect(json(14).safeParse({ a: "กก" }).success).toBe(true);
  });
});
