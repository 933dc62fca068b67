/** Pages are true of the tree: each security promise quotes the title of an existing test, and each named file and table exists. */

import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const security = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const proofs = [...security.matchAll(/\| `(test\/[^`]+)`: “([^”]+)” +\|/g)].map(([, file = "", words = ""]) => ({
  file,
  words,
}));

test("every promise of the security page names an existing test", () => {
  const promises = security.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Promise|-+) /.test(line));
  expect(promises.length).toBeGreaterThan(20);
  expect(proofs.length).toBe(promises.length);
  const missing = proofs.filter(({ file, words }) => {
    const path = join(ROOT, file);
    return !existsSync(path) || !readFileSync(path, "utf8").includes(words);
  });
  expect(missing).toEqual([]);
});

/** Files in backticks, as pages name them: `counter/shifts/service/close.ts`, `domain/kinds.ts`, `test/tree/owners.ts`. */
const NAMED = /`((?!\.playpark\/)(?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|md|sql|yaml|json))`/g;
const FROM = ["", "src", "src/modules", ...globSync("src/modules/*", { cwd: ROOT })];

test("every file that a page of the repository names exists", () => {
  const pages = globSync("{*,bench/*,simulator/*,fuzz/*,docs/*,durable-objects/*,clients/{gate,live}/*,src/**/*}.md", {
    cwd: ROOT,
  });
  expect(pages.length).toBeGreaterThan(35);
  const missing = pages.flatMap((page) => {
    const named = [...readFileSync(join(ROOT, page), "utf8").matchAll(NAMED)].map(([, file = ""]) => file);
    const places = [...FROM, join(page, "..")];
    return named
      .filter((file) => !places.some((place) => existsSync(join(ROOT, place, file))))
      .map((file) => `${file} in ${page}`);
  });
  expect(missing).toEqual([]);
});

test("every table from which a statement deletes is on the page of retention", () => {
  const page = readFileSync(join(ROOT, "docs/retention.md"), "utf8");
  const sources = ["schema.sql", ...globSync("src/**/*.ts", { cwd: ROOT })];
  const tables = sources.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/DELETE FROM (\w+)/g)].map(([, table = ""]) => table),
  );
  expect(tables.length).toBeGreaterThan(15);
  expect([...new Set(tables)].filter((table) => !page.includes(`\`${table}\``))).toEqual([]);
});
