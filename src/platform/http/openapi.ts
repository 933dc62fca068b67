/** The OpenAPI 3.1 document: made from the contracts and their examples, and from nothing else. */

import * as z from "zod";
import { inPascalCase } from "../../shared/names.ts";
import { tokensOf } from "./callers.ts";
import type { Contract } from "./contract.ts";
import { BASES } from "./fields.ts";
import { type Answers, errorTable, HEADERS, headers, openAnswers } from "./openapi-answers.ts";
import { describeEvents, EVENT_SCHEMA } from "./openapi-events.ts";
import { openParameters, type Parameters } from "./openapi-parameters.ts";
import { type Json, markGrowing, openSchemas, ref, type Schemas, withParents } from "./openapi-schemas.ts";

/** A successful request for each route, such as `POST /sales`; its ids and secrets only have the right form. */
export type Examples = Readonly<Record<string, { params?: Json; query?: Json; body?: Json } | undefined>>;

interface DocumentState {
  schemas: Schemas;
  answers: Answers;
  parameters: Parameters;
  examples: Examples;
  successes: Record<string, Json>;
  /** Schemas of responses. */
  replies: Json[];
}

const ENVELOPE = {
  ok: { type: "boolean", description: "true" },
  error: { type: "null" },
  request_id: { type: "string" },
  server_time: { type: "string", format: "date-time" },
};
const ENVELOPE_SCHEMAS: Record<string, Json> = {
  Answer: { type: "object", required: Object.keys(ENVELOPE), properties: ENVELOPE },
  ListAnswer: {
    type: "object",
    required: [...Object.keys(ENVELOPE), "page"],
    properties: {
      ...ENVELOPE,
      page: {
        type: "object",
        required: ["next_cursor", "has_more"],
        properties: { next_cursor: { type: ["string", "null"] }, has_more: { type: "boolean" } },
      },
    },
  },
  Error: {
    type: "object",
    required: [...Object.keys(ENVELOPE), "data"],
    properties: {
      ...ENVELOPE,
      ok: { type: "boolean", description: "false" },
      data: { type: "null" },
      error: {
        type: "object",
        required: ["code", "message"],
        properties: {
          code: { type: "string", description: "one of `x-errors`; codes may be added", examples: ["E_VALIDATION"] },
          message: { type: "string" },
          details: { type: "object", additionalProperties: true },
          hint: { type: "string" },
        },
      },
    },
  },
};

const DESCRIPTION = [
  "Tickets, tills and gates for parks.",
  "Money is an integer of satang, times are ISO 8601 UTC, ids are ULIDs; integers are at most 2^53 - 1.",
  "Every answer has the same envelope. Every path below /v1 also answers at /api/v1.",
  "Every answer has X-Request-Id and X-D1-Bookmark. Send the bookmark with your next request to read what this one wrote.",
  "`x-errors` lists each error code with its remedy.",
  "Error messages are Thai where Accept-Language prefers th to en, else English; Content-Language says which.",
  "Any operation may answer 500 `E_INTERNAL`.",
  "Answers may gain fields; values and variants may be added where `x-may-grow` is set. Ignore those that you do not know.",
].join(" ");

const BEARER =
  "The access token of a device or an employee (a JWT), or an API token (`ppk_…`). `x-tokens` says which an operation takes: " +
  "`token` is an API token, which also needs the operation's permission among its scopes.";

/** Makes an operation of every contract. Throws for an id of an operation or schema that is used twice. */
export function openApiDocument(contracts: readonly Contract[], examples: Examples = {}): Json {
  const schemas = openSchemas();
  const building: DocumentState = {
    schemas,
    answers: openAnswers(contracts),
    parameters: openParameters(contracts, schemas),
    examples,
    successes: {},
    replies: [],
  };
  const paths: Record<string, Json> = {};
  for (const contract of contracts) {
    const path = (contract.root ? "" : "/v1") + contract.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [contract.method]: operation(contract, building) };
  }
  for (const base of BASES) building.schemas.shapeOf(base);
  requireOwnIds(contracts);
  const { components } = building.schemas;
  const webhooks = describeEvents(building.schemas);
  for (const told of [...building.replies, webhooks]) markGrowing(told, components);
  return {
    openapi: "3.1.0",
    info: { title: "PlayPark", version: "1", description: DESCRIPTION },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    tags: [...new Set(contracts.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    webhooks,
    components: {
      schemas: withParents({ ...components, ...ENVELOPE_SCHEMAS, Event: EVENT_SCHEMA }),
      responses: { ...building.successes, ...building.answers.components, NotModified: NOT_MODIFIED },
      parameters: building.parameters.components,
      headers: HEADERS,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: BEARER },
        onboarding: { type: "http", scheme: "bearer", description: "the token of a sign-up" },
      },
    },
    "x-errors": errorTable(contracts),
  };
}

