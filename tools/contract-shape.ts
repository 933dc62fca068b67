/** Compares the shape of two documents: operations, fields, types and statuses, without wording. */

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

/** A fingerprint of eight letters for a document's shape. */
export function fingerprintOf(document: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(shapeOf(document)))
    .digest("hex")
    .slice(0, 8);
}

type Flat = ReadonlyMap<string, string>;

/** Several simple types are read as one list of types, however they are written. */
const SIMPLE: readonly string[] = ["string", "number", "integer", "boolean", "null"];

/** The parts of requests (`sent`) or replies (`told`) by place: fields with their types, statuses, parameters. */
function flatten(document: Json, side: "sent" | "told"): Flat {
  const places = new Map<string, string>();
  const resolve = (node: Json): Json => {
    const { $ref } = node;
    if (typeof $ref !== "string") return node;
    const found = $ref
      .slice(2)
      .split("/")
      .reduce<unknown>((inner, key) => (inner as Json)?.[key], document);
    return resolve(found as Json);
  };
  const visit = (place: string, schema: Json, needed: boolean, above: readonly unknown[]): void => {
    const { $ref } = schema;
    if (above.includes($ref ?? schema)) return;
    const seen = [...above, $ref ?? schema];
    const node = resolve(schema);
    const { type, format, enum: values, items, properties = {}, required = [], allOf, oneOf, anyOf } = node;
    const options = (oneOf ?? anyOf ?? []) as Json[];
    const simple = options.every((option) => SIMPLE.includes(String(option.type)));
    const types = type ?? (simple && options.length > 0 ? options.map((option) => option.type) : "any");
    if (!allOf) {
      const kind = [types].flat().join("|") + (format ? ` ${format}` : "");
      const listed = Array.isArray(values) ? ` of ${[...values].sort().join(", ")}` : "";
      const known = places.get(place);
      places.set(place, known ?? `${kind}${listed}${needed ? "" : "?"}`);
    }
    for (const part of (allOf ?? []) as Json[]) visit(place, part, needed, seen);
    for (const [at, option] of (simple ? [] : options).entries())
      visit(`${place}<${typeof option.$ref === "string" ? option.$ref.split("/").at(-1) : at}>`, option, true, seen);
    if (items) visit(`${place}[]`, items as Json, true, seen);
    for (const [name, field] of Object.entries(properties as Record<string, Json>))
      visit(`${place}.${name}`, field, (required as string[]).includes(name), seen);
  };
  for (const [path, methods] of Object.entries(document.paths as Record<string, Record<string, Json>>))
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      places.set(name, String(operation.operationId));
      const {
        requestBody,
        parameters = [],
        responses,
      } = operation as {
        requestBody?: { content: Record<string, { schema: Json }> };
        parameters?: Json[];
        responses: Record<string, Json>;
      };
      const body = requestBody?.content["application/json"]?.schema;
      if (side === "sent" && body) visit(`${name} body`, body, true, []);
      if (side === "sent")
        for (const parameter of parameters.map(resolve))
          visit(`${name} ${parameter.in} ${parameter.name}`, parameter.schema as Json, parameter.required === true, []);
      if (side === "told")
        for (const [status, answer] of Object.entries(responses)) {
          if (Number(status) >= 300) places.set(`${name} ${status}`, "");
          const { schema } = (resolve(answer).content as Record<string, { schema: Json }>)?.["application/json"] ?? {};
          if (schema && Number(status) < 300) visit(`${name} answer`, schema, true, []);
        }
    }
  return places;
}

/** Every difference of two documents. It is breaking if requests or readers for the older document may fail with the newer one. */
export function changesBetween(older: Json, newer: Json): Change[] {
  return (["sent", "told"] as const).flatMap((side) => {
    const [was, is] = [flatten(older, side), flatten(newer, side)];
    const gone = [...was].filter(([place]) => !is.has(place));
    const added = [...is].filter(([place]) => !was.has(place));
    const changed = [...is].filter(([place, kind]) => was.has(place) && was.get(place) !== kind);
    return [
      ...gone.map(([place]) => ({ breaking: true, text: `${place} is gone` })),
      // Older clients do not send a new required field.
      ...added.map(([place, kind]) => ({
        breaking: side === "sent" && isNeeded(place, kind, was),
        text: `${place} is new`,
      })),
      ...changed.map(([place, kind]) => ({
        breaking: !isWider(side, was.get(place) ?? "", kind),
        text: `${place} was ${was.get(place)}, is ${kind}`,
      })),
    ];
  });
}

function isNeeded(place: string, kind: string, was: Flat): boolean {
  const operation = place.split(" ").slice(0, 2).join(" ");
  return (
    was.has(operation) && place !== operation && !kind.endsWith("?") && !place.endsWith(">") && !place.endsWith("[]")
  );
}

/** Whether a changed kind still accepts, or still returns, the values of the older one. */
function isWider(side: "sent" | "told", was: string, is: string): boolean {
  const parse = (kind: string) => {
    const [types = "", values = ""] = kind.replace(/\?$/, "").split(" of ");
    return { types: types.split(/[| ]/), values: values.split(", ").filter(Boolean), optional: kind.endsWith("?") };
  };
  const [before, after] = [parse(was), parse(is)];
  const includes = (all: string[], some: string[]) => some.every((one) => all.includes(one));
  if (side === "sent")
    return (
      includes(after.types, before.types) &&
      (after.values.length === 0 || (before.values.length > 0 && includes(after.values, before.values))) &&
      (after.optional || !before.optional)
    );
  // An enum of a reply may grow.
  return includes(before.types, after.types) && (before.optional || !after.optional);
}
