/** The README's security promises: each quotes the title of an existing test. */

import { existsSync, readFileSync } from "node:fs";
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
