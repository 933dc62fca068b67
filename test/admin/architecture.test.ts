/** The console's architecture: a feature knows the kit and the client only, the session knows nobody, and files are short. */

import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { circles } from "../tree/circles.ts";
import { importsOf, resolveImport, type SourceFile } from "../tree/source.ts";

const LINES = 300;

function readFiles(): SourceFile[] {
  const paths = globSync(["admin/**/*.ts", "admin/**/*.tsx"]).map((path) => path.replaceAll("\\", "/"));
  return paths
    .filter((path) => !path.startsWith("admin/src/client/"))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** What each part may import besides itself and packages. */
const MAY: readonly (readonly [part: RegExp, may: RegExp])[] = [
  [/^admin\/src\/features\/index\.ts$/, /^(?:admin\/src\/features\/[\w-]+\/routes\.tsx|#kit\/pages\.ts)$/],
  [/^admin\/src\/features\/[\w-]+\//, /^(?:#kit\/[\w.-]+|#client|#queries)$/],
  [/^admin\/src\/kit\//, /^(?:#client|#queries|admin\/src\/client\/client\.gen\.ts|clients\/live\/index\.ts)$/],
  [/^admin\/src\/stories\//, /^(?:#kit\/[\w.-]+|#client|admin\/src\/languages\/index\.ts)$/],
  [/^admin\/src\/languages\//, /^#kit\/text\.ts$/],
  [
    /^admin\/src\/(?:app\/|main\.tsx$)/,
    /^(?:#kit\/[\w.-]+|#client|#queries|admin\/src\/(?:features\/index\.ts|languages\/index\.ts|stories\/KitPage\.tsx|app\/(?:onboarding\/)?[\w.-]+|client\/client\.gen\.ts)|clients\/live\/index\.ts)$/,
  ],
  [/^admin\/session\//, /^$/],
  [/^admin\/functions\//, /^admin\/session\/[\w.-]+$/],
  [/^admin\/vite\.config\.ts$/, /^$/],
];

/** The folder whose files may import one another: a feature's own, the kit, the session. */
function homeOf(path: string): string {
  const feature = /^admin\/src\/features\/[\w-]+\//.exec(path)?.[0];
  return feature ?? path.slice(0, path.lastIndexOf("/") + 1);
}

function strangersOf(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const [, may] = MAY.find(([part]) => part.test(path)) ?? [];
    if (!may) return [`${path} belongs to no part`];
    return importsOf(text).flatMap(({ specifier }) => {
      const target = resolveImport(path, specifier) ?? specifier;
      const is_package = !specifier.startsWith(".") && !specifier.startsWith("#");
      const allowed =
        (is_package && !path.startsWith("admin/session/")) || target.startsWith(homeOf(path)) || may.test(target);
      return allowed ? [] : [`${path} imports ${target}`];
    });
  });
}

const files = readFiles();

test("each part of the console imports only its own and the lower parts, and nothing of the API's source", () => {
  expect(files.length).toBeGreaterThan(80);
  expect(strangersOf(files)).toEqual([]);
});

test.each([
  ["admin/src/features/sales/A.tsx", 'import { x } from "../tickets/columns.tsx";'],
  ["admin/src/features/sales/A.tsx", 'import { x } from "../../app/session.ts";'],
  ["admin/src/features/sales/A.tsx", 'import { x } from "../../../../src/shared/money.ts";'],
  ["admin/src/kit/A.tsx", 'import { x } from "../features/index.ts";'],
  ["admin/session/a.ts", 'import { x } from "hono";'],
  ["admin/session/a.ts", 'import type { Env } from "../../src/env.ts";'],
  ["admin/src/elsewhere/a.ts", ""],
])("a planted import is found: %s %s", (path, text) => {
  expect(strangersOf([{ path, text }])).toHaveLength(1);
});

test("no imports go in a circle", () => {
  expect(circles(files)).toEqual([]);
});

test(`no file of the console has more than ${LINES} lines`, () => {
  const long = files.filter(({ text }) => text.split("\n").length > LINES + 1);
  expect(long.map(({ path, text }) => `${path} ${text.split("\n").length}`)).toEqual([]);
});

test("only the session and the watch over the server call fetch: everything else goes through the generated client", () => {
  const callers = files.filter(({ path, text }) => path.startsWith("admin/src/") && /(?<![\w.])fetch\(/.test(text));
  expect(callers.map(({ path }) => path).toSorted()).toEqual(["admin/src/app/reach.ts", "admin/src/app/session.ts"]);
});

describe("packages", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { devDependencies: Record<string, string> };

  test("all of Mantine has one exact version", () => {
    const versions = Object.entries(manifest.devDependencies).filter(([name]) => name.startsWith("@mantine/"));
    expect(versions.length).toBeGreaterThan(3);
    expect(new Set(versions.map(([, version]) => version)).size).toBe(1);
  });
});
