/** Values for a schema, and hostile values: long, deep, empty, of another type, at every edge. */

import type { Random } from "../simulator/random.ts";

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  examples?: unknown[];
}

/** Values that exist, by field name: ids of the park, codes and cursors from replies. */
export type Pool = Map<string, unknown[]>;

const KEPT_OF_EACH = 40;

/** Collects every id, code and cursor of a reply, so that later requests use existing ones. */
export function learn(pool: Pool, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "string" && /(_id|_token|_code|cursor|version|status|method|role|site_key)$/.test(name)) {
      const known = pool.get(name) ?? [];
      if (!known.includes(inner)) pool.set(name, [...known, inner].slice(-KEPT_OF_EACH));
    } else learn(pool, inner);
  }
}

const ULID = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";

const TEXTS: readonly ((random: Random) => string)[] = [
  () => "",
  () => " ",
  () => "\u0000",
  () => "\ud800",
  () => "a\udc00b",
  () => "null",
  () => "'; DROP TABLE sales; --",
  () => "%' OR 1=1",
  () => "=1+1|' /C calc'!A0",
  () => "\n＝1+1",
  () => "../../../../etc/passwd",
  () => "<script>alert(1)</script>",
  () => "ที่นี่".repeat(50),
  () => "\u202e\u200b\ufeff",
  () => "1 ".repeat(250),
  () => "4111 1111 1111 1111 ".repeat(12),
  () => "1-".repeat(2_000),
  () => "a".repeat(501),
  () => "🎟".repeat(5_000),
  () => "0".repeat(100_000),
  () => "]Q1\\000026PP1".repeat(700),
  () => ULID,
  () => ULID.toLowerCase(),
  () => "9999-12-31T23:59:59.999Z",
  () => "0000-01-01T00:00:00Z",
  () => "+275760-09-13T00:00:00.001Z",
  () => "1970-01-01T00:00:00+14:00",
  () => "2026-02-30T25:61:61Z",
  (random) => String(random.integer(-5, 5)),
];

const NUMBERS = [
  0,
  -1,
  1,
  0.5,
  -0,
  201,
  1_001,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  5e-324,
  600_000,
  1_000_000_001,
];

const SHAPES: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => [],
  () => ({}),
  () => ({ text: "SELECT 1", params: [] }),
  () => ({ text: "1; DELETE FROM sales", params: ["x"] }),
  () => Array(2_000).fill(0),
  () => nested(19),
  () => nested(200),
  () => Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field_${n}`, n])),
  () => ["a".repeat(20_000), { b: "c".repeat(20_000) }],
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = at % 2 ? [value] : { a: value };
  return value;
}

/** A hostile value for any field. */
export function hostile(random: Random): unknown {
  const kind = random.integer(0, 9);
  if (kind < 5) return hostileText(random);
  if (kind < 8) return random.pick(NUMBERS);
  return random.pick(SHAPES)?.();
}

export function hostileText(random: Random): string {
  return random.pick(TEXTS)?.(random) ?? "";
}

/** Resolves a referenced schema of the document. */
export type Resolve = (schema: JsonSchema) => JsonSchema;

/** A value of a schema; each part is hostile with probability `spite`. */
export function fieldValue(
  schema: JsonSchema,
  { random, pool, resolve, spite }: { random: Random; pool: Pool; resolve: Resolve; spite: number },
  name = "",
  depth = 0,
): unknown {
  const tools = { random, pool, resolve, spite };
  const whole = resolve(schema);
  if (depth > 0 && random.chance(spite)) return hostile(random);
  if (whole.const !== undefined) return whole.const;
  if (whole.enum) return random.pick(whole.enum);
  const options = whole.anyOf ?? whole.oneOf;
  if (options) return fieldValue(random.pick(options) ?? {}, tools, name, depth);
  const type = Array.isArray(whole.type) ? random.pick(whole.type) : whole.type;
  const known = pool.get(name);
  switch (type) {
    case "object": {
      const fields = Object.entries(whole.properties ?? {}).filter(
        ([field]) => whole.required?.includes(field) || random.chance(0.4),
      );
      const value = Object.fromEntries(
        fields.map(([field, inner]) => [field, fieldValue(inner, tools, field, depth + 1)]),
      );
      if (random.chance(spite / 2))
        value[random.pick(["tenant_id", "status", "price", "__proto__", "x"]) ?? "x"] = hostile(random);
      return value;
    }
    case "array":
      return Array.from({ length: random.integer(0, 3) }, () =>
        fieldValue(whole.items ?? {}, tools, name.replace(/s$/, ""), depth + 1),
      );
    case "integer":
    case "number":
      return random.chance(0.8)
        ? random.integer(Math.max(whole.minimum ?? 0, 0), Math.min(whole.maximum ?? 100_000, 100_000))
        : random.pick(NUMBERS);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      if (known && random.chance(0.8)) return random.pick(known);
      if (whole.format === "date-time") return new Date(1_790_000_000_000 + random.integer(-1e9, 1e9)).toISOString();
      if (whole.pattern?.includes("0-9A-HJKMNP-TV-Z")) return random.pick(pool.get("any_id") ?? [ULID]);
      return random.pick(whole.examples ?? ["spoon", "cash", "2026-11-30", "a@b.test", "1234", "TH"]);
  }
}
