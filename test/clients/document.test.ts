/** The document for client generators: unique ids, types that they understand, and a size that they can load. */

import { expect, test } from "vitest";
import * as z from "zod";
import { contracts } from "../../src/app.ts";
import { contract } from "../../src/platform/http/contract.ts";
import { openApiDocument } from "../../src/platform/http/openapi.ts";

type Json = Record<string, unknown>;

interface Operation extends Json {
  operationId: string;
  description: string;
  responses: Record<string, { $ref?: string; headers?: Json }>;
}

const text = JSON.stringify(openApiDocument(contracts));
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Record<string, { headers?: Json }> };
  webhooks: Record<string, Json>;
  "x-errors": Record<string, { messages: string[] }>;
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Every schema of the document, with the name of the field that it describes. */
function schemasIn(node: unknown, name = ""): [name: string, schema: Json][] {
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, value]) => schemasIn(value, key));
  return [[name, node as Json], ...inner];
}
const schemas = schemasIn(document);

/** The document of two planted routes. */
function planted(one: z.ZodType, other: z.ZodType, paths: readonly [string, string] = ["/one", "/other"]) {
  const route = (reply: z.ZodType, path: string) =>
    contract({
      method: "get",
      path,
      tag: "test",
      summary: "x",
      public: true,
      rate: null,
      reply,
      handle: async () => ({}),
    });
  return () => openApiDocument([route(one, paths[0]), route(other, paths[1])]);
}

test("[I1] a component id of two shapes stops the build", () => {
  const named = (field: string) => z.object({ [field]: z.string() }).meta({ id: "Twice" });
  expect(planted(named("a"), named("b"))).toThrow("Two shapes have the id Twice");
  expect(planted(named("a"), named("a"))).not.toThrow();
});

test("[I1] operation ids with equal names in clients stop the build", () => {
  const reply = z.object({});
  expect(planted(reply, reply, ["/verify-pin", "/verify_pin"])).toThrow("Two operations have the id getverifypin");
});

test("[I1] a variant without an id stops the build, and a union names its discriminator", () => {
  const union = z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") }), z.object({ kind: z.literal("b") })]);
  expect(planted(union, z.object({}))).toThrow("has no id");
  const told = ["SyncOp", "LiveMessage", "DeviceCommand", "LineDiscount", "PricingRuleRequest", "DiscountRequest"];
  for (const name of told) {
    const { oneOf, discriminator } = document.components.schemas[name] as {
      oneOf: { $ref: string }[];
      discriminator: { propertyName: string; mapping: Record<string, string> };
    };
    expect([name, new Set(Object.values(discriminator.mapping))]).toEqual([
      name,
      new Set(oneOf.map(({ $ref }) => $ref)),
    ]);
  }
});

test("[I1] no schema has null in an anyOf or a constant, because both break generators", () => {
  const odd = schemas.filter(([name, schema]) => {
    const has_null = Array.isArray(schema.anyOf) && schema.anyOf.some((option) => (option as Json).type === "null");
    return name !== "properties" && (has_null || "const" in schema);
  });
  expect(odd).toEqual([]);
});

test("[I1] no schema is a bare boolean or has several types, and each event tells an answer, as generators ask", () => {
  const odd = schemas.filter(([, { type, properties = {} }]) => {
    const types = [type].flat().filter((each) => each !== "null");
    return types.length > 1 || Object.values(properties as Json).includes(false);
  });
  const events = Object.values(document.webhooks) as { post: Json }[];
  expect([odd, events.filter(({ post }) => !post.responses)]).toEqual([[], []]);
});

test("[I1] a request that takes exactly one of several names of a ticket says so", () => {
  const pairs = (...names: string[]) =>
    names.flatMap((one, at) => names.slice(at + 1).map((other) => ({ required: [one, other] })));
  const rule = (...names: string[]) => ({
    anyOf: [...pairs(...names), { not: { anyOf: names.map((name) => ({ required: [name] })) } }],
  });
  const { RedeemRequest, TicketRefundRequest, TicketReprintRequest } = document.components.schemas;
  expect(RedeemRequest?.not).toEqual(rule("qr_token", "short_code"));
  for (const request of [TicketRefundRequest, TicketReprintRequest])
    expect(request?.not).toEqual(rule("ticket_id", "short_code", "qr_token"));
});

