/** The OpenAPI 3.1 document is made from the contracts and from nothing else. */

import * as z from "zod";
import { type ErrorSpec, errors } from "../../shared/errors.ts";
import { CALLER_ERRORS } from "./auth.ts";
import type { Contract } from "./contract.ts";
import { ListFormat } from "./fields.ts";
import { describeEvents, EVENT_SCHEMA } from "./openapi-events.ts";
import { REPLY_LIFE_DAYS } from "./request.ts";
import { holdsField } from "./secret-fields.ts";

type Json = Record<string, unknown>;

const ENVELOPE_REQUIRED = ["ok", "data", "error", "request_id", "server_time"];

/** Every contract as an operation, each with the errors it lists and those that any route may answer. */
export function openApiDocument(contracts: readonly Contract[]): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const contract of contracts) {
    const path = (contract.root ? "" : "/v1") + contract.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [contract.method]: operation(contract, components) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "PlayPark",
      version: "1",
      description:
        "Tickets, tills and gates for parks. Money is an integer of satang, times are ISO 8601 UTC, ids are ULIDs. " +
        "Every answer has the same envelope; every path below /v1 answers at /api/v1 too. " +
        "Messages of errors are Thai where Accept-Language prefers th to en, else English.",
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    paths,
    webhooks: describeEvents(),
    components: {
      schemas: { ...components, Error: ERROR_SCHEMA, Event: EVENT_SCHEMA },
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

const ERROR_SCHEMA = {
  type: "object",
  required: ENVELOPE_REQUIRED,
  properties: {
    ok: { const: false },
    data: { type: "null" },
    error: {
      type: "object",
      required: ["code", "message"],
      properties: {
        code: { type: "string" },
        message: { type: "string" },
        details: { type: "object" },
        hint: { type: "string" },
      },
    },
    request_id: { type: "string" },
    server_time: { type: "string", format: "date-time" },
  },
};

function describeAccess({ permission, own_records }: Exclude<Contract["access"], { public: true }>): string {
  const own = " With `sell` alone a device reads what it recorded itself within 15 minutes.";
  return `Permission: ${permission}.${own_records ? own : ""}`;
}

function operation(contract: Contract, components: Json): Json {
  const { access, body } = contract;
  return {
    operationId: operationId(contract),
    tags: [contract.tag],
    summary: contract.summary,
    ...(access.public ? { security: [] } : { description: describeAccess(access) }),
    parameters: [
      ...fieldParameters(contract.params, "path"),
      ...fieldParameters(contract.query, "query"),
      ...(contract.csv ? fieldParameters(ListFormat, "query") : []),
      ...(contract.etag ? [ETAG_PARAMETER] : []),
      ...(contract.idempotency === "natural" ? [] : [keyParameter(contract)]),
      ...(contract.upgrade ? SOCKET_PARAMETERS : []),
    ],
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: Object.fromEntries(contract.body_types.map((type) => [type, { schema: schemaOf(body, components) }])),
      },
    }),
    responses: {
      [contract.status]: {
        description: contract.upgrade ? "The socket is open; each message is JSON of this shape." : "Success",
        content: {
          "application/json": { schema: success(contract, components) },
          ...Object.fromEntries(fileTypes(contract).map((type) => [type, FILE])),
        },
      },
      ...(contract.etag && { 304: { description: "You hold this content already." } }),
      ...errorResponses(contract),
    },
  };
}

