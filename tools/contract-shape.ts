/** Compares the shape of two documents: operations, fields, types, statuses, codes and events, without wording. */

import { createHash } from "node:crypto";

type Json = Record<string, unknown>;

export interface Change {
  /** Whether a client of the older document may fail. */
  breaking: boolean;
  /** The place and the change. */
  text: string;
}

const WORDING = new Set(["description", "summary", "example", "examples", "x-errors", "tags", "info", "x-rate-class"]);
/** The keys below these are names of the document's own, which may equal keywords. */
const NAMED = new Set(["properties", "schemas", "responses", "parameters", "headers", "paths", "mapping"]);

/** The document without wording, with sorted keys. */
function shapeOf(node: unknown, names = false): unknown {
  if (Array.isArray(node)) return node.map((item) => shapeOf(item));
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => names || !WORDING.has(key));
  const sorted = kept.sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, shapeOf(value, !names && NAMED.has(key))]));
}

/** A fingerprint of eight letters for a document's shape, which includes the codes of its errors. */
export function fingerprintOf(document: object): string {
  return createHash("sha256")
    .update(JSON.stringify([shapeOf(document), codesOf(document as Json)]))
    .digest("hex")
    .slice(0, 8);
}

/** Whether the newest line of the change log names this shape. An older line tells a change to the same shape from another. */
export function isLogged(change_log: string, mark: string, is_breaking: boolean): boolean {
  const newest = /^- (`[0-9a-f]{8}`.*)$/m.exec(change_log)?.[1] ?? "";
  return newest.startsWith(`\`${mark}\``) && (!is_breaking || newest.includes("**Breaking**"));
}

/** The values that a place accepts or returns. */
interface Kind {
  /** Types, or names where a place is one of several names. */
  types: readonly string[];
  format?: string;
  /** Empty if any value of the types will do. */
  values: readonly string[];
  /** Whether readers expect values that they do not know. */
  may_grow: boolean;
  may_be_absent: boolean;
  /** Each limit as the greatest value of a number that may only be so great; a minimum is negated. */
  limits: Readonly<Record<string, number>>;
  /** Patterns and rules between fields. */
  rules: readonly string[];
  preset?: string;
}

const ANY: Kind = { types: ["any"], values: [], may_grow: false, may_be_absent: false, limits: {}, rules: [] };

const LIMITS: readonly [keyword: string, sign: 1 | -1][] = [
  ["maximum", 1],
  ["maxLength", 1],
  ["maxItems", 1],
  ["minimum", -1],
  ["minLength", -1],
  ["minItems", -1],
];
const RULES = ["pattern", "not", "uniqueItems", "if", "then", "else", "dependentRequired"];

/** Several simple types are read as one list of types, however they are written. */
const SIMPLE: readonly unknown[] = ["string", "number", "integer", "boolean", "null"];
const isSimple = (option: Json) =>
  SIMPLE.includes(option.type) && Object.keys(option).every((key) => key === "type" || WORDING.has(key));
/** A variant that only names fields is a rule between them. */
const isRule = (option: Json) => !option.$ref && (option.required || option.not) && !option.properties && !option.type;

function kindOf(node: Json, may_be_absent: boolean, options: readonly Json[]): Kind {
  const simple = options.length > 0 && options.every(isSimple);
  const told = RULES.filter((keyword) => node[keyword]).map((keyword) => [keyword, node[keyword]]);
  return {
    types: [node.type ?? (simple ? options.map(({ type }) => type) : "any")].flat() as string[],
    format: node.format as string | undefined,
    values: ((node.enum ?? []) as unknown[]).map(String),
    may_grow: node["x-may-grow"] === true,
    may_be_absent,
    limits: Object.fromEntries(
      LIMITS.flatMap(([key, sign]) => (typeof node[key] === "number" ? [[key, sign * (node[key] as number)]] : [])),
    ),
    rules: [...told, ...options.filter(isRule)].map((rule) => JSON.stringify(shapeOf(rule))),
    preset: node.default === undefined ? undefined : JSON.stringify(node.default),
  };
}

/** One of several names, of which readers expect only those that they know, or others too. */
const oneOf = (names: readonly string[], may_grow: boolean): Kind => ({
  ...ANY,
  types: ["name"],
  values: names,
  may_grow,
});

type Places = ReadonlyMap<string, Kind>;

interface Body {
  required?: boolean;
  content?: Record<string, { schema?: Json }>;
}

interface Answer extends Body {
  description?: string;
  headers?: Json;
}

interface Operation extends Json {
  operationId?: string;
  requestBody?: Body;
  parameters?: Json[];
  responses: Record<string, Json>;
  security?: Json[];
  "x-tokens"?: string[];
  "x-permission"?: string;
}

