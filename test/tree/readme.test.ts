/** The README's security promises: each quotes the title of an existing test. */

import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const proofs = [...readme.matchAll(/\| `(test\/[^`]+)`: “([^”]+)” +\|/g)].map(([, file = "", words = ""]) => ({
  file,
  words,
}));

test("every promise of the security section names an existing test", () => {
  const [, section = ""] = /\n## Security\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const promises = section.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Promise|-+) /.test(line));
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
  const pages = globSync("{*,bench/*,simulator/*,fuzz/*,docs/*,durable-objects/*,clients/gate/*,src/**/*}.md", {
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
