/** The document's schemas: the contracts' shapes as JSON Schema that client generators support. */

import * as z from "zod";
import { SHOWN_AS } from "./fields.ts";

export type Json = Record<string, unknown>;

const COMPONENTS = "#/components/schemas/";
const ULID = z.toJSONSchema(z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)).pattern;
const ULID_EXAMPLE = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";

const SHARED: Record<string, Json> = {
  Id: { type: "string", description: "a ULID", pattern: ULID, examples: [ULID_EXAMPLE] },
  IdOrNull: { type: ["string", "null"], description: "a ULID, or null", pattern: ULID },
  Money: { type: "integer", format: "int64", description: "satang", minimum: 0 },
  SignedMoney: { type: "integer", format: "int64", description: "satang" },
};
const MONEY: Record<string, Json | undefined> = {
  [`${COMPONENTS}Money`]: SHARED.Money,
  [`${COMPONENTS}SignedMoney`]: SHARED.SignedMoney,
};

/** A reference to a schema in the document. */
export function ref(name: string): Json {
  return { $ref: COMPONENTS + name };
}

export interface Schemas {
  /** A schema in the document's form. Throws if two shapes share an id, and for a variant without an id. */
  shapeOf(schema: z.ZodType): Json;
  components: Record<string, Json>;
}

/** Shares schemas: each shape with an id is one component under that id. */
export function openSchemas(): Schemas {
  const components: Record<string, Json> = { ...SHARED };
  const add = (name: string, shape: Json) => {
    const known = components[name];
    if (known && JSON.stringify(known) !== JSON.stringify(shape))
      throw new Error(`Two shapes have the id ${name}. Give one of them another id.`);
    components[name] = shape;
  };
  const shapeOf = (schema: z.ZodType): Json => {
    const shown: z.ZodType[] = [];
    const made = z.toJSONSchema(schema, {
      io: "input",
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => {
        const other = SHOWN_AS.get(zodSchema);
        if (other) shown.push(other);
        if (other) Object.assign(jsonSchema, ref(idOf(other) ?? ""));
        const { discriminator } = zodSchema._zod.def as { discriminator?: string };
        if (discriminator) Object.assign(jsonSchema, { discriminator: { propertyName: discriminator } });
      },
    });
    for (const other of shown) shapeOf(other);
    const text = JSON.stringify(made).replaceAll("#/$defs/", COMPONENTS);
    const { $schema, $defs = {}, ...json } = JSON.parse(text) as Json & { $defs?: Record<string, Json> };
    for (const [name, inner] of Object.entries($defs)) add(name, plain(withoutId(inner), $defs));
    const id = idOf(schema);
    if (!id) return plain(json, $defs);
    // A schema with an id is a bare reference to one of the inner schemas, which were added above.
    if (!json.$ref) add(id, plain(withoutId(json), $defs));
    return ref(id);
  };
  return { shapeOf, components };
}

function idOf(schema: z.ZodType): string | undefined {
  return (schema.meta() as { id?: string } | undefined)?.id;
}

function withoutId({ id, ...schema }: Json): Json {
  return schema;
}

/** Whether a schema is a plain amount without further bounds or text. */
function isMoney({ type, format, description, minimum, maximum, ...rest }: Json): boolean {
  const whole = type === "integer" && format === "int64" && description === "satang" && maximum === MOST;
  return whole && (minimum === 0 || minimum === -MOST) && Object.keys(rest).length === 0;
}

const MOST = Number.MAX_SAFE_INTEGER;

/** A schema in the subset that generators support; see each rule below. */
function plain(schema: Json, defs: Record<string, Json>, name = ""): Json {
  const { anyOf, oneOf, items, properties, additionalProperties, propertyNames, ...rest } = schema;
  const options = anyOf ?? oneOf;
  if (Array.isArray(options))
    return choiceOf(
      options.map((option) => plain(option, defs, name)),
      anyOf ? "anyOf" : "oneOf",
      rest,
      defs,
    );
  const inner: Json = {
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as Record<string, Json>).map(([field, of]) => [field, plain(of, defs, field)]),
      ),
    }),
    ...(items !== undefined && { items: plain(items as Json, defs) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === "object" ? plain(additionalProperties as Json, defs) : additionalProperties,
    }),
  };
  // The default of JSON Schema, that field names are text, is left out.
  if (propertyNames && JSON.stringify(propertyNames) !== '{"type":"string"}') inner.propertyNames = propertyNames;
  return bare({ ...rest, ...inner }, name);
}

/** A simple schema: no constant, no pattern beside a format, ids as references, int64 where int32 would be too small. */
function bare(schema: Json, name: string): Json {
  const { const: constant, pattern, format, minimum, maximum, ...rest } = schema;
  if (pattern === ULID && !format) {
    const { type, examples, ...others } = rest;
    return { ...ref("Id"), ...others };
  }
  // Many tools do not support a list of types.
  if (Array.isArray(rest.type) && !rest.type.includes("null")) {
    const { type: types, ...others } = rest;
    return { ...others, anyOf: (types as string[]).map((type) => ({ type })) };
  }
  if (typeof constant === "boolean") return { type: "boolean", description: `always ${constant}`, ...rest };
  if (constant !== undefined) return { ...rest, enum: [constant] };
  if (isMoney(schema)) return ref(minimum === 0 ? "Money" : "SignedMoney");
  const wide = rest.type === "integer" && /_ms$|bytes$|^value$/.test(name);
  return {
    ...rest,
    ...((format ?? wide) && { format: format ?? "int64" }),
    // Many tools do not support Unicode classes in patterns.
    ...(pattern !== undefined && !format && !String(pattern).includes("\\p{") && { pattern }),
    ...(minimum !== undefined && minimum !== -MOST && { minimum }),
    ...(maximum !== undefined && maximum !== MOST && { maximum }),
  };
}

