/** Tests of the console's weight: the script of the first picture is bounded, and charts come only with a page that draws one. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { CONSOLE_FOLDER, ensureConsole } from "../../local/console.ts";

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
}

const MOST_KB = 350;

let manifest: Record<string, Chunk>;
beforeAll(async () => {
  await ensureConsole(() => undefined);
  manifest = JSON.parse(readFileSync(join(CONSOLE_FOLDER, "manifest.json"), "utf8"));
});

/** The files that some entries load at once. */
function loadedBy(...entries: string[]): string[] {
  const found = new Set<string>();
  const visit = (key: string) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`The build has no ${key}.`);
    if (found.has(chunk.file)) return;
    found.add(chunk.file);
    for (const each of chunk.imports ?? []) visit(each);
  };
  for (const entry of entries) visit(entry);
  return [...found];
}

const weightOf = (files: string[]) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(CONSOLE_FOLDER, file))).length, 0) / 1000;

test.each(["en", "th"])(`the script of the first picture has at most ${MOST_KB} kB compressed, in %s`, (language) => {
  const files = loadedBy("index.html", `src/languages/${language}.ts`, "src/features/dashboard/DashboardPage.tsx");
  const weight_kb = weightOf(files);
  console.log(`The first picture loads ${files.length} scripts of ${weight_kb.toFixed(0)} kB.`);
  expect(weight_kb).toBeLessThanOrEqual(MOST_KB);
});

test("the library of charts, the other language and the kit's page are no part of the first script", () => {
  const first = loadedBy("index.html");
  const apart = [
    "src/kit/ChartDrawn.tsx",
    ...["en", "th", "en-rest", "th-rest"].map((name) => `src/languages/${name}.ts`),
  ];
  expect(apart.filter((key) => first.includes(manifest[key]?.file ?? ""))).toEqual([]);
  expect(Object.keys(manifest).filter((key) => key.includes("stories"))).toEqual([]);
});
