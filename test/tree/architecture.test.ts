/** The architecture: arrows only fall, modules are entered by their index, domain files are pure, and each power has its place. */

import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GROUPS } from "../../src/modules/groups.ts";
import { circles } from "./circles.ts";
import { NAMED_BY_ALL, PLACES, PLATFORM_FOR, type Rule, violations, WORDS } from "./imports.ts";
import { EXCEPTIONS, foreignTables, OBJECT_NOUNS, ownersOf } from "./owners.ts";
import { blank, importsOf, type SourceFile } from "./source.ts";

const ROOT = join(import.meta.dirname, "../..");

function readTree(folder: string): SourceFile[] {
  let names: string[];
  try {
    names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
  return names
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.includes("node_modules/"))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

const said = "/** It keeps something true. */\n";

function plant(path: string, ...lines: string[]): SourceFile {
  return { path, text: `${said}${lines.join("\n")}\n` };
}

const files = ["src", "durable-objects"].flatMap(readTree);

test("the real tree breaks no rule", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(violations(files).map(({ path, rule, message }) => `${rule} ${path} ${message}`)).toEqual([]);
});

/** The first words of a header that names nothing: a clause in place of the thing. */
const CLAUSE = /^\/\*\*\s+(?:\*\s+)?(?:What|Which|How|Who|Whoever|Whatever|Where|When|Whether)\b/;

test("a file's header begins with the name of the thing, and not with a clause", () => {
  const folders = [
    "src",
    "durable-objects",
    "clients/gate",
    "clients/live",
    "admin",
    "local",
    "tools",
    "bench",
    "simulator",
    "fuzz",
    "test",
  ];
  const sources = folders.flatMap(readTree);
  expect(sources.length).toBeGreaterThan(900);
  expect(sources.filter(({ text }) => CLAUSE.test(text)).map(({ path }) => path)).toEqual([]);
  expect(["/** What a till may do. */", "/**\n * Which file is where. */"].every((header) => CLAUSE.test(header))).toBe(
    true,
  );
});

test("no imports go in a circle, types and dynamic imports counted", () => {
  const around = ["clients/gate", "clients/live", "local", "tools", "bench", "simulator", "fuzz"].flatMap(readTree);
  expect(around.length).toBeGreaterThan(90);
  expect(circles([...files, ...around])).toEqual([]);
});

test("a planted circle of three files is found, though one arrow is a type and one is dynamic", () => {
  const sales = "src/modules/counter/sales";
  const planted = [
    plant(`${sales}/service/sell.ts`, 'import type { Sale } from "./read.ts";'),
    plant(`${sales}/service/read.ts`, 'const void_sale = () => import("./void.ts");'),
    plant(`${sales}/service/void.ts`, 'export { sell } from "./sell.ts";', 'import "../domain.ts";'),
    plant(`${sales}/domain.ts`, 'import { x } from "../../../shared/money.ts";'),
  ];
  expect(circles(planted)).toEqual([
    [`${sales}/service/read.ts`, `${sales}/service/sell.ts`, `${sales}/service/void.ts`],
  ]);
});

test("only its owner names a table in SQL, except for the listed exceptions, and each of these is needed", () => {
  const owners = ownersOf(files);
  expect(owners.size).toBeGreaterThan(60);
  const named = files.map((file) => [file.path, foreignTables(file, owners).toSorted()] as const);
  const allowed = Object.entries(EXCEPTIONS).map(([path, { tables }]) => [path, tables.toSorted()] as const);
  const foreign = named.filter(([, tables]) => tables.length > 0);
  expect(foreign.toSorted()).toEqual(allowed.toSorted());
});