/** What $ref names, or the node itself. */
function resolve(document: Json, node: Json): Json {
  const { $ref } = node;
  if (typeof $ref !== "string") return node;
  const path = $ref.slice(2).split("/");
  return path.reduce<unknown>((inner, key) => (inner as Json)?.[key], document) as Json;
}

function operationsOf(document: Json): [name: string, operation: Operation][] {
  return Object.entries((document.paths ?? {}) as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
  );
}

/** The codes of each refusal, which stand in its description and nowhere else. */
function codesOf(document: Json): [place: string, codes: string[]][] {
  return operationsOf(document).flatMap(([name, { responses }]) =>
    Object.entries(responses).flatMap(([status, answer]): [string, string[]][] => {
      const { description = "" } = (resolve(document, answer) ?? {}) as Answer;
      const codes = String(description).match(/\bE_[A-Z0-9_]+/g) ?? [];
      return codes.length > 0 ? [[`${name} ${status} code`, [...codes].sort()]] : [];
    }),
  );
}

/** The parts of requests (`sent`) or replies and events (`told`) by place. */
function flatten(document: Json, side: "sent" | "told"): Places {
  const places = new Map<string, Kind>();
  const put = (place: string, kind: Kind) => {
    const known = places.get(place);
    // A part of an allOf may say more of a place than the part before.
    if (!known || (known.values.length === 0 && kind.values.length > 0)) places.set(place, kind);
  };
  const visit = (place: string, schema: Json, needed: boolean, above: readonly unknown[] = []): void => {
    if (above.includes(schema.$ref ?? schema)) return;
    const seen = [...above, schema.$ref ?? schema];
    const node: Json = {
      ...resolve(document, schema),
      ...(schema.default !== undefined && { default: schema.default }),
    };
    const { items, properties = {}, required = [], additionalProperties: others } = node as Json;
    const options = ((node as Json).oneOf ?? (node as Json).anyOf ?? []) as Json[];
    const parts = ((node as Json).allOf ?? []) as Json[];
    if (parts.length === 0) put(place, kindOf(node, !needed, options));
    for (const part of parts) visit(place, part, needed, seen);
    const variants = options.every(isSimple) ? [] : options.filter((option) => !isRule(option));
    const names = variants.map(({ $ref }, at) => (typeof $ref === "string" ? ($ref.split("/").at(-1) ?? "") : `${at}`));
    const may_grow = (node as Json)["x-may-grow"] === true;
    if (names.length > 0) put(`${place} variant`, oneOf(names, may_grow));
    for (const [at, option] of variants.entries()) visit(`${place}<${names[at]}>`, option, true, seen);
    if (items) visit(`${place}[]`, items as Json, true, seen);
    if (others && typeof others === "object") visit(`${place}.*`, others as Json, false, seen);
    // A rule for the names of a map narrows what is sent, so it counts as needed.
    if (node.propertyNames) visit(`${place} names`, node.propertyNames as Json, true, seen);
    if (others === true) put(`${place}.*`, { ...ANY, may_be_absent: true });
    for (const [name, field] of Object.entries(properties as Record<string, Json>))
      visit(`${place}.${name}`, field, (required as string[]).includes(name), seen);
  };
  for (const [name, operation] of operationsOf(document)) {
    put(name, oneOf([String(operation.operationId)], false));
    if (side === "sent") {
      put(`${name} caller`, oneOf(callersOf(operation), false));
      if (operation["x-permission"]) put(`${name} permission`, oneOf([operation["x-permission"]], false));
      for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {}))
        visit(bodyPlace(`${name} body`, type), schema ?? {}, operation.requestBody?.required !== false);
      for (const parameter of (operation.parameters ?? []).map((each) => resolve(document, each)))
        visit(`${name} ${parameter.in} ${parameter.name}`, parameter.schema as Json, parameter.required === true);
      continue;
    }
    for (const [status, answer] of Object.entries(operation.responses)) {
      const { content = {}, headers = {} } = resolve(document, answer) as Answer;
      put(`${name} ${status}`, ANY);
      for (const header of Object.keys(headers)) put(`${name} ${status} header ${header}`, ANY);
      for (const [type, { schema = {} }] of Object.entries(content)) {
        const { $ref } = schema;
        // All refusals have one shape.
        if (Number(status) >= 300 && typeof $ref === "string") visit($ref, schema, true);
        put(`${name} ${status} as ${type}`, oneOf([Number(status) >= 300 ? String($ref) : ""], false));
        if (Number(status) < 300) visit(bodyPlace(`${name} answer`, type), schema, true);
      }
    }
  }
  if (side === "told") {
    for (const [place, codes] of codesOf(document)) put(place, oneOf(codes, true));
    for (const [type, { post }] of Object.entries((document.webhooks ?? {}) as Record<string, { post: Operation }>))
      visit(`event ${type}`, post.requestBody?.content?.["application/json"]?.schema ?? {}, true);
  }
  return places;
}

