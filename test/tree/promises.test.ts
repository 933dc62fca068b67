/** Promises: one belongs to its request, because another request that awaits it would hang after that request ended. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blank } from "./source.ts";

const files = ["src", "durable-objects"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`),
);

const PROMISE = /\bPromise(?:Like|WithResolvers)?\b/;
/** The start of a value that an isolate keeps, up to a body or the end of a call. */
const KEPT =
  /^(?:export )?(?:let|const|var) \w+[^;]*?(?:=>|\{|;)|^ +(?:(?:private|public|protected|readonly) )*static [^({;]*/gm;
const FUNCTION = /=\s*(?:async\b|\(|<|function\b)/;

/** Types of a file with a promise in a field; a function that returns a promise does not count. */
function holdersIn(code: string): string[] {
  return [...code.matchAll(/^(?:export )?(?:interface|type) (\w+)[^{]*\{([\s\S]*?)^\}/gm)].flatMap(
    ([, name = "", body = ""]) =>
      body
        .split("\n")
        .some((line) => /^\s+(?:readonly )?\w+\??:/.test(line) && !line.includes("=>") && PROMISE.test(line))
        ? [name]
        : [],
  );
}

/** A file's values for the whole isolate that are or contain a promise. */
function keptPromises(text: string): string[] {
  const code = blank(text);
  const holders = holdersIn(code);
  return [...code.matchAll(KEPT)]
    .map(([head]) => head)
    .filter((head) => !FUNCTION.test(head))
    .filter((head) => PROMISE.test(head) || holders.some((name) => new RegExp(`\\b${name}\\b`).test(head)))
    .map((head) => head.split("\n")[0] ?? "");
}

test("no file keeps a promise for its isolate, which another request could await", () => {
  const kept = files.flatMap((path) => keptPromises(readFileSync(path, "utf8")).map((head) => `${path}: ${head}`));
  expect(kept).toEqual([]);
});

test.each([
  "let fonts: Promise<{ regular: ArrayBuffer }> | undefined;",
  "const derived = new Map<string, Promise<CryptoKey>>();",
  "export const turn = Promise.withResolvers<void>();",
  "interface Asking {\n  begun_at: number;\n  answer: Promise<boolean>;\n}\nconst asking = new Map<string, Asking>();",
  "class Fonts {\n  private static bytes: Promise<ArrayBuffer>;\n}",
])("a kept promise is found: %s", (text) => {
  expect(keptPromises(text)).toHaveLength(1);
});

test.each([
  "let fonts: { regular: ArrayBuffer } | undefined;",
  "const read = async (): Promise<void> => undefined;",
  "export async function read(): Promise<void> {\n  const work: Promise<void>[] = [];\n}",
  "interface Job {\n  run: () => Promise<void>;\n}\nconst jobs = new Map<string, Job>();",
])("a value without a promise is allowed: %s", (text) => {
  expect(keptPromises(text)).toEqual([]);
});