/** A union: null becomes a type beside the only other one; variants get a discriminator. */
function choiceOf(options: Json[], key: "anyOf" | "oneOf", described: Json, defs: Record<string, Json>): Json {
  const flat = options.flatMap((option) =>
    Array.isArray(option[key]) && !option.discriminator ? (option[key] as Json[]) : [option],
  );
  const nested = Object.assign(
    {},
    ...options.filter((option) => option[key] && !option.discriminator).map(({ description }) => ({ description })),
  );
  const others = flat.filter(({ type }) => type !== "null");
  const has_null = others.length < flat.length;
  const [only] = others;
  if (has_null && only && others.length === 1) {
    if (only.$ref === ref("Id").$ref) return { ...only, ...described, ...ref("IdOrNull") };
    const money = MONEY[only.$ref as string];
    if (money) return { ...money, ...described, type: ["integer", "null"] };
    if (only.type !== undefined) {
      const listed = Array.isArray(only.enum) ? { enum: [...only.enum, null] } : {};
      return { ...only, ...described, ...listed, type: [only.type, "null"].flat() };
    }
  }
  const { discriminator } = described as { discriminator?: { propertyName: string } };
  return {
    ...nested,
    ...described,
    ...(discriminator && {
      discriminator: { ...discriminator, mapping: mappingOf(others, discriminator.propertyName, defs) },
    }),
    // A value cannot match null and another option, so it is oneOf.
    [has_null ? "oneOf" : key]: has_null ? [...others, { type: "null" }] : others,
  };
}

/** The variant for each value of the discriminator. */
function mappingOf(options: Json[], field: string, defs: Record<string, Json>): Record<string, unknown> {
  const entries = options.flatMap(({ $ref }) => {
    const shape = defs[String($ref).replace(COMPONENTS, "")] as { properties?: Record<string, Json> } | undefined;
    if (!shape) throw new Error(`A variant that \`${field}\` selects has no id. Give it one.`);
    const { const: constant, enum: values = [constant] } = shape.properties?.[field] ?? {};
    return (values as string[]).map((value) => [value, $ref]);
  });
  return Object.fromEntries(entries);
}

/** Marks enums and variants of responses that may grow, so that clients do not assume that they are complete. */
export function markGrowing(node: unknown, components: Record<string, Json>, seen = new Set<unknown>()): void {
  if (typeof node !== "object" || node === null || seen.has(node)) return;
  seen.add(node);
  const { $ref, enum: values, type, discriminator } = node as Json;
  if (typeof $ref === "string") markGrowing(components[$ref.replace(COMPONENTS, "")], components, seen);
  const several = Array.isArray(values) && values.filter((value) => value !== null).length > 1;
  if ((several && [type].flat().includes("string")) || discriminator) (node as Json)["x-may-grow"] = true;
  for (const [key, inner] of Object.entries(node)) if (key !== "discriminator") markGrowing(inner, components, seen);
}

/** The fewest fields of a component that another extends. */
const LEAST_FIELDS = 4;

/** Makes components that have all fields of another extend it, so shared fields are written once. */
export function withParents(components: Record<string, Json>): Record<string, Json> {
  const objects = Object.entries(components).flatMap(([name, shape]) =>
    shape.type === "object" && shape.properties
      ? [
          {
            name,
            strict: shape.additionalProperties === false,
            fields: fieldsOf(shape),
            required: (shape.required ?? []) as string[],
          },
        ]
      : [],
  );
  const parentOf = ({ name, fields, required }: (typeof objects)[number]) =>
    objects
      .filter(
        (other) =>
          other.name !== name && !other.strict && other.fields.size >= LEAST_FIELDS && other.fields.size < fields.size,
      )
      .filter((other) => [...other.fields].every(([field, shape]) => fields.get(field) === shape))
      .filter((other) => other.required.length === required.filter((field) => other.fields.has(field)).length)
      .sort((one, other) => other.fields.size - one.fields.size)[0];
  const children = objects.flatMap((object) => {
    const parent = parentOf(object);
    if (!parent) return [];
    const { properties, required, type, additionalProperties, ...described } = components[object.name] as Json & {
      properties: Json;
    };
    const own = Object.fromEntries(Object.entries(properties).filter(([field]) => !parent.fields.has(field)));
    const needed = object.required.filter((field) => !parent.fields.has(field));
    const added = { type, ...(needed.length > 0 && { required: needed }), properties: own };
    const closed = object.strict ? { unevaluatedProperties: false } : {};
    return [[object.name, { ...described, allOf: [ref(parent.name), added], ...closed }] as const];
  });
  return { ...components, ...Object.fromEntries(children) };
}

function fieldsOf({ properties }: Json): Map<string, string> {
  return new Map(Object.entries(properties as Json).map(([field, shape]) => [field, JSON.stringify(shape)]));
}
