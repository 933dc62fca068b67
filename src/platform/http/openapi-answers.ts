/** The document's responses: each refusal of a route under its status, with its headers. */

import { verdictErrors } from "../../shared/errors/admission.ts";
import { pricingErrors } from "../../shared/errors/offer.ts";
import { importRowErrors, socketErrors } from "../../shared/errors/operations.ts";
import { type ErrorSpec, errors } from "../../shared/errors.ts";
import { inPascalCase } from "../../shared/names.ts";
import { CALLER_ERRORS } from "./auth.ts";
import { tokensOf } from "./callers.ts";
import type { Contract } from "./contract.ts";
import type { Json } from "./openapi-schemas.ts";
import { ref } from "./openapi-schemas.ts";
import { holdsField } from "./secret-fields.ts";

/** Every error that a route may return, by status. */
export function answersOf(contract: Contract): Map<number, ErrorSpec[]> {
  const { access } = contract;
  const common: ErrorSpec[] = [errors.validation, errors.rate_limit, errors.bytes_spent, errors.unavailable];
  if (!contract.root || !access.public) common.push(errors.maintenance);
  if (!access.public) common.push(...CALLER_ERRORS);
  if (!access.public && !tokensOf(contract).includes("token")) common.push(errors.token_closed);
  if (!access.public && access.step_up) common.push(errors.step_up);
  if (!access.public && !contract.with_weak_pin) common.push(errors.pin_weak);
  if (!access.public && !contract.any_version) common.push(errors.min_version);
  if (contract.csv) common.push(errors.amounts_hidden);
  if (namesSomething(contract)) common.push(errors.not_found);
  if (contract.upgrade) common.push(errors.upgrade_required);
  if (contract.body) common.push(errors.malformed, errors.too_deep, errors.too_large, errors.content_type);
  if (contract.idempotency !== "natural") common.push(errors.idempotency_mismatch, errors.idempotency_missing);
  const listed = [...common, ...contract.errors, ...(contract.binding_error ? [contract.binding_error] : [])];
  return Map.groupBy(new Set(listed), ({ status }) => status);
}

/** Whether a request has an id of something that may not exist. */
function namesSomething({ params, query, body }: Contract): boolean {
  return params !== null || [query, body].some((schema) => schema && holdsField(schema, (name) => /_ids?$/.test(name)));
}

export const HEADERS: Record<string, Json> = {
  "X-Request-Id": {
    description: "the id of this request in logs; yours if you sent one",
    schema: { type: "string" },
  },
  "X-D1-Bookmark": {
    description: "send it with your next request to read what this one wrote",
    schema: { type: "string" },
  },
  "Retry-After": { description: "seconds to wait before a retry", schema: { type: "integer", minimum: 0 } },
  "WWW-Authenticate": { description: "always Bearer", schema: { type: "string" } },
  Allow: { description: "the methods that this path accepts", schema: { type: "string" } },
  Upgrade: { description: "always websocket", schema: { type: "string" } },
  "X-Pages": { description: "how many pages there are, where a file is one of several", schema: { type: "integer" } },
  "X-Cursor": { description: "the cursor of the next part with format=csv_part", schema: { type: "string" } },
  "Idempotent-Replayed": {
    description: "true: the stored reply to the same Idempotency-Key",
    schema: { type: "string" },
  },
  ETag: { description: "the version of this content; send it as If-None-Match", schema: { type: "string" } },
};

export function headers(...names: string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** The headers of a refusal by status, besides the request's id. */
const WITH_STATUS: Readonly<Record<number, readonly string[]>> = {
  401: ["WWW-Authenticate"],
  405: ["Allow"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

/** Codes that many responses of a status share; the other codes make the name of a shared response. */
const COMMON_CODES: ReadonlySet<string> = new Set(
  [
    ...CALLER_ERRORS,
    ...[errors.validation, errors.rate_limit, errors.bytes_spent, errors.unavailable, errors.maintenance],
    ...[errors.not_found, errors.malformed, errors.too_deep, errors.too_large, errors.content_type, errors.min_version],
    ...[errors.pin_weak, errors.idempotency_missing],
    errors.method_not_allowed,
  ].map(({ code }) => code),
);

interface Refusal {
  status: number;
  specs: readonly ErrorSpec[];
}

function refusalsOf(contract: Contract): Refusal[] {
  const listed = [...answersOf(contract)].map(([status, specs]) => ({ status, specs }));
  return [...listed, { status: 405, specs: [errors.method_not_allowed] }];
}

const keyOf = ({ status, specs }: Refusal) => JSON.stringify([status, specs.map(({ code }) => code).sort()]);

export interface Answers {
  /** The refusals of a route by status; shared ones are references. */
  refusals(contract: Contract): Json;
  components: Record<string, Json>;
}

/** Shares responses: one that several routes have is one component, named by its distinguishing codes. */
export function openAnswers(contracts: readonly Contract[]): Answers {
  const uses = Map.groupBy(contracts.flatMap(refusalsOf), keyOf);
  const components: Record<string, Json> = {};
  const names = new Map<string, string>();
  // The most used one comes first and gets the shortest name.
  for (const [key, [first, ...others]] of [...uses].sort(([, one], [, other]) => other.length - one.length)) {
    if (!first || others.length === 0) continue;
    const { status, specs } = first;
    const extra = [...new Set(specs.map(({ code }) => code))].filter((code) => !COMMON_CODES.has(code)).sort();
    const name = [`E${status}`, ...extra.map((code) => inPascalCase(code.slice(2).toLowerCase()))].join("");
    // A response that lacks a common code of its namesake is written on each of its routes.
    if (components[name]) continue;
    components[name] = answer(first);
    names.set(key, name);
  }
  const refusals = (contract: Contract) =>
    Object.fromEntries(
      refusalsOf(contract).map((refusal) => {
        const name = names.get(keyOf(refusal));
        return [refusal.status, name ? { $ref: `#/components/responses/${name}` } : answer(refusal)];
      }),
    );
  return { refusals, components };
}

function answer({ status, specs }: Refusal): Json {
  return {
    description: [...new Set(specs.map(({ code }) => code))].join(", "),
    headers: headers(
      "X-Request-Id",
      ...(WITH_STATUS[status] ?? []),
      ...(specs.includes(errors.upgrade_required) ? ["Upgrade"] : []),
    ),
    content: { "application/json": { schema: ref("Error") } },
  };
}

/** Errors that a success or a message of the socket names. */
const NAMED_IN_ANSWERS = [
  ...Object.values(verdictErrors),
  ...Object.values(importRowErrors),
  pricingErrors.non_stackable,
  socketErrors.message,
];

/** Every error code with its statuses and messages. */
export function errorTable(contracts: readonly Contract[]): Json {
  const specs = [
    ...contracts.flatMap((contract) => [...answersOf(contract).values()].flat()),
    ...NAMED_IN_ANSWERS,
    errors.method_not_allowed,
    errors.internal,
  ];
  const by_code = [...Map.groupBy(new Set(specs), ({ code }) => code as string)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    by_code.map(([code, meanings]) => [
      code,
      {
        statuses: [...new Set(meanings.map(({ status }) => status))],
        messages: [...new Set(meanings.map(({ message }) => message))],
      },
    ]),
  );
}