function operation(contract: Contract, building: DocumentState): Json {
  const { access, body } = contract;
  const { schemas, answers, examples } = building;
  const example = examples[`${contract.method.toUpperCase()} ${contract.path}`];
  const parameters = building.parameters.parametersOf(contract, example ?? {});
  return {
    operationId: operationIdOf(contract),
    tags: [contract.tag],
    summary: contract.summary,
    description: describe(contract),
    ...(access.public && { security: securityOf(access) }),
    "x-tokens": tokensOf(contract),
    ...(!access.public && { "x-permission": access.permission }),
    ...(!access.public && access.step_up && { "x-step-up": true }),
    // An operation without a class is of the class `general`.
    ...(access.rate && access.rate !== "general" && { "x-rate-class": access.rate }),
    ...(contract.method !== "get" && { "x-idempotency": contract.idempotency }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: Object.fromEntries(
          contract.body_types.map((type) => [
            type,
            { schema: schemas.shapeOf(body), ...(example?.body && { example: example.body }) },
          ]),
        ),
      },
    }),
    responses: {
      [contract.status]: shared(success(contract, building), building),
      ...(contract.etag && { 304: { $ref: "#/components/responses/NotModified" } }),
      ...answers.refusals(contract),
    },
  };
}

/** The security of an operation without a person's or a device's own token. */
function securityOf({ device_token, onboarding_token }: { device_token: boolean; onboarding_token: boolean }): Json[] {
  if (onboarding_token) return [{ onboarding: [] }];
  return device_token ? [{}, { bearer: [] }] : [];
}

const REPEATS: Readonly<Record<Contract["idempotency"], string>> = {
  required: "Requires an Idempotency-Key.",
  key: "Accepts an Idempotency-Key.",
  natural: "A repeat is harmless.",
};

function describe(contract: Contract): string {
  const { access, method, idempotency } = contract;
  const tokens = tokensOf(contract).join(" or ");
  const sentences = access.public
    ? [
        access.onboarding_token
          ? "Token: of the sign-up."
          : access.device_token
            ? "Token: none, or a device's."
            : "Token: none.",
      ]
    : [
        `Token: ${tokens}. Permission: ${access.permission}.`,
        access.own_records && "With `sell` alone, a device reads only its own records of the last 15 minutes.",
        access.step_up && "Needs a step-up within five minutes.",
        access.metrics_token && "The deployment's `METRICS_TOKEN` as bearer token also opens it.",
      ];
  const rate = access.rate && access.rate !== "general" && `Rate: ${access.rate}.`;
  return [contract.description, ...sentences, rate, method !== "get" && REPEATS[idempotency]].filter(Boolean).join(" ");
}

/** The operation's id, which gives it its name in generated clients. */
function operationIdOf({ method, path, operation_id }: Contract): string {
  return operation_id ?? method + inPascalCase(path.replaceAll("_", "-"));
}

function requireOwnIds(contracts: readonly Contract[]): void {
  const twice = [...Map.groupBy(contracts, (contract) => operationIdOf(contract).toLowerCase())].find(
    ([, those]) => those.length > 1,
  );
  if (twice) throw new Error(`Two operations have the id ${twice[0]}. Give one of them an operation_id.`);
}

/** A success; `name` is the name of its shared response, if its shape has one. */
function success(contract: Contract, { schemas, replies }: DocumentState): { name: string | null; answer: Json } {
  const reply = repliesFile(contract) ? {} : schemas.shapeOf(contract.reply);
  replies.push(reply);
  const data = contract.list ? { type: "array", items: reply } : reply;
  const envelope = ref(contract.list ? "ListAnswer" : "Answer");
  const schema = { allOf: [envelope, { type: "object", required: ["data"], properties: { data } }] };
  const answer = {
    description: contract.upgrade ? "The socket is open; each message is JSON of this shape" : "Success",
    ...(headersOf(contract).length > 0 && { headers: headers(...headersOf(contract)) }),
    content: {
      ...(!repliesFile(contract) && { "application/json": { schema: contract.upgrade ? reply : schema } }),
      ...Object.fromEntries(fileTypes(contract).map((type) => [type, FILE])),
    },
  };
  const named = typeof reply.$ref === "string" ? reply.$ref.split("/").at(-1) : undefined;
  if (!named || contract.upgrade || contract.files.length > 0) return { name: null, answer };
  const marks = [
    contract.list && "List",
    contract.csv && "Csv",
    contract.etag && "Tagged",
    contract.idempotency !== "natural" && "Keyed",
  ];
  return { name: [named, ...marks].filter(Boolean).join(""), answer };
}

/** A response as a reference to its component, if it has a name. */
function shared({ name, answer }: { name: string | null; answer: Json }, { successes }: DocumentState): Json {
  if (!name) return answer;
  successes[name] = answer;
  return { $ref: `#/components/responses/${name}` };
}

/** The headers of a success, besides those of every response. */
function headersOf(contract: Contract): string[] {
  const { idempotency, etag, files, csv, list } = contract;
  return [
    ...(idempotency === "natural" ? [] : ["Idempotent-Replayed"]),
    ...(etag ? ["ETag"] : []),
    ...(files.length > 0 && !repliesFile(contract) ? ["X-Pages"] : []),
    ...(csv && list ? ["X-Cursor"] : []),
  ];
}

const NOT_MODIFIED: Json = { description: "Your copy is current.", headers: headers("X-Request-Id", "ETag") };
const FILE = { schema: { type: "string", contentMediaType: "application/octet-stream" } };

/** Whether its success is always a file. */
function repliesFile({ reply }: Contract): boolean {
  return reply instanceof z.ZodNever;
}

function fileTypes({ csv, files }: Contract): string[] {
  return [...(csv ? ["text/csv"] : []), ...files];
}
