/** Every rule that a README promises has a test that bears its id, and no test bears an id that nobody promises. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const MODULES = readdirSync(join(ROOT, "src/modules"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/modules/${name}`);
const HOMES = [...MODULES, "src/platform", "durable-objects"];

/** The ids of a README's numbered rules: `- **G4** a repeated scan id …`. */
function promisedIn(readme: string): string[] {
  return [...readme.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id = ""]) => id);
}

/** The ids in brackets at the beginning of a title: `test("[G4] a repeat …"`, `test.each(cases)("[I3] [I4] %s …"`. */
function provenIn(source: string): string[] {
  const titles = source.matchAll(/\(\s*["'`]((?:\[[A-Z]\d+\] ?)+)/g);
  return [...titles].flatMap(([, ids = ""]) => [...ids.matchAll(/[A-Z]\d+/g)].map(([id]) => id));
}

const promised = new Map<string, string[]>();
for (const home of HOMES) {
  const path = join(ROOT, home, "README.md");
  const ids = existsSync(path) ? promisedIn(readFileSync(path, "utf8")) : [];
  for (const id of ids) promised.set(id, [...(promised.get(id) ?? []), home]);
}

const proven = new Map<string, string[]>();
for (const name of readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".test.ts") || name.endsWith("rules.test.ts")) continue;
  for (const id of new Set(provenIn(readFileSync(join(ROOT, "test", name), "utf8"))))
    proven.set(id, [...(proven.get(id) ?? []), name]);
}

test("every module, the platform and the objects have a README", () => {
  expect(HOMES.filter((home) => !existsSync(join(ROOT, home, "README.md")))).toEqual([]);
});

test("every rule that a README promises is the title of a test", () => {
  expect([...promised].filter(([id]) => !proven.has(id)).map(([id, homes]) => `${id} of ${homes}`)).toEqual([]);
});

test("every rule that a test's title names is promised by a README", () => {
  expect([...proven].filter(([id]) => !promised.has(id)).map(([id, files]) => `${id} in ${files}`)).toEqual([]);
});

test("ids are found where they count and nowhere else", () => {
  expect(promisedIn("- **G4** a repeat\n  - **G5** nested\ntext **G6**\n- **T3**, in part: x")).toEqual(["G4", "T3"]);
  const source = 'test("[G4] a"); test.each(x)(\n  "[I3] [I4] %s"); expect(["[S1] b"]); test("after [G9]"); // [U1]';
  expect(provenIn(source)).toEqual(["G4", "I3", "I4"]);
});