test("[I1] the document names the headers of a refused upgrade and of a file's pages, and says what it leaves out", () => {
  const { info } = document as unknown as { info: { description: string } };
  for (const word of ["Content-Language", "E_INTERNAL", "X-Request-Id", "X-D1-Bookmark"])
    expect(info.description).toContain(word);
  const headersOf = (path: string, status: number) =>
    Object.keys(document.paths[path]?.get?.responses[status]?.headers ?? {});
  expect(headersOf("/v1/gate/live", 426)).toContain("Upgrade");
  expect(headersOf("/v1/receipts/{sale_id}", 200)).toContain("X-Pages");
});

test("[I1] money and times in milliseconds are int64", () => {
  const whole = schemas.filter(([, { type }]) => [type].flat().includes("integer"));
  const of_money = whole.filter(([, { description }]) => /^satang\b/.test(String(description)));
  const of_time = whole.filter(([name]) => /_ms$|^value$/.test(name));
  expect([of_money.length > 20, of_time.length > 5]).toEqual([true, true]);
  expect([...of_money, ...of_time].filter(([, { format }]) => format !== "int64")).toEqual([]);
});

test("[I1] every operation names its tokens, permission, idempotency, and a rate class that is not the general one", () => {
  const login = document.paths["/v1/employees/login"]?.post;
  expect([login?.security, login?.["x-tokens"]]).toEqual([[{}, { bearer: [] }], ["device"]]);
  const sale = document.paths["/v1/sales"]?.post;
  expect(sale?.description).toBe(
    "The sale, its payments and its tickets are recorded together. Token: device or employee. Permission: sell. Requires an Idempotency-Key.",
  );
  expect([sale?.["x-permission"], sale?.["x-rate-class"], sale?.["x-idempotency"]]).toEqual([
    "sell",
    undefined,
    "required",
  ]);
  expect(document.paths["/v1/refunds"]?.post?.["x-rate-class"]).toBe("sensitive");
  const silent = operations.filter((operation) => !operation.security && !(operation["x-tokens"] as string[]).length);
  expect(silent).toEqual([]);
});

test("[I3] every response lists its headers, and every error code says what to do", () => {
  const answerOf = ({ responses }: Operation, status: number) => {
    const answer = responses[status];
    return answer?.$ref ? document.components.responses[answer.$ref.split("/").at(-1) ?? ""] : answer;
  };
  for (const operation of operations) {
    expect(Object.keys(answerOf(operation, 429)?.headers ?? {})).toContain("Retry-After");
    expect(Object.keys(answerOf(operation, 503)?.headers ?? {})).toContain("Retry-After");
    expect(Object.keys(answerOf(operation, 405)?.headers ?? {})).toContain("Allow");
  }
  const unsaid = contracts.flatMap(({ errors }) =>
    errors.filter(({ code, message }) => !document["x-errors"][code]?.messages.includes(message)),
  );
  expect(unsaid).toEqual([]);
});

test("[I1] enums and variants of responses and events are marked as growing, and those of requests are not", () => {
  const { components } = document;
  expect(components.schemas.LiveMessage?.["x-may-grow"]).toBe(true);
  expect(components.schemas.SyncOp?.["x-may-grow"]).toBeUndefined();
  const closed = schemasIn(document.webhooks).filter(
    ([, { enum: values, "x-may-grow": grows }]) => Array.isArray(values) && values.length > 1 && !grows,
  );
  expect(closed).toEqual([]);
});

/** Bytes of the document for each operation and event on average, without examples of requests. */
const MOST_BYTES = 2_000;

test(`[I1] the document has at most ${MOST_BYTES} bytes an operation or event`, () => {
  const described = operations.length + Object.keys(document.webhooks).length;
  expect(new TextEncoder().encode(text).length / described).toBeLessThan(MOST_BYTES);
});
