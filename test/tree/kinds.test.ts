/** Kinds of tickets and of tenders are distinguished only in their tables, and every feature flag is read. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KINDS } from "../../src/modules/admission/tickets/domain/kinds.ts";
import { TICKET_TYPES } from "../../src/modules/admission/tickets/domain/words.ts";

const ROOT = join(import.meta.dirname, "../..");
const sources = globSync("{src,durable-objects,clients/{gate,live}}/**/*.ts", { cwd: ROOT }).map((path) => ({
  path: path.replaceAll("\\", "/"),
  text: readFileSync(join(ROOT, path), "utf8"),
}));

/** Files that may name a type, each with the reason. */
const NAMED_IN: Readonly<Record<string, string>> = {
  "src/modules/admission/scans/routes.ts": "party is also a column of scans",
  "src/modules/admission/tickets/domain/words.ts": "the list of types",
  "src/modules/admission/tickets/domain/kinds.ts": "the meaning of each type",
  "src/modules/offer/catalog/domain/offers.ts": "the tickets of a package, in a module below tickets",
  "src/modules/operations/sync/wire.ts": "party is also a field of a scan",
  "src/modules/admission/tickets/events.ts": "the examples of events",
  "src/platform/http/examples.ts": "the examples of requests",
};

const TYPES = TICKET_TYPES.join("|");
/** A type's name as a string in TypeScript or SQL, or as the key of a table. */
const NAMED = new RegExp(`["'](?:${TYPES})["']|^\\s*(?:${TYPES}): (?:\\{|"|\\(|[A-Z0-9])`, "m");

test("[G7] types of tickets are distinguished only in the table of kinds", () => {
  expect(Object.keys(KINDS).toSorted()).toEqual(TICKET_TYPES.toSorted());
  const found = sources.filter(({ text }) => NAMED.test(text)).map(({ path }) => path);
  expect(found.toSorted()).toEqual(Object.keys(NAMED_IN).toSorted());
});

test.each([
  'if (ticket.type === "timepass") return null;',
  "sql`SELECT 1 FROM tickets WHERE type = 'credit'`",
  'switch (type) {\n  case "party":',
  'const UNIT_OF = {\n  single: "uses",\n};',
])("[G7] a type that is named elsewhere is found: %s", (source) => {
  expect(NAMED.test(source)).toBe(true);
});

test("[S2] kinds of tenders are distinguished only in the table of tenders", () => {
  const compared = /kind\)? [!=]== "(?:tender|account|points)"|kind = '(?:tender|account|points)'/;
  expect(compared.test('if (type.kind === "account") return 0;')).toBe(true);
  const found = sources.filter(({ path, text }) => path.startsWith("src/modules/counter/") && compared.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test("every feature flag of a new park is read by code", () => {
  const given = sources.flatMap(({ text }) =>
    [...text.matchAll(/recordFlags\(\w+, \[([^\]]*)\]/g)].map(([, list = ""]) => list),
  );
  expect(given.length).toBeGreaterThan(0);
  const names = given.flatMap((list) => [...list.matchAll(/\bflag: ([^,}]+)/g)].map(([, name = ""]) => name.trim()));
  expect(names.length).toBeGreaterThan(0);
  const unread = names.filter((name) => !sources.some(({ text }) => text.includes(`isFlagOn(ctx, ${name})`)));
  expect(unread).toEqual([]);
});
