/** Hostile requests from the API's own document: for each operation valid, nearly valid and junk values. */

import type { Random } from "../simulator/random.ts";
import { fieldValue, hostile, hostileText, type JsonSchema, type Pool, type Resolve } from "./values.ts";

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: JsonSchema;
}

export interface Operation {
  method: string;
  path: string;
  parameters: Parameter[];
  body: JsonSchema | null;
}

export interface Document {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: (Parameter | { $ref: string })[];
        requestBody?: { content: Record<string, { schema: JsonSchema }> };
      }
    >
  >;
  components: { schemas: Record<string, JsonSchema>; parameters: Record<string, Parameter> };
}

export interface HostileRequest {
  method: string;
  /** The path from the root, with its query. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Every operation of the document. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters: parameters.flatMap((parameter) =>
        "$ref" in parameter ? (document.components.parameters[lastOf(parameter.$ref)] ?? []) : [parameter],
      ),
      body: requestBody?.content["application/json"]?.schema ?? null,
    })),
  );
}

export function resolverOf({ components }: Document): Resolve {
  const resolve: Resolve = (schema) => {
    let found = schema;
    while (found.$ref) found = components.schemas[lastOf(found.$ref)] ?? {};
    return found.allOf ? wholeOf(found.allOf.map(resolve), found) : found;
  };
  return resolve;
}

/** Merges an object of several parts. */
function wholeOf(parts: readonly JsonSchema[], { allOf, ...whole }: JsonSchema): JsonSchema {
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  const required = parts.flatMap((part) => part.required ?? []);
  return Object.assign({}, ...parts, whole, { properties, required });
}

function lastOf(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}

/** Probabilities of a hostile part: some requests are nearly valid, so that they get far. */
const SPITES = [0, 0.05, 0.2, 0.6];

/** One request for an operation; the same seed and pool make the same request. */
export function requestFor(operation: Operation, random: Random, pool: Pool, resolve: Resolve): HostileRequest {
  const spite = random.pick(SPITES) ?? 0;
  const tools = { random, pool, resolve, spite };
  const valueFor = ({ name, schema }: Parameter) =>
    textOf(random.chance(spite) ? hostileText(random) : fieldValue(schema, tools, name));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((each) => each.name === name);
    return encodeURIComponent(sent(parameter ? valueFor(parameter) : hostileText(random)) || "x");
  });
  const query = operation.parameters
    .filter((parameter) => parameter.in === "query" && random.chance(parameter.required ? 0.95 : 0.3))
    .map((parameter) => `${parameter.name}=${encodeURIComponent(sent(valueFor(parameter)))}`);
  if (random.chance(spite / 4)) query.push(`${encodeURIComponent(sent(hostileText(random)).slice(0, 40))}=1`);
  const headers: Record<string, string> = {};
  if (operation.method !== "GET" && random.chance(0.9))
    headers["idempotency-key"] = random.chance(0.9) ? `f${random.integer(0, 1e9)}` : headerText(random);
  if (random.chance(0.05)) headers["x-request-id"] = headerText(random);
  if (random.chance(0.05)) headers["x-d1-bookmark"] = headerText(random);
  const body = operation.body && bodyFor(operation.body, tools);
  if (body !== null) headers["content-type"] = "application/json";
  return {
    method: operation.method,
    path: query.length > 0 ? `${path}?${query.join("&")}` : path,
    headers,
    body: body ?? undefined,
  };
}

function bodyFor(schema: JsonSchema, tools: Parameters<typeof fieldValue>[1]): string {
  const { random } = tools;
  if (random.chance(0.04))
    return random.pick(["", "{", "[]", "null", '"a"', '{"a":1,"a":2}', `{"__proto__":{"x":1}}`]) ?? "";
  if (random.chance(0.03)) return JSON.stringify(hostile(random)) ?? "";
  return JSON.stringify(fieldValue(schema, tools));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Text that fits into an address: well-formed, and not longer than a server reads. */
function sent(text: string): string {
  return text.toWellFormed().slice(0, 2_000);
}

function headerText(random: Random): string {
  return hostileText(random)
    .replaceAll(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, 300);
}
