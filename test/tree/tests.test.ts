/** The tests themselves: each runs in one project, storms stand apart, and chance has a seed. */

import { globSync, readdirSync, readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { describe, expect, test } from "vitest";
import { GROUPS } from "../../src/modules/groups.ts";
import { PROJECTS } from "../projects.ts";
import { blank } from "./source.ts";

const files = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".ts"))
  .toSorted();
const test_files = files.filter((path) => /\.(?:test|spec)\.ts$/.test(path));
const code_of = new Map(files.map((path) => [path, blank(readFileSync(path, "utf8"))]));

function projectsOf(path: string): string[] {
  const isAmong = (globs: string[]) => globs.some((glob) => matchesGlob(path, glob));
  return PROJECTS.filter(({ include, exclude }) => isAmong(include) && !isAmong(exclude)).map(({ name }) => name);
}

describe("a test file", () => {
  test("runs in exactly one project", () => {
    expect(test_files.length).toBeGreaterThan(150);
    const wrong = test_files
      .map((path) => ({ path, runs_in: projectsOf(path) }))
      .filter(({ runs_in }) => runs_in.length !== 1);
    expect(wrong).toEqual([]);
  });

  test.each([
    ["test/modules/counter/sales/sales.test.ts", ["counter"]],
    ["test/modules/counter/sales/domain.test.ts", ["pure"]],
    ["test/modules/counter/sales/places.storm.test.ts", ["storms"]],
    ["test/server/crash.storm.test.ts", ["server storms"]],
    ["test/modules/later/news.test.ts", []],
    ["test/platform/outage.storm.test.ts", []],
  ])("that is named %s runs in %j", (path, names) => {
    expect(projectsOf(path)).toEqual(names);
  });

  test("of a group of modules runs in that group's project, unless it is pure or a storm", () => {
    for (const group of Object.keys(GROUPS)) {
      const own = test_files.filter((path) => path.startsWith(`test/modules/${group}/`));
      const project = [...new Set(own.flatMap(projectsOf))].filter((name) => name !== "pure" && name !== "storms");
      expect(project).toHaveLength(1);
      expect(project[0]?.split(" ")).toContain(group);
    }
  });

  test("is a storm when it has a long form", () => {
    const with_long_form = test_files.filter((path) => /\bshortOrLong\(/.test(code_of.get(path) ?? ""));
    expect(with_long_form.length).toBeGreaterThan(5);
    expect(with_long_form).toEqual(test_files.filter((path) => path.endsWith(".storm.test.ts")));
  });
});

test("each project has files, and a name of its own", () => {
  expect(new Set(PROJECTS.map(({ name }) => name)).size).toBe(PROJECTS.length);
  for (const { include } of PROJECTS)
    for (const glob of include) expect([glob, globSync(glob)]).not.toEqual([glob, []]);
});

/** What draws by itself, and may: values that only must differ from all others. */
const UNIQUE_VALUES = ["test/support/gate-server.ts", "test/support/park.ts"];

const CHANCE = /\bMath\.random\b|\bgetRandomValues\b|\brandomBytes\(|\brandomInt\b|\bnewRandom\(/;
const FAST_CHECK = /from\s+["']fast-check["']/;

describe("chance", () => {
  test("comes from the run's seed", () => {
    const own_chance = files.filter((path) => CHANCE.test(code_of.get(path) ?? ""));
    expect(own_chance).toEqual([...UNIQUE_VALUES, "test/support/seed.ts"].toSorted());
  });

  test("of fast-check comes from the run's seed", () => {
    const direct = files.filter((path) => FAST_CHECK.test(readFileSync(path, "utf8")));
    expect(direct).toEqual(["test/support/properties.ts"]);
    expect(readFileSync("test/support/properties.ts", "utf8")).toContain("fc.configureGlobal({ seed: SEED })");
  });

  test.each([
    "const at = Math.random();",
    "const seed = crypto.getRandomValues(new Uint32Array(1));",
    "const dice = newRandom(7);",
    "randomInt(6)",
  ])("of its own is found: %s", (text) => {
    expect(CHANCE.test(blank(text))).toBe(true);
  });
});