function operationId({ method, path }: Contract): string {
  const words = path.split(/[/:-]+/).filter(Boolean);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function success(contract: Contract, components: Json): Json {
  const reply = schemaOf(contract.reply, components);
  if (contract.upgrade) return reply;
  const page = {
    type: "object",
    required: ["next_cursor", "has_more"],
    properties: { next_cursor: { type: ["string", "null"] }, has_more: { type: "boolean" } },
  };
  return {
    type: "object",
    required: contract.list ? [...ENVELOPE_REQUIRED, "page"] : ENVELOPE_REQUIRED,
    properties: {
      ok: { const: true },
      data: contract.list ? { type: "array", items: reply } : reply,
      error: { type: "null" },
      ...(contract.list && { page }),
      request_id: { type: "string" },
      server_time: { type: "string", format: "date-time" },
    },
  };
}

/** Every error that a route may answer, by its status. */
export function answersOf(contract: Contract): Map<number, ErrorSpec[]> {
  const { access } = contract;
  const common: ErrorSpec[] = [errors.validation, errors.rate_limit, errors.bytes_spent, errors.unavailable];
  if (!contract.root) common.push(errors.maintenance);
  if (!access.public) common.push(...CALLER_ERRORS);
  if (!access.public && access.step_up) common.push(errors.step_up);
  if (!access.public && !contract.with_weak_pin) common.push(errors.pin_weak);
  if (!access.public && !contract.any_version) common.push(errors.min_version);
  if (contract.csv) common.push(errors.amounts_hidden);
  if (namesSomething(contract)) common.push(errors.not_found);
  if (contract.upgrade) common.push(errors.upgrade_required);
  if (contract.body) common.push(errors.malformed, errors.too_deep, errors.too_large, errors.content_type);
  if (contract.idempotency !== "natural") common.push(errors.idempotency_mismatch, errors.idempotency_missing);
  const listed = [...common, ...contract.errors, ...(contract.claim_error ? [contract.claim_error] : [])];
  return Map.groupBy(new Set(listed), ({ status }) => status);
}

/** Whether a request names by an id what may not be there. */
function namesSomething({ params, query, body }: Contract): boolean {
  return params !== null || [query, body].some((schema) => schema && holdsField(schema, (name) => /_ids?$/.test(name)));
}

function errorResponses(contract: Contract): Json {
  return Object.fromEntries(
    [...answersOf(contract)].map(([status, specs]) => [
      status,
      {
        description: [...new Set(specs.map(({ code, message }) => `\`${code}\`: ${message}`))].join("\n\n"),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    ]),
  );
}

function fieldParameters(schema: z.ZodObject | null, place: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: field,
  }));
}

const FILE = { schema: { type: "string", contentMediaType: "application/octet-stream" } };

function fileTypes({ csv, files }: Contract): string[] {
  return [...(csv ? ["text/csv"] : []), ...files];
}

const ETAG_PARAMETER: Json = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "The ETag of the content that you hold: the answer is 304 while it is the same.",
  schema: { type: "string" },
};

const SOCKET_PARAMETERS: Json[] = [
  { name: "Upgrade", in: "header", required: true, schema: { const: "websocket" } },
  {
    name: "Sec-WebSocket-Protocol",
    in: "header",
    required: false,
    description: "Where no Authorization can be sent: `playpark, bearer.<token>`. The answer chooses `playpark`.",
    schema: { type: "string" },
  },
];

function keyParameter({ idempotency, personal }: Contract): Json {
  const scope = personal ? "It is the person's own." : "At a device it is the device's, whoever uses it.";
  return {
    name: "Idempotency-Key",
    in: "header",
    required: idempotency === "required",
    description:
      `The same key and body answer the same reply, once done; another body is refused. ${scope} ` +
      `A key is remembered for ${REPLY_LIFE_DAYS} days; later, the ids of sales, scans and movements still count once.`,
    schema: { type: "string", pattern: "^[A-Za-z0-9+/=_-]{1,128}$" },
  };
}

/** A schema as JSON Schema; it and those inside it that have an id become components. A codec's wire side is its input. */
function schemaOf(schema: z.ZodType, components: Json): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  const { $schema, $defs, ...json } = JSON.parse(text.replaceAll("#/$defs/", COMPONENTS)) as Json & { $defs?: Json };
  for (const [name, inner] of Object.entries($defs ?? {})) components[name] = withoutId(inner as Json);
  const { id } = (schema.meta() ?? {}) as { id?: string };
  if (!id) return json;
  // A schema that has an id comes as a bare reference to itself among the inner ones, which stand above already.
  if (!json.$ref) components[id] = withoutId(json);
  return { $ref: COMPONENTS + id };
}

const COMPONENTS = "#/components/schemas/";

function withoutId({ id, ...schema }: Json): Json {
  return schema;
}
