/** The console's reach: every operation of the API is called by a page, or is in a list with the reason why not. */

import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Document {
  paths: Record<string, Record<string, { operationId: string }>>;
}

/** Reasons, each with the operations that no page calls for it. */
type Unreached = Record<string, string[]>;

const LIST = "admin/unreached.json";
const PAGES = ["admin/src/**/*.ts", "admin/src/**/*.tsx", "admin/session/*.ts"];

const { paths } = JSON.parse(readFileSync("contract/openapi.json", "utf8")) as Document;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => {
    // A path alone means the read of a CSV, or the only act of its path.
    const is_named = method === "get" || Object.keys(methods).length === 1;
    return { id: operationId, path: is_named ? path : null };
  }),
);
const unreached = JSON.parse(readFileSync(LIST, "utf8")) as Unreached;
const listed = Object.values(unreached).flat();

/** The code of the console without comments, generated files and stories. */
function readPages(): string {
  const files = globSync(PAGES).map((path) => path.replaceAll("\\", "/"));
  return files
    .filter((path) => !/^admin\/src\/(?:client|stories)\//.test(path))
    .map((path) => readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, ""))
    .join("\n");
}

/** The operations that the code calls: by a generated function or its query options, or by its path. */
function reachedIn(code: string): Set<string> {
  const words = new Set(code.match(/\b[a-z]\w+/g));
  const isCalled = (id: string) => ["", "Options", "Mutation"].some((end) => words.has(`${id}${end}`));
  return new Set(
    operations.filter(({ id, path }) => isCalled(id) || (path && code.includes(`"${path}"`))).map(({ id }) => id),
  );
}

const reached = reachedIn(readPages());

test("a page calls each operation of the API, or the list of unreached ones gives the reason why not", () => {
  const missing = operations.filter(({ id }) => !reached.has(id) && !listed.includes(id));
  expect(operations.length).toBeGreaterThan(300);
  expect(missing.map(({ id }) => id)).toEqual([]);
});

test("the list of unreached operations is short: it has none twice, and none that is gone", () => {
  const known = new Set(operations.map(({ id }) => id));
  expect(listed.filter((id, place) => listed.indexOf(id) !== place)).toEqual([]);
  expect(listed.filter((id) => !known.has(id))).toEqual([]);
});

test("no operation that a page calls is in the list of unreached ones", () => {
  expect(listed.filter((id) => reached.has(id))).toEqual([]);
});

test("a call is found by its function, its options or its path, and a longer name is another one", () => {
  const [one] = operations.filter(({ id }) => id === "getTaxes");
  expect(one?.path).toBe("/v1/taxes");
  for (const code of ["getTaxes({})", "useQuery(getTaxesOptions())", 'csv={{ url: "/v1/taxes" }}'])
    expect(reachedIn(code)).toEqual(new Set(["getTaxes"]));
  expect(reachedIn("getTaxesTaxId({})")).toEqual(new Set(["getTaxesTaxId"]));
  expect(reachedIn('"/v1/taxesX"')).toEqual(new Set());
});
