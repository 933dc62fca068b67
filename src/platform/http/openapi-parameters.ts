/** The document's parameters: a route's own fields, and parameters that many routes share. */

import type * as z from "zod";
import { inPascalCase } from "../../shared/names.ts";
import type { Contract } from "./contract.ts";
import { formatOf } from "./fields.ts";
import type { Json, Schemas } from "./openapi-schemas.ts";
import { REPLY_LIFE_DAYS } from "./request.ts";

const PARAMETERS = "#/components/parameters/";

export interface Parameters {
  /** The parameters of a route, each with its example; shared ones are references. */
  parametersOf(contract: Contract, example: { params?: Json; query?: Json }): Json[];
  components: Record<string, Json>;
}

/** Shares parameters: for each name, the form that most routes use is one component. */
export function openParameters(contracts: readonly Contract[], schemas: Schemas): Parameters {
  const all = new Map(contracts.map((contract) => [contract, fieldsOf(contract, schemas)]));
  const uses = Map.groupBy([...all.values()].flat(), (parameter) => JSON.stringify(parameter));
  const components: Record<string, Json> = { ...OF_HEADERS };
  const names = new Map<string, string>();
  for (const [key, [first, ...others]] of [...uses].sort(([, one], [, other]) => other.length - one.length)) {
    const name = `${inPascalCase(String(first?.name))}${first?.in === "path" ? "InPath" : ""}`;
    if (!first || others.length === 0 || components[name]) continue;
    components[name] = first;
    names.set(key, name);
  }
  const parametersOf: Parameters["parametersOf"] = (contract, { params = {}, query = {} }) => {
    const sent = { ...params, ...query };
    const own = (all.get(contract) ?? []).map((parameter) => {
      const shared = names.get(JSON.stringify(parameter));
      if (shared) return { $ref: PARAMETERS + shared };
      const { name } = parameter as { name: string };
      return { ...parameter, ...(name in sent && { example: exampleOf(parameter.schema as Json, sent[name]) }) };
    });
    return [...own, ...headerParameters(contract)];
  };
  return { parametersOf, components };
}

/** The value of a query or path parameter in its schema's type. */
function exampleOf({ type }: Json, sent: unknown): unknown {
  return type === "integer" || type === "boolean" ? JSON.parse(String(sent)) : sent;
}

function fieldsOf({ params, query, csv, sheet }: Contract, schemas: Schemas): Json[] {
  return [
    ...parametersIn("path", params, schemas),
    ...parametersIn("query", query, schemas),
    ...(csv ? parametersIn("query", formatOf({ sheet }), schemas) : []),
  ];
}

function parametersIn(place: "path" | "query", fields: z.ZodObject | null, schemas: Schemas): Json[] {
  if (!fields) return [];
  const { properties = {}, required = [] } = schemas.shapeOf(fields) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    ...((place === "path" || required.includes(name)) && { required: true }),
    ...(description !== undefined && { description }),
    schema,
  }));
}

const KEY = "The same key and body get the first call's reply, once it is done; another body is refused.";
const KEY_LIFE = `A key is remembered for ${REPLY_LIFE_DAYS} days; later, the ids of sales, scans and movements still prevent a second record.`;

function keyParameter(required: boolean, scope: string): Json {
  return {
    name: "Idempotency-Key",
    in: "header",
    required,
    description: `${KEY} ${scope} ${KEY_LIFE}`,
    schema: { type: "string", pattern: "^[A-Za-z0-9+/=_-]{1,128}$" },
  };
}

const DEVICES_KEY = "At a device the key belongs to the device, whoever uses it.";
const PERSONAL_KEY = "The key belongs to the employee.";

const OF_HEADERS: Record<string, Json> = {
  Key: keyParameter(false, DEVICES_KEY),
  RequiredKey: keyParameter(true, DEVICES_KEY),
  PersonalKey: keyParameter(false, PERSONAL_KEY),
  RequiredPersonalKey: keyParameter(true, PERSONAL_KEY),
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "The ETag of your copy; the answer is 304 while it is current.",
    schema: { type: "string" },
  },
  Upgrade: { name: "Upgrade", in: "header", required: true, schema: { type: "string", enum: ["websocket"] } },
  SocketProtocol: {
    name: "Sec-WebSocket-Protocol",
    in: "header",
    description:
      "For clients that cannot send Authorization: `playpark, bearer.<token>`. The answer chooses `playpark`.",
    schema: { type: "string" },
  },
};

/** The header parameters of a route, by its marks. */
function headerParameters({ etag, idempotency, personal, upgrade }: Contract): Json[] {
  const key = `${idempotency === "required" ? "Required" : ""}${personal ? "Personal" : ""}Key`;
  return [
    ...(etag ? ["IfNoneMatch"] : []),
    ...(idempotency === "natural" ? [] : [key]),
    ...(upgrade ? ["Upgrade", "SocketProtocol"] : []),
  ].map((name) => ({ $ref: PARAMETERS + name }));
}
