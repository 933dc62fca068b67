/** Events: each is declared once, in a file of events, and its name is written nowhere else. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

const files = ["src", "durable-objects"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), "utf8") })),
);
/** A declaration, or a call of a helper in the same file that declares: a name and then a sentence. */
const DECLARED = /\(\s*"([a-z_]+\.[a-z_.]+)",\s*"[A-Z]/g;
const isOfEvents = (path: string) => path.endsWith("/events.ts") || path === "src/platform/events/catalogue.ts";

interface Declaration {
  type: string;
  path: string;
}

function declarationsIn(all: typeof files): Declaration[] {
  return all.flatMap(({ path, text }) => [...text.matchAll(DECLARED)].map(([, type = ""]) => ({ type, path })));
}

/** Messages of devices' sockets have their own names and data; some have the name of their event. */
const SOCKET = ["src/modules/access/devices/domain/live.ts", "src/modules/access/devices/wire.ts"];

/** Events that are declared outside a file of events, and names that are written twice. */
function problemsIn(all: typeof files): string[] {
  const declared = declarationsIn(all);
  const place = new Map(declared.map(({ type, path }) => [type, path]).reverse() as [string, string][]);
  const astray = declared.filter(({ path }) => !isOfEvents(path));
  const named = all.filter(({ path }) => !SOCKET.includes(path));
  const written = named.flatMap(({ path, text }) =>
    [...text.matchAll(/"([a-z_]+\.[a-z_.]+)"/g)].map(([, word = ""]) => ({ word, path })),
  );
  const again = [...Map.groupBy(written, ({ word }) => word)].flatMap(([word, places]) => {
    const own = place.get(word);
    if (own === undefined) return [];
    const first = places.findIndex(({ path }) => path === own);
    return places.toSpliced(first, 1).map(({ path }) => `${word} is written in ${path} as well`);
  });
  return [...astray.map(({ type, path }) => `${type} is declared in ${path}`), ...again];
}

test("[E1] no event is declared twice, and none is a bare string outside the files of events", () => {
  expect(declarationsIn(files).length).toBeGreaterThanOrEqual(80);
  expect(problemsIn(files)).toEqual([]);
});

test("[E1] a second declaration and a bare name are found", () => {
  const again = { path: "src/modules/admission/gate/events.ts", text: 'defineEvent("sale.voided", "Again", X, {});' };
  const astray = {
    path: "src/modules/admission/gate/service/bootstrap.ts",
    text: 'defineEvent(\n  "gate.opened",\n  "A gate", X, {});',
  };
  const bare = { path: "src/modules/admission/gate/jobs.ts", text: 'const types = ["zone.changed"];' };
  expect(problemsIn([...files, again, astray, bare]).sort()).toEqual([
    "gate.opened is declared in src/modules/admission/gate/service/bootstrap.ts",
    "sale.voided is written in src/modules/admission/gate/events.ts as well",
    "zone.changed is written in src/modules/admission/gate/jobs.ts as well",
  ]);
});
