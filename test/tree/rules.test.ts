/** Rules: RULES.md has each once, tests prove each, and READMEs, titles and comments name no others. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GROUPS } from "../../src/modules/groups.ts";

const ROOT = join(import.meta.dirname, "../..");
const MODULES = Object.entries(GROUPS).flatMap(([group, floors]) =>
  floors.flat().map((name) => `src/modules/${group}/${name}`),
);
const HOMES = [...MODULES, "src/platform", "durable-objects"];

function filesBelow(folder: string, ending: string): [path: string, text: string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), "utf8")]);
}

/** The ids of rules in RULES.md: `- **G4 Repeats.** A retry …`. */
function definedIn(rules: string): string[] {
  return [...rules.matchAll(/^- \*\*([A-Z]\d+) [A-Z][^*]*\.\*\* /gm)].map(([, id = ""]) => id);
}

/** The ids of rules in a README: `- **G4** repeats`. */
function keptIn(readme: string): string[] {
  return [...readme.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id = ""]) => id);
}

/** The ids in brackets at the beginning of a title: `test("[G4] a repeat …"`, `test.each(cases)("[I3] [I4] %s …"`. */
function provenIn(source: string): string[] {
  const titles = source.matchAll(/\(\s*["'`]((?:\[[A-Z]\d+\] ?)+)/g);
  return [...titles].flatMap(([, ids = ""]) => [...ids.matchAll(/[A-Z]\d+/g)].map(([id]) => id));
}

/** The ids that comments name: `rule G4`, `(rules G9, O4)`, `rules S1–S3 and S7`. */
function namedIn(source: string): string[] {
  const found = source.matchAll(/\brules? ([A-Z]\d+(?:(?:, | and |–)[A-Z]\d+)*)/g);
  return [...found].flatMap(([, ids = ""]) => [...ids.matchAll(/[A-Z]\d+/g)].map(([id]) => id));
}

const defined = definedIn(readFileSync(join(ROOT, "RULES.md"), "utf8"));
const tests = filesBelow("test", ".test.ts").filter(([path]) => path !== "test/tree/rules.test.ts");
const proven = new Set(tests.flatMap(([, text]) => provenIn(text)));

/** Each id without a rule, with the file that names it. */
function strangers(files: [path: string, text: string][], read: (text: string) => string[]): string[] {
  return files.flatMap(([path, text]) =>
    read(text)
      .filter((id) => !defined.includes(id))
      .map((id) => `${id} in ${path}`),
  );
}

test("every module, the platform and the objects have a README", () => {
  expect(HOMES.filter((home) => !existsSync(join(ROOT, home, "README.md")))).toEqual([]);
});

test("an id is given to one rule", () => {
  expect(defined.length).toBeGreaterThan(80);
  expect(defined.filter((id, at) => defined.indexOf(id) !== at)).toEqual([]);
});

test("every rule is named by the title of a test", () => {
  expect(defined.filter((id) => !proven.has(id))).toEqual([]);
});

test("every id in a test's title, a README or a comment is the id of a rule", () => {
  const readmes = HOMES.flatMap((home) => filesBelow(home, "README.md"));
  const sources = ["src", "durable-objects", "clients", "simulator", "bench", "local", "tools"].flatMap((folder) =>
    filesBelow(folder, ".ts"),
  );
  expect(strangers(tests, provenIn)).toEqual([]);
  expect(strangers(readmes, keptIn)).toEqual([]);
  expect(strangers([...readmes, ...sources, ...tests, ...filesBelow("migrations", ".sql")], namedIn)).toEqual([]);
});

test("every rule is named by the README of a module, the platform or the objects", () => {
  const kept = new Set(HOMES.flatMap((home) => filesBelow(home, "README.md")).flatMap(([, text]) => keptIn(text)));
  // Installed packages belong to no module.
  expect(defined.filter((id) => !kept.has(id))).toEqual(["T11"]);
});

test("ids are found where they count and nowhere else", () => {
  expect(definedIn("- **G4 Repeats.** A\n  - **G5 Order.** nested\n- **G6** kept\ntext **G7 X.** ")).toEqual(["G4"]);
  expect(keptIn("- **G4** a repeat\n  - **G5** nested\ntext **G6**\n- **T3**, in part: x")).toEqual(["G4", "T3"]);
  const source = 'test("[G4] a"); test.each(x)(\n  "[I3] [I4] %s"); expect(["[S1] b"]); test("after [G9]"); // [U1]';
  expect(provenIn(source)).toEqual(["G4", "I3", "I4"]);
  expect(namedIn("(rule G4), rules S1–S3, S7 and O2; D1 has rows of rules")).toEqual(["G4", "S1", "S3", "S7", "O2"]);
});