test.each([
  "sql`SELECT s.* FROM sales s`",
  "sql`SELECT 1 FROM lots l LEFT JOIN sales s ON 1`",
  "sql`SELECT 1 FROM json_each(?) asked, sales s WHERE 1`",
  "sql`DELETE FROM sales WHERE 1`",
  "sql`INSERT INTO sales (sale_id) VALUES (1)`",
  "sql`UPDATE sales SET total = 0`",
  "sql`UPDATE OR IGNORE sales SET total = 0`",
  'new Statement(`SELECT 1 FROM "sales"`, [])',
  "sql`sales`",
  'import { outbox } from "../../../platform/db/tables.ts";',
])("a table of another module is found: %s", (line) => {
  const owners = new Map([
    ["sales", "sales"],
    ["outbox", "platform"],
    ["lots", "tickets"],
  ]);
  expect(foreignTables(plant("src/modules/admission/tickets/store/list.ts", line), owners)).toHaveLength(1);
  const at_home = plant(
    `src/${line.includes("outbox") ? "platform/db/outbox.ts" : "modules/counter/sales/store.ts"}`,
    line,
  );
  expect(foreignTables(at_home, owners).filter((table) => table !== "lots")).toEqual([]);
});

describe("no list has a name that does not exist", () => {
  const paths = files.map(({ path }) => path);
  const foldersIn = (path: string) =>
    readdirSync(join(ROOT, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  test("each module is in its group and has one floor there, and each name in a group is a module", () => {
    const found = foldersIn("src/modules").map((group) => [group, foldersIn(`src/modules/${group}`).toSorted()]);
    const listed = Object.entries(GROUPS).map(([group, floors]) => [group, floors.flat().toSorted()]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(found));
  });

  test("each kind of place, exception and folder of the tree's rules has a file", () => {
    const patterns = [
      ...PLACES.map(([pattern]) => pattern),
      ...WORDS.flatMap(({ within, except = /./ }) => [within, except]),
    ];
    expect(patterns.filter((pattern) => !paths.some((path) => pattern.test(path)))).toEqual([]);
    const platform = Object.values(PLATFORM_FOR)
      .flat()
      .map((folder) => `src/platform/${folder}/`);
    const objects = Object.keys(OBJECT_NOUNS).map((folder) => `durable-objects/${folder}/`);
    const modules = Object.values(GROUPS).flat(2);
    expect(
      Object.values(OBJECT_NOUNS)
        .flat()
        .filter((noun) => !modules.includes(noun)),
    ).toEqual([]);
    const starts = [...NAMED_BY_ALL, ...platform, ...objects];
    expect(starts.filter((start) => !paths.some((path) => path.startsWith(start)))).toEqual([]);
  });

  test("each table that a copy or a purge names exists", () => {
    const owners = ownersOf(files);
    const texts = files.filter(({ path }) => LISTS_OF_TABLES.includes(path)).map(({ text }) => text);
    expect(texts).toHaveLength(LISTS_OF_TABLES.length);
    const named = texts.flatMap((text) => [
      ...[...text.matchAll(/^const (?:[A-Z_]+) = (\[?"[^;]*);/gm)].flatMap(([, list = ""]) => list.match(/\w+/g) ?? []),
      ...[...text.matchAll(/^ +\["(\w+)", \[/gm)].map(([, table = ""]) => table),
    ]);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((table) => !owners.has(table))).toEqual([]);
  });

  test("each path that a tool's configuration names exists", () => {
    const configs = [
      "drizzle.config.ts",
      "vitest.config.ts",
      "test/projects.ts",
      "knip.json",
      "tsconfig.json",
      "package.json",
      "wrangler.toml",
    ];
    const named = configs.flatMap((config) => {
      const text = readFileSync(join(ROOT, config), "utf8");
      return [...text.matchAll(CONFIGURED)]
        .flatMap(([, glob = ""]) => alternatives(glob))
        .map((glob) => ({ config, glob }));
    });
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(({ glob }) => globSync(glob, { cwd: ROOT }).length === 0)).toEqual([]);
  });
});

/** Files that list tables by name. */
const LISTS_OF_TABLES = [
  "src/modules/operations/backups/domain/manifest.ts",
  "src/modules/operations/backups/service/restore.ts",
  "src/modules/operations/provider/store/purge.ts",
];

/** A path or pattern below one of our folders, as quoted in a configuration. */
const CONFIGURED =
  /"((?:\.\/)?(?:src|durable-objects|clients|test|local|tools|bench|simulator|fuzz|migrations|\{src)(?:[/,][^"]*)?)"/g;

/** The alternatives of a pattern's braces: `a/{b,c}` gives `a/b` and `a/c`. */
function alternatives(glob: string): string[] {
  const [braces, inner = ""] = /\{([^{}]*)\}/.exec(glob) ?? [];
  return braces ? inner.split(",").flatMap((one) => alternatives(glob.replace(braces, one))) : [glob];
}

describe("a planted source is caught", () => {
  const m = "src/modules";
  const cases: [Rule, string, SourceFile][] = [
    [
      "floor",
      "a store that calls up to its service",
      plant(`${m}/counter/sales/store.ts`, 'import { x } from "./service.ts";'),
    ],
    [
      "floor",
      "a service that reaches up to its wire",
      plant(`${m}/counter/sales/service.ts`, 'import * as w from "./wire.ts";'),
    ],
    ["floor", "a wire beside its routes", plant(`${m}/counter/sales/wire.ts`, 'import { r } from "./routes.ts";')],
    [
      "floor",
      "a table that names its store",
      plant(`${m}/counter/sales/tables.ts`, 'import type { S } from "./store.ts";'),
    ],
    [
      "floor",
      "a service that takes its own index",
      plant(`${m}/counter/sales/service.ts`, 'export * from "./index.ts";'),
    ],
    [
      "floor",
      "a route that takes its own index",
      plant(`${m}/counter/sales/routes.ts`, 'import { x } from "./index.ts";'),
    ],
    [
      "floor",
      "a route that opens the database",
      plant(`${m}/counter/sales/routes.ts`, 'import "../../../platform/db/session.ts";'),
    ],
    [
      "floor",
      "a store that reads HTTP",
      plant(`${m}/counter/sales/store.ts`, 'import { f } from "../../../platform/http/fields.ts";'),
    ],
    [
      "floor",
      "a wire that reads settings",
      plant(`${m}/counter/sales/wire.ts`, 'import { settingsOf } from "../../../env.ts";'),
    ],
    [
      "floor",
      "a store that calls a lower module",
      plant(`${m}/counter/sales/store.ts`, 'import { x } from "../../offer/pricing/index.ts";'),
    ],
    [
      "floor",
      "a module that imports a door",
      plant(`${m}/counter/sales/service.ts`, 'import { createApp } from "../../../app.ts";'),
    ],
    [
      "floor",
      "an env that names an object's type",
      plant("src/env.ts", 'import type { T } from "../durable-objects/ticket/object.ts";'),
    ],
    [
      "floor",
      "an env that names a shared word",
      plant("src/env.ts", 'import type { Money } from "./shared/money.ts";'),
    ],
    [
      "floor",
      "an object that calls its service",
      plant("durable-objects/ticket/object.ts", 'import "../../src/modules/admission/tickets/service/issue.ts";'),
    ],
    [
      "floor",
      "an object that enters its module's use-cases",
      plant("durable-objects/ticket/storage.ts", 'import { f } from "../../src/modules/admission/tickets/service.ts";'),
    ],
    [
      "entry",
      "a store that reaches into another module",
      plant(`${m}/admission/tickets/store.ts`, 'import { s } from "../../counter/sales/service.ts";'),
    ],
    [
      "entry",
      "a dynamic import past the index",
      plant(`${m}/counter/sales/service.ts`, 'const x = () => import("../../admission/tickets/store.ts");'),
    ],
    [
      "entry",
      "a type taken past the index",
      plant(
        `${m}/counter/sales/service.ts`,
        "import type {",
        "  Ticket,",
        '} from "../../admission/tickets/tables.ts";',
      ),
    ],
    [
      "entry",
      "a module that enters a higher one",
      plant(`${m}/admission/tickets/service.ts`, 'import { s } from "../../counter/sales/index.ts";'),
    ],
    [
      "entry",
      "a type of a higher module",
      plant(`${m}/admission/tickets/wire.ts`, 'import type { s } from "../../counter/sales/index.ts";'),
    ],
    [
      "entry",
      "a module that enters its neighbour",
      plant(`${m}/offer/catalog/service.ts`, 'import { p } from "../pricing/index.ts";'),
    ],
    [
      "entry",
      "a store that takes SQL of a higher module",
      plant(`${m}/admission/tickets/store.ts`, 'import { s } from "../../counter/sales/fragments.ts";'),
    ],
    [
      "entry",
      "an object that takes SQL of a higher module",
      plant(
        "durable-objects/device/storage.ts",
        'import { s } from "../../src/modules/admission/tickets/fragments.ts";',
      ),
    ],
    [
      "entry",
      "a service that takes SQL past the index",
      plant(`${m}/counter/sales/service.ts`, 'import { s } from "../../admission/tickets/fragments.ts";'),
    ],
    [
      "floor",
      "SQL for others that calls its store",
      plant(`${m}/counter/sales/fragments.ts`, 'import { s } from "./store.ts";'),
    ],
    [
      "entry",
      "a wire that takes a shape of a higher module",
      plant(`${m}/admission/tickets/wire.ts`, 'import { Sale } from "../../counter/sales/wire.ts";'),
    ],
    [
      "entry",
      "routes that take a shape past the index",
      plant(`${m}/counter/sales/routes.ts`, 'import { Ticket } from "../../admission/tickets/wire.ts";'),
    ],
    [
      "entry",
      "a door that opens on a service",
      plant("src/worker.ts", 'import { s } from "./modules/counter/sales/service.ts";'),
    ],
    [
      "object",
      "an object that runs in a module",
      plant(`${m}/admission/tickets/service.ts`, 'import { T } from "../../../../durable-objects/ticket/object.ts";'),
    ],
    [
      "object",
      "a module that names a type of its object",
      plant(
        `${m}/admission/tickets/service/redeem.ts`,
        'import type { E } from "../../../../../durable-objects/ticket/storage.ts";',
      ),
    ],
    [
      "object",
      "an object with the rules of another noun",
      plant("durable-objects/ticket/object.ts", 'import "../../src/modules/counter/sales/domain.ts";'),
    ],
    [
      "object",
      "an object that knows another",
      plant("durable-objects/ticket/object.ts", 'import type { D } from "../device/object.ts";'),
    ],
    [
      "object",
      "an outcome that is told by a field that it has",
      plant(`${m}/admission/tickets/service/redeem.ts`, 'export const f = (outcome: object) => "line" in outcome;'),
    ],
    [
      "platform",
      "a platform that knows a module",
      plant("src/platform/http/mount.ts", 'import type { s } from "../../modules/counter/sales/index.ts";'),
    ],
    [
      "platform",
      "a platform that names an object's type",
      plant("src/platform/http/auth.ts", 'import type { D } from "../../../durable-objects/device/object.ts";'),
    ],
    [
      "pure",
      "a rule that reads its store",
      plant(`${m}/counter/sales/domain.ts`, 'import type { S } from "./store.ts";'),
    ],
    [
      "pure",
      "a rule that takes another module's rule",
      plant(`${m}/counter/sales/domain.ts`, 'import { p } from "../../offer/pricing/index.ts";'),
    ],
    [
      "pure",
      "a rule that names the context",
      plant(`${m}/counter/sales/domain.ts`, 'import type { Context } from "../../../platform/http/context.ts";'),
    ],
    [
      "pure",
      "an event that reads its store",
      plant(`${m}/counter/sales/events.ts`, 'import type { S } from "./store.ts";'),
    ],
    [
      "pure",
      "an event that takes another module's",
      plant(`${m}/admission/tickets/events.ts`, 'import { D } from "../../access/devices/index.ts";'),
    ],
    [
      "pure",
      "an event that knows HTTP",
      plant(`${m}/counter/sales/events.ts`, 'import "../../../platform/http/fields.ts";'),
    ],
    [
      "pure",
      "a rule that declares an event",
      plant(`${m}/counter/sales/domain.ts`, 'import "../../../platform/events/define.ts";'),
    ],
    ["pure", "a rule with a package", plant(`${m}/counter/sales/domain.ts`, 'import * as z from "zod";')],
    [
      "pure",
      "a shared word that knows a module",
      plant("src/shared/money.ts", 'import { p } from "../modules/offer/pricing/domain.ts";'),
    ],
    ["pure", "a rule that waits", plant(`${m}/admission/tickets/domain/admission.ts`, "export async function f() {}")],
    [
      "pure",
      "a rule that asks the world",
      plant(`${m}/counter/sales/domain.ts`, 'export const f = () => fetch("https://a.test");'),
    ],
    ["pure", "a rule that draws random bytes", plant("src/shared/ids.ts", "export const f = crypto.subtle;")],
    [
      "pure",
      "a rule that throws",
      plant(`${m}/counter/sales/domain.ts`, "export function f() {", "  throw new Error();", "}"),
    ],
    [
      "batch",
      "a second door to write",
      plant("src/platform/db/session.ts", "export const f = (db: D1Database) => db.batch([]);"),
    ],
    [
      "clock",
      "a service with a clock of its own",
      plant(`${m}/counter/sales/service.ts`, "export const f = () => Date.now();"),
    ],
    [
      "clock",
      "a clock inside a text",
      plant(`${m}/counter/sales/service.ts`, `export const f = () => \`at \${Date.now()}\`;`),
    ],
    ["clock", "a date of this moment", plant(`${m}/counter/sales/store.ts`, "export const f = () => new Date( );")],
    ["clock", "a random number", plant(`${m}/counter/sales/service.ts`, "export const f = Math.random;")],
    [
      "clock",
      "an id of another kind",
      plant("durable-objects/ticket/storage.ts", "export const f = () => crypto.randomUUID();"),
    ],
    [
      "log",
      "a line that nobody cleaned",
      plant(`${m}/counter/sales/service.ts`, "export const f = () => console.error(1);"),
    ],
    ["sql", "SQL in a service", plant(`${m}/counter/sales/service.ts`, "export const f = sql`SELECT 1`;")],
    ["sql", "SQL in a lock's shell", plant("durable-objects/ticket/object.ts", "export const f = sql`SELECT 1`;")],
    [
      "sql",
      "drizzle in a wire, if only its types",
      plant(`${m}/counter/sales/wire.ts`, 'import type { SQL } from "drizzle-orm";'),
    ],
    ["size", "a file of more than 400 lines", plant("src/platform/http/mount.ts", ...Array(400).fill("export {};"))],
    [
      "size",
      "a service.ts of more than 300 lines",
      plant(`${m}/counter/sales/service.ts`, ...Array(300).fill("export {};")),
    ],
    [
      "size",
      "an object's shell of more than 150 lines",
      plant("durable-objects/ticket/object.ts", ...Array(150).fill("export {};")),
    ],
    ["opening", "a file that does not say what it keeps true", { path: "src/app.ts", text: "export const x = 1;\n" }],
    [
      "opening",
      "an index that does more than name",
      { path: `${m}/counter/sales/index.ts`, text: "export const x = 1;\n" },
    ],
    ["place", "a module without a floor", plant(`${m}/counter/rides/domain.ts`, "export const x = 1;")],
    [
      "place",
      "a file of a name that is not one of the words",
      plant(`${m}/counter/sales/helpers.ts`, "export const x = 1;"),
    ],
    [
      "place",
      "a source that leans on a test",
      plant("src/app.ts", 'import { newPark } from "../test/support/park.ts";'),
    ],
  ];

  test.each(cases)("%s: %s", (rule, _, source) => {
    expect(violations([source]).map((violation) => violation.rule)).toEqual([rule]);
  });
});

test("allowed sources are not refused", () => {
  const tidy = [
    plant(
      "src/worker.ts",
      'export { T } from "../durable-objects/ticket/object.ts";',
      'import { consumers } from "./modules/access/devices/jobs.ts";',
    ),
    plant(
      "src/modules/counter/sales/routes.ts",
      'import * as wire from "./wire.ts";',
      'import { t } from "../../admission/tickets/index.ts";',
    ),
    plant("src/modules/counter/sales/wire.ts", 'import { issuedTicket } from "../../admission/tickets/wire.ts";'),
    plant(
      "src/modules/counter/sales/service/sell.ts",
      'import { r } from "./read.ts";',
      'import { commit } from "../../../../platform/db/commit.ts";',
    ),
    plant(
      "src/modules/counter/sales/store.ts",
      'import type { Env } from "../../../env.ts";',
      'import { sales } from "./tables.ts";',
      'import { p } from "../payments/fragments.ts";',
      `export const f = sql\`SELECT \${1} -- Date.now()\`;`,
    ),
    plant(
      "src/modules/counter/sales/tables.ts",
      'import type { PricedLine } from "../../offer/pricing/index.ts";',
      'import { text } from "drizzle-orm/sqlite-core";',
    ),
    plant(
      "src/modules/admission/tickets/domain/messages.ts",
      'import type { D } from "./admission.ts";',
      "export const f = (at: number) => new Date(at);",
    ),
    plant("durable-objects/ticket/storage.ts", 'import { r } from "../../src/modules/admission/tickets/tables.ts";'),
    plant(
      "durable-objects/employee/object.ts",
      'import { t } from "../../src/modules/access/sessions/domain/tries.ts";',
    ),
    plant(
      "src/modules/counter/sales/events.ts",
      'import * as z from "zod";',
      'import { defineEvent } from "../../../platform/events/define.ts";',
      'import { WORDS } from "./domain.ts";',
    ),
    plant("src/shared/page.ts", "// await fetch(console, crypto)", 'export const text = "async throw";'),
    {
      path: "src/modules/counter/sales/index.ts",
      text: 'export { a } from "./domain.ts";\nexport type { B } from "./store.ts";\n',
    },
  ];
  expect(violations(tidy)).toEqual([]);
});

test("imports are read in every spelling, and never from a comment or a text", () => {
  const text = [
    '// import { no } from "comment";',
    '/* export * from "block"; */',
    "const a = 'import x from \"text\"';",
    'import "effect";',
    'import type { A } from "type";',
    'import { type B } from "mixed";',
    "import C, {\n  d,\n  e as f,\n} from 'lines';",
    'export * as g from "star";',
    'export type { H } from "type-again";',
    `const quotes = /["'\`]/.test("") && \`\${\`import "\${"nested"}"\`}\`;`,
    'const later = () => import("dynamic");',
    'type I = typeof import("typeof");',
  ].join("\n");
  const found = importsOf(text).map(({ specifier, type_only }) => `${specifier}${type_only ? " (type)" : ""}`);
  expect(found.sort()).toEqual(
    ["effect", "type (type)", "mixed", "lines", "star", "type-again (type)", "dynamic", "typeof (type)"].sort(),
  );
});

test("blanking keeps every character's place and the code inside a template", () => {
  const text = `const a = \`x \${f({ b: "}" })} y\`; // end\nconst c = 4 / 2 / 1;\n`;
  expect(blank(text)).toBe(`const a = \`  \${f({ b: " " })}  \`;       \nconst c = 4 / 2 / 1;\n`);
});
