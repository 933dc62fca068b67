/** The first word of a path tells its module; what another adds to it is listed, and stands above it. */

import { describe, expect, test } from "vitest";
import { GROUPS } from "../../src/modules/groups.ts";
import { listRoutes } from "../../tools/routes-table.ts";
import { ADDED, WORDS_OF } from "./homes.ts";

interface Found {
  /** `POST /tickets/redeem` */
  name: string;
  word: string;
  module: string;
}

const floors = Object.values(GROUPS).flat();
const floorOf = (module: string) => floors.findIndex((modules) => modules.includes(module));
const homes = Object.entries(WORDS_OF).flatMap(([module, words]) => words.map((word) => [word, module] as const));
const home_of = new Map(homes);
const added = ADDED.flatMap(({ module, routes }) => routes.map((name) => ({ name, module })));

const routes: Found[] = (await listRoutes()).map(({ route, file }) => ({
  name: `${route.method.toUpperCase()} ${route.path}`,
  word: route.path.split("/")[1] ?? "",
  module: file.split("/")[3] ?? "",
}));

/** What is wrong with a route's place, or undefined. */
function misplaced({ name, word, module }: Found): string | undefined {
  const home = home_of.get(word);
  if (home === undefined) return `${name}: ${word} has no home`;
  if (home === module) return undefined;
  if (!added.some((one) => one.name === name && one.module === module))
    return `${name} is in ${module}, its home is ${home}`;
  return floorOf(module) > floorOf(home) ? undefined : `${name}: ${module} does not stand above ${home}`;
}

test("each route stands in the module of its first word, or is one that a later module adds", () => {
  expect(routes.length).toBeGreaterThan(200);
  expect(routes.flatMap((route) => misplaced(route) ?? [])).toEqual([]);
});

test("a word has one home, which is a module with a route of that word", () => {
  expect(homes.length).toBe(home_of.size);
  const unused = homes.filter(
    ([word, module]) => !routes.some((route) => route.word === word && route.module === module),
  );
  expect(unused).toEqual([]);
});

test("each route that a module adds is there, once, and is none of its own words", () => {
  expect(ADDED.filter(({ why }) => why.length < 20)).toEqual([]);
  expect(new Set(added.map(({ name }) => name)).size).toBe(added.length);
  const needless = added.filter(
    ({ name, module }) =>
      !routes.some((route) => route.name === name && route.module === module && home_of.get(route.word) !== module),
  );
  expect(needless).toEqual([]);
});

describe("a planted route is caught", () => {
  test.each([
    ["of a word without a home", { name: "GET /rides", word: "rides", module: "catalog" }],
    ["of another module's word", { name: "GET /lots/all", word: "lots", module: "scans" }],
    ["that a lower module adds", { name: "POST /provider/lots", word: "provider", module: "lots" }],
    ["that is listed for another module", { name: "POST /tickets/redeem", word: "tickets", module: "gate" }],
  ])("%s", (_, route) => {
    expect(misplaced(route)).toBeDefined();
  });
});
