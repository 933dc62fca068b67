/** Routes: each path is a literal in its file, and ROUTES.md lists it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CSP_REPORT_PATH } from "../../src/platform/http/headers.ts";
import { nearestFirst } from "../../src/platform/http/mount.ts";
import { listRoutes, routesTable } from "../../tools/routes-table.ts";

const ROOT = join(import.meta.dirname, "../..");
const routes = await listRoutes();
const texts = new Map(
  [...new Set(routes.map(({ file }) => file))].map((file) => [file, readFileSync(join(ROOT, file), "utf8")]),
);

/** A composed path: a template, or a sum of strings. */
const MADE = /`\/[^`]*`|`\$\{[^`]*`|"\/[^"]*"\s*\+|\+\s*"\/[^"]*"/g;

test("the path of every route is a literal in its file, and no path is composed", () => {
  expect(routes.length).toBeGreaterThan(200);
  const unnamed = routes.filter(({ route, file }) => !texts.get(file)?.includes(`"${route.path}"`));
  expect(unnamed.map(({ route, file }) => `${route.method} ${route.path} in ${file}`)).toEqual([]);
  expect([...texts].flatMap(([file, text]) => (text.match(MADE) ?? []).map((made) => `${made} in ${file}`))).toEqual(
    [],
  );
});

test.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is looked for
  "path: `/devices/:device_id/${action}`",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is looked for
  "path: `${at}/open`",
  'path: "/devices/" + action',
  'path: at + "/open"',
])("a composed path is found: %s", (source) => {
  expect(source.match(MADE)).toHaveLength(1);
});

test("each method and path is declared once", () => {
  const names = routes.map(({ route }) => `${route.method} ${route.root ? "" : "/v1"}${route.path}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("no route is mounted behind one that takes its path", () => {
  const mounted = nearestFirst(routes.map(({ route }) => route)).map(({ method, path }) => [
    method,
    ...path.split("/"),
  ]);
  const takes = (earlier: string[], later: string[]) =>
    earlier.length === later.length && earlier.every((part, at) => part.startsWith(":") || part === later[at]);
  const hidden = mounted.filter((later, at) => mounted.slice(0, at).some((earlier) => takes(earlier, later)));
  expect(hidden.map((parts) => parts.join("/"))).toEqual([]);
  const usage = mounted.findIndex((parts) => parts.join("/") === "get//provider/tenants/usage");
  expect(usage).toBeGreaterThan(-1);
  expect(takes(mounted[usage + 1] ?? [], mounted[usage] ?? [])).toBe(true);
});

test("pages report to an existing route", () => {
  expect(routes.filter(({ route }) => route.root && route.path === CSP_REPORT_PATH)).toHaveLength(1);
});

test("ROUTES.md lists every route as it is; `npm run routes` writes it", async () => {
  expect(readFileSync(join(ROOT, "ROUTES.md"), "utf8")).toBe(await routesTable());
});
