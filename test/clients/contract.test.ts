/** The committed document: it is current, each change of its shape has a line in CHANGELOG.md, and breaking changes are found. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeApi } from "../../src/app.ts";
import { changesBetween, fingerprintOf, isLogged } from "../../tools/contract-shape.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const document = JSON.parse(JSON.stringify(await describeApi()));

test("[I1] the committed document is what the contracts say; `npm run contract` writes it", () => {
  expect(read("contract/openapi.json") === `${JSON.stringify(document, null, 1)}\n`).toBe(true);
});

test("[I1] CHANGELOG.md names the document's shape", () => {
  expect(isLogged(read("CHANGELOG.md"), fingerprintOf(document), false)).toBe(true);
});

test("[I1] only the newest line of CHANGELOG.md names the present shape, and it says Breaking itself", () => {
  const log = "# Changes\n\n- `aaaaaaaa` **Breaking** Less.\n- `bbbbbbbb` More. **Breaking** is rare.\n";
  const logged = (mark: string, is_breaking: boolean) => isLogged(log, mark, is_breaking);
  expect([logged("aaaaaaaa", true), logged("aaaaaaaa", false), logged("bbbbbbbb", true)]).toEqual([true, true, false]);
  expect(isLogged(log.replaceAll("**", ""), "aaaaaaaa", true)).toBe(false);
});

test("[I1] the generated client has every operation of the committed document", () => {
  const sdk = read("clients/generated/sdk.gen.ts");
  const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids.filter((id) => !sdk.includes(`export const ${id} = `))).toEqual([]);
  expect(read("clients/generated/FINGERPRINT").trim()).toBe(fingerprintOf(document));
});

/** A document of one operation. */
function planted(body: object, answer: object, more: object = {}) {
  const content = (schema: object) => ({ content: { "application/json": { schema } } });
  const operation = {
    operationId: "postSales",
    requestBody: content(body),
    responses: { 201: content(answer) },
    ...more,
  };
  return { paths: { "/v1/sales": { post: operation } } };
}
const object = (properties: object, required: string[] = []) => ({ type: "object", properties, required });
const text = { type: "string" };
const kind = (...values: string[]) => ({ type: "string", enum: values });
const grows = (...values: string[]) => ({ ...kind(...values), "x-may-grow": true });
const time = { type: "string", format: "date-time" };
const whole = { type: "integer" };
const long = { type: "integer", format: "int64" };
/** A document whose refusal has these codes. */
const refusing = (...codes: string[]) =>
  planted(text, text, { responses: { 409: { description: codes.join(", "), content: {} } } });
/** A document with one event. */
const telling = (data: object) => ({
  paths: {},
  webhooks: {
    "sale.made": { post: { requestBody: { content: { "application/json": { schema: { allOf: [data] } } } } } },
  },
});

const withAnswers = (responses: object) => planted(text, text, { responses });
const optionalBody = (required: boolean) =>
  planted(text, text, { requestBody: { required, content: { "application/json": { schema: object({}) } } } });

/** A map, with rules for its names. */
const named = (rules: object = {}) => ({ type: "object", additionalProperties: text, ...rules });

