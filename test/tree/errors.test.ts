/** Error codes: each has one meaning, in one place, in English and Thai. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeApi } from "../../src/app.ts";
import { verdictCode } from "../../src/modules/admission/tickets/domain/verdict-codes.ts";
import { FAIL_REASONS } from "../../src/modules/admission/tickets/domain/words.ts";
import { verdictErrors } from "../../src/shared/errors/admission.ts";
import { errorTable, readRegistry } from "../../tools/error-table.ts";

const ROOT = join(import.meta.dirname, "../..");
const registry = await readRegistry();
const codes: string[] = registry.map(({ code }) => code);

function read(folder: string, ending: RegExp): { path: string; text: string }[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => ending.test(path) && !path.includes("node_modules/"))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

const sources = ["src", "durable-objects", "clients", "admin", "local", "tools"].flatMap((folder) =>
  read(folder, /\.tsx?$/),
);
const elsewhere = sources.filter(({ path }) => !path.startsWith("src/shared/errors/"));

test("an error code is declared once", () => {
  expect(codes.length).toBeGreaterThan(150);
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});

test("an error code is declared only in the registry, and no entry is copied", () => {
  const declared = /\bcode: ["'`]E_|: ErrorSpec = \{|\{ \.\.\.\w+Errors?\.\w/;
  const found = elsewhere.filter(({ path, text }) => !path.startsWith("tools/") && declared.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test("every error has a status and a sentence in English and in Thai", () => {
  const faulty = registry.filter(
    ({ code, status, message, message_th }) =>
      !/^E_[A-Z]+(?:_[A-Z]+)*$/.test(code) ||
      !(status === 200 || (status >= 400 && status <= 599)) ||
      !/^[A-Za-z_][\x20-\x7e]+\.$/.test(message) ||
      !/[\u0E00-\u0E7F]/.test(message_th),
  );
  expect(faulty).toEqual([]);
});

test("the Thai text of an error names the same fields, headers and paths as the English text", () => {
  const named = /details\.\w+|(?:GET|POST|PUT) \/[\w/{}-]+|\b[a-z]+(?:_[a-z]+)+\b|Retry-After|Idempotency-Key/g;
  const silent = registry.flatMap(({ code, message, message_th }) =>
    [...message.matchAll(named)].flatMap(([name]) => (message_th.includes(name) ? [] : [`${code} ${name}`])),
  );
  expect(silent).toEqual([]);
});

test("every code in sources and READMEs is in the registry or in a trigger", () => {
  const triggers = read("migrations", /\.sql$/).flatMap(({ text }) =>
    [...text.matchAll(/\bE_[A-Z_]+\b/g)].map(([word]) => word),
  );
  const known = new Set([...codes, ...triggers]);
  const texts = [...sources, ...read("src", /\.md$/), ...read("durable-objects", /\.md$/)];
  const unknown = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/\bE_[A-Z]+(?:_[A-Z]+)*\b/g)].flatMap(([word]) => (known.has(word) ? [] : [`${path} ${word}`])),
  );
  expect(unknown).toEqual([]);
});

test("every error of the registry is used", () => {
  const code = elsewhere.map(({ text }) => text).join("\n");
  const unused = registry.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(code));
  expect(unused.map((spec) => spec.code)).toEqual([]);
});

test("[G6] every reason of a failed scan has its own error code, and all reasons of a gate's own share one", () => {
  const told = FAIL_REASONS.map(verdictCode);
  expect(new Set(told).size).toBe(FAIL_REASONS.length);
  expect(new Set([...told, verdictCode("wet_floor")])).toEqual(
    new Set(Object.values(verdictErrors).map(({ code }) => code)),
  );
  expect([verdictCode(null), verdictCode("toString")]).toEqual([null, "E_GATE_REFUSED"]);
  expect(["duplicate_use", "expired", "revoked", "exhausted", "not_started", "invalid_sig"].map(verdictCode)).toEqual([
    "E_DUPLICATE_USE",
    "E_EXPIRED",
    "E_REVOKED",
    "E_EXHAUSTED",
    "E_NOT_STARTED",
    "E_INVALID_SIG",
  ]);
});

test("[I3] the document tells each declared code with its messages, also those that no refusal has", async () => {
  const told = (await describeApi())["x-errors"] as Record<string, { messages: string[] }>;
  expect(Object.keys(told).sort()).toEqual([...new Set(registry.map(({ code }) => code))].sort());
  expect(registry.filter(({ code, message }) => !told[code]?.messages.includes(message))).toEqual([]);
});

test("docs/errors.md is the table of the registry", async () => {
  expect(readFileSync(join(ROOT, "docs/errors.md"), "utf8")).toBe(await errorTable());
});