/** The place of a body: JSON needs no type. */
function bodyPlace(place: string, type: string): string {
  return type === "application/json" ? place : `${place} as ${type}`;
}

/** The callers that an operation takes: kinds of tokens, none, and those without a fresh proof. */
function callersOf(operation: Operation): string[] {
  const is_open = operation.security?.some((each) => Object.keys(each).length === 0) ?? false;
  const is_public = is_open || operation.security?.length === 0;
  return [
    ...(operation["x-tokens"] ?? []),
    ...(is_public ? ["nobody"] : []),
    "with step-up",
    ...(operation["x-step-up"] ? [] : ["without step-up"]),
  ];
}

/** Every difference of two documents. It is breaking if requests or readers for the older document may fail with the newer one. */
export function changesBetween(older: Json, newer: Json): Change[] {
  return (["sent", "told"] as const).flatMap((side) => {
    const [was, is] = [flatten(older, side), flatten(newer, side)];
    const gone = [...was].filter(([place]) => !is.has(place));
    const added = [...is].filter(([place]) => !was.has(place));
    const changed = [...is].flatMap(([place, kind]) => {
      const before = was.get(place);
      return before && JSON.stringify(before) !== JSON.stringify(kind) ? [{ place, before, kind }] : [];
    });
    return [
      ...gone.map(([place]) => ({ breaking: true, text: `${place} is gone` })),
      // Older clients do not send a new required field.
      ...added.map(([place, kind]) => ({
        breaking: side === "sent" && isNeeded(place, kind, was),
        text: `${place} is new`,
      })),
      ...changed.map(({ place, before, kind }) => ({
        breaking: side === "sent" ? !includes(kind, before) || isMeantAnew(before, kind) : !isReadable(before, kind),
        text: `${place} was ${textOf(before)}, is ${textOf(kind)}`,
      })),
    ];
  });
}

/** Whether a new place must be sent within what older clients send already. */
function isNeeded(place: string, kind: Kind, was: Places): boolean {
  const operation = place.split(" ").slice(0, 2).join(" ");
  const is_within = was.has(operation) && place !== operation;
  return is_within && !kind.may_be_absent && !/(>|\[\]| variant)$/.test(place);
}

/** Whether each value of the narrower kind is one of the wider kind. */
function includes(wider: Kind, narrower: Kind): boolean {
  const all = (some: readonly string[], of: readonly string[]) => some.every((one) => of.includes(one));
  return (
    (wider.types.includes("any") || all(narrower.types, wider.types)) &&
    includesFormat(wider, narrower) &&
    (wider.values.length === 0 || (narrower.values.length > 0 && all(narrower.values, wider.values))) &&
    (wider.may_be_absent || !narrower.may_be_absent) &&
    Object.entries(wider.limits).every(([key, most]) => (narrower.limits[key] ?? Number.POSITIVE_INFINITY) <= most) &&
    all(wider.rules, narrower.rules)
  );
}

/** A text without a format may hold any; a whole number without a format has 32 bits in many languages. */
function includesFormat(wider: Kind, narrower: Kind): boolean {
  return wider.format === narrower.format || (wider.format === undefined && wider.types.includes("string"));
}

/** Whether a field that an older client leaves out means another value from now on. */
function isMeantAnew(before: Kind, after: Kind): boolean {
  return before.preset !== undefined && before.preset !== after.preset;
}

/** Whether readers of the older kind can read the newer one. A growing enum may gain values, but may not rename one. */
function isReadable(before: Kind, after: Kind): boolean {
  const gone = before.values.filter((value) => !after.values.includes(value));
  const grows = before.may_grow && before.values.length > 0 && after.values.length > 0 && gone.length === 0;
  return includes(grows ? { ...before, values: [] } : before, after);
}

function textOf({ types, format, values, may_be_absent, limits, rules, preset }: Kind): string {
  return [
    types.join("|") + (may_be_absent ? "?" : ""),
    format,
    values.length > 0 && `of ${values.join(", ")}`,
    ...LIMITS.filter(([key]) => limits[key] !== undefined).map(([key, sign]) => `${key} ${sign * (limits[key] ?? 0)}`),
    ...rules,
    preset !== undefined && `default ${preset}`,
  ]
    .filter(Boolean)
    .join(" ");
}