const cases: [what: string, older: object, newer: object, breaking: boolean[]][] = [
  ["other words", planted({ ...text, description: "a" }, text), planted({ ...text, description: "b" }, text), []],
  ["a field gone from an answer", planted(text, object({ a: text })), planted(text, object({})), [true]],
  ["a field more in an answer", planted(text, object({})), planted(text, object({ a: text })), [false]],
  ["a field more that may be sent", planted(object({}), text), planted(object({ a: text }), text), [false]],
  ["a field more that must be sent", planted(object({}), text), planted(object({ a: text }, ["a"]), text), [true]],
  [
    "a field that must be sent from now on",
    planted(object({ a: text }), text),
    planted(object({ a: text }, ["a"]), text),
    [true],
  ],
  ["a field gone from a request", planted(object({ a: text }), text), planted(object({}), text), [true]],
  [
    "an answered field that may be absent",
    planted(text, object({ a: text }, ["a"])),
    planted(text, object({ a: text })),
    [true],
  ],
  ["an answered field that may be null", planted(text, text), planted(text, { type: ["string", "null"] }), [true]],
  ["a sent field that may be null", planted(text, text), planted({ type: ["string", "null"] }, text), [false]],
  ["a value more to be answered", planted(text, grows("a")), planted(text, grows("a", "b")), [false]],
  ["a value more where readers know all", planted(text, kind("a")), planted(text, kind("a", "b")), [true]],
  ["an answered value of another name", planted(text, grows("a")), planted(text, grows("b")), [true]],
  ["a value less to be sent", planted(kind("a", "b"), text), planted(kind("a"), text), [true]],
  ["another type", planted(text, text), planted(text, { type: "integer" }), [true]],
  ["an operation gone", planted(text, text), { paths: {} }, [true]],
  ["a time that is any text to be answered", planted(text, time), planted(text, text), [true]],
  ["a text that is a time to be answered", planted(text, text), planted(text, time), [false]],
  ["a text that must be a time from now on", planted(text, text), planted(time, text), [true]],
  ["a number that grows beyond 32 bits", planted(text, whole), planted(text, long), [true]],
  ["a pattern for a sent text", planted(text, text), planted({ ...text, pattern: "^a" }, text), [true]],
  [
    "a shorter text to be sent",
    planted({ ...text, maxLength: 9 }, text),
    planted({ ...text, maxLength: 8 }, text),
    [true],
  ],
  [
    "a longer text to be sent",
    planted({ ...text, maxLength: 8 }, text),
    planted({ ...text, maxLength: 9 }, text),
    [false],
  ],
  ["a sum below zero to be answered", planted(text, { ...long, minimum: 0 }), planted(text, long), [true]],
  [
    "another default of a sent field",
    planted(object({ a: { ...text, default: "x" } }), text),
    planted(object({ a: { ...text, default: "y" } }), text),
    [true],
  ],
  [
    "a rule between sent fields",
    planted(object({ a: text, b: text }), text),
    planted({ ...object({ a: text, b: text }), not: { required: ["a", "b"] } }, text),
    [true],
  ],
  [
    "a choice of fields of which one must be sent",
    planted(object({ a: text, b: text }), text),
    planted({ ...object({ a: text, b: text }), anyOf: [{ required: ["a"] }, { required: ["b"] }] }, text),
    [true],
  ],
  [
    "a field gone from the values of a map",
    planted(text, { ...object({}), additionalProperties: object({ a: text }) }),
    planted(text, { ...object({}), additionalProperties: object({}) }),
    [true],
  ],
  ["names for a sent map", planted(named(), text), planted(named({ propertyNames: kind("a") }), text), [true]],
  [
    "a name more in an answered map",
    planted(text, named({ propertyNames: grows("a") })),
    planted(text, named({ propertyNames: grows("a", "b") })),
    [false],
  ],
  [
    "a variant more where readers know all",
    planted(text, { oneOf: [object({}), { type: "null" }] }),
    planted(text, { oneOf: [object({}), { type: "array" }, { type: "null" }] }),
    [false, true],
  ],
  ["another status of success", planted(text, text), withAnswers({ 200: {} }), [true, false]],
  ["a refusal gone", withAnswers({ 201: {}, 409: {} }), withAnswers({ 201: {} }), [true]],
  ["a refusal more", withAnswers({ 201: {} }), withAnswers({ 201: {}, 409: {} }), [false]],
  ["a header gone", withAnswers({ 429: { headers: { "Retry-After": {} } } }), withAnswers({ 429: {} }), [true]],
  [
    "a file's type gone",
    withAnswers({ 200: { content: { "text/csv": { schema: text } } } }),
    withAnswers({ 200: {} }),
    [true],
  ],
  ["another code of a refusal", refusing("E_A"), refusing("E_B"), [true]],
  ["a code more of a refusal", refusing("E_A"), refusing("E_A", "E_B"), [false]],
  [
    "a token from now on",
    planted(text, text, { security: [] }),
    planted(text, text, { "x-tokens": ["device"] }),
    [true],
  ],
  [
    "a token less",
    planted(text, text, { "x-tokens": ["device", "employee"] }),
    planted(text, text, { "x-tokens": ["employee"] }),
    [true],
  ],
  [
    "another permission",
    planted(text, text, { "x-permission": "sell" }),
    planted(text, text, { "x-permission": "refund" }),
    [true],
  ],
  ["a fresh proof from now on", planted(text, text), planted(text, text, { "x-step-up": true }), [true]],
  ["a body that must be sent from now on", optionalBody(false), optionalBody(true), [true]],
  ["an event gone", telling(object({})), { paths: {} }, [true]],
  ["an event's field of another name", telling(object({ a: text })), telling(object({ b: text })), [true, false]],
  ["an event's field more", telling(object({ a: text })), telling(object({ a: text, b: text })), [false]],
];
test.each(cases)("[I1] %s is a change of shape as it should be", (_, older, newer, breaking) => {
  const found = changesBetween(older as never, newer as never);
  // A removed operation removes its parts.
  expect([...new Set(found.map((change) => change.breaking))]).toEqual(breaking);
  expect(fingerprintOf(older) === fingerprintOf(newer)).toBe(breaking.length === 0);
});
