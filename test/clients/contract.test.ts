/** The committed document: it is current, each change of its shape has a line in CHANGELOG.md, and breaking changes are found. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeApi } from "../../src/app.ts";
import { changesBetween, fingerprintOf } from "../../tools/contract-shape.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const document = JSON.parse(JSON.stringify(describeApi()));

test("[I1] the committed document is what the contracts say; `npm run contract` writes it", () => {
  expect(read("contract/openapi.json") === `${JSON.stringify(document, null, 1)}\n`).toBe(true);
});

test("[I1] CHANGELOG.md names the document's shape", () => {
  expect(read("CHANGELOG.md")).toContain(`\`${fingerprintOf(document)}\``);
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
  ["a value more to be answered", planted(text, kind("a")), planted(text, kind("a", "b")), [false]],
  ["a value less to be sent", planted(kind("a", "b"), text), planted(kind("a"), text), [true]],
  ["another type", planted(text, text), planted(text, { type: "integer" }), [true]],
  ["an operation gone", planted(text, text), { paths: {} }, [true]],
];
test.each(cases)("[I1] %s is a change of shape as it should be", (_, older, newer, breaking) => {
  const found = changesBetween(older as never, newer as never);
  // A removed operation removes its parts.
  expect([...new Set(found.map((change) => change.breaking))]).toEqual(breaking);
  expect(fingerprintOf(older) === fingerprintOf(newer)).toBe(breaking.length === 0);
});
