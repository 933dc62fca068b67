/** The rules of the tree, checked on sources alone: allowed imports, and allowed words in each kind of file. */

import { GROUPS } from "../../src/modules/groups.ts";
import { nounsOf } from "./owners.ts";
import { blank, importsOf, resolveImport, type SourceFile } from "./source.ts";

export type Rule =
  | "place"
  | "floor"
  | "entry"
  | "platform"
  | "object"
  | "pure"
  | "batch"
  | "clock"
  | "sql"
  | "log"
  | "size"
  | "opening";

interface Violation {
  path: string;
  rule: Rule;
  message: string;
}

type Part =
  | "door"
  | "routes"
  | "wire"
  | "jobs"
  | "index"
  | "service"
  | "store"
  | "fragments"
  | "tables"
  | "object"
  | "domain"
  | "events"
  | "shared"
  | "env"
  | "platform";

interface Place {
  path: string;
  part: Part;
  /** The module's folder. */
  noun?: string;
  /** The modules that an object belongs to: `ticket` to `tickets` and `scans`. */
  nouns?: readonly string[];
  /** The folder below src/platform or durable-objects. */
  folder?: string;
}

/** The places of each kind of file. The first group is the noun of a module, or a folder. */
export const PLACES: readonly (readonly [RegExp, Part])[] = [
  [/^src\/(?:worker|app)\.ts$/, "door"],
  [/^src\/env\.ts$/, "env"],
  [/^src\/shared\/(?:errors\/)?[^/]+\.ts$/, "shared"],
  [/^src\/platform\/([^/]+)\/[^/]+\.ts$/, "platform"],
  [/^durable-objects\/([^/]+)\/[^/]+\.ts$/, "object"],
  [/^src\/modules\/groups\.ts$/, "shared"],
  [/^src\/modules\/[^/]+\/([^/]+)\/routes(?:\/[^/]+)?\.ts$/, "routes"],
  [/^src\/modules\/[^/]+\/([^/]+)\/wire(?:\/[^/]+)?\.ts$/, "wire"],
  [/^src\/modules\/[^/]+\/([^/]+)\/jobs\.ts$/, "jobs"],
  [/^src\/modules\/[^/]+\/([^/]+)\/index\.ts$/, "index"],
  [/^src\/modules\/[^/]+\/([^/]+)\/service(?:\/[^/]+)?\.ts$/, "service"],
  [/^src\/modules\/[^/]+\/([^/]+)\/store(?:\/[^/]+)?\.ts$/, "store"],
  [/^src\/modules\/[^/]+\/([^/]+)\/fragments\.ts$/, "fragments"],
  [/^src\/modules\/[^/]+\/([^/]+)\/tables\.ts$/, "tables"],
  [/^src\/modules\/[^/]+\/([^/]+)\/domain(?:\/[^/]+)?\.ts$/, "domain"],
  [/^src\/modules\/[^/]+\/([^/]+)\/events\.ts$/, "events"],
];

const FLOOR: Partial<Record<Part, number>> = {
  door: 5,
  routes: 4,
  wire: 4,
  jobs: 4,
  index: 3,
  service: 3,
  store: 2,
  fragments: 2,
  tables: 2,
  object: 2,
  domain: 1,
  events: 1,
  shared: 0,
};

/** Files that a higher module may import without the index: wire shapes and SQL fragments. */
const SHARED_PARTS: readonly Part[] = ["wire", "fragments"];
/** Kinds of files that may use a lower module's SQL in their own statements. */
const TAKES_FRAGMENTS: readonly Part[] = ["store", "fragments", "object"];

/** Imports that are allowed on one floor, inside one noun. */
const LEVEL = new Set([
  "index→service",
  "service→service",
  "domain→domain",
  "store→tables",
  "routes→wire",
  "routes→routes",
  "wire→wire",
  "object→object",
  "store→store",
  "store→fragments",
  "object→fragments",
  "object→store",
  "object→tables",
]);

/** The platform's folders that each kind of file may use at run time; a missing kind may use all. */
export const PLATFORM_FOR: Partial<Record<Part, readonly string[]>> = {
  routes: ["http"],
  wire: ["http"],
  jobs: ["http", "queue"],
  index: [],
  store: ["db", "events"],
  fragments: ["db"],
  tables: ["db"],
};

/** Files whose types everything above the domain may use. */
export const NAMED_BY_ALL = new Set(["src/platform/http/context.ts", "src/env.ts"]);
const READS_SETTINGS: readonly Part[] = ["door", "service", "object", "platform"];
const SAYS_NOTHING_ABOUT_OTHERS: readonly Part[] = ["domain", "events", "shared"];

const MODULE_FLOOR = new Map(
  Object.values(GROUPS)
    .flat()
    .flatMap((nouns, floor) => nouns.map((noun) => [noun, floor + 1] as const)),
);

function placeOf(path: string): Place | undefined {
  for (const [pattern, part] of PLACES) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (part === "object") return { path, part, folder: match[1], nouns: nounsOf(match[1] ?? "") };
    return part === "platform" ? { path, part, folder: match[1] } : { path, part, noun: match[1] };
  }
  return undefined;
}

/** The reason against an import; undefined if it is allowed. */
function refuseImport(from: Place, to: Place, type_only: boolean): [Rule, string] | undefined {
  if (to.part === "door") {
    if (from.part === "door" && to.part === "door") return undefined;
    return ["floor", "nothing imports a door except a door"];
  }
  if (from.part === "env") return ["floor", "env.ts may import nothing; each object adds its own binding"];
  if (SAYS_NOTHING_ABOUT_OTHERS.includes(from.part)) return refuseRule(from, to);
  if (to.part === "shared") return undefined;
  if (type_only && NAMED_BY_ALL.has(to.path)) return undefined;
  if (to.part === "env")
    return READS_SETTINGS.includes(from.part)
      ? undefined
      : ["floor", "only doors, services, objects and the platform read settings"];
  if (from.part === "platform") return refusePlatform(to);
  if (to.part === "platform") {
    const folders = PLATFORM_FOR[from.part];
    return !folders || (to.folder && folders.includes(to.folder))
      ? undefined
      : ["floor", `${from.part} may not use platform/${to.folder}`];
  }
  if (from.part === "door")
    return to.part === "object" || to.part === "routes" || to.part === "jobs"
      ? undefined
      : ["entry", "a door may import only routes, jobs, objects and the platform"];
  const shared_part = to.part === "wire" ? from.part === "wire" : TAKES_FRAGMENTS.includes(from.part);
  if (SHARED_PARTS.includes(to.part) && shared_part && !isOneNoun(from, to)) return refuseUpward(from, to);
  if (to.part === "object" || from.part === "object") return refuseObject(from, to);
  return from.noun === to.noun ? refuseFloor(from, to) : refuseEntry(from, to, type_only);
}

function refuseRule(from: Place, to: Place): [Rule, string] | undefined {
  const own_domain = from.part !== "shared" && to.part === "domain" && from.noun === to.noun;
  const declares = from.part === "events" && to.part === "platform" && to.folder === "events";
  return to.part === "shared" || own_domain || declares ? undefined : ["pure", "a domain may import only shared"];
}

function refusePlatform(to: Place): [Rule, string] | undefined {
  if (to.part === "platform") return undefined;
  return ["platform", "the platform may not import a module"];
}

function refuseObject(from: Place, to: Place): [Rule, string] | undefined {
  if (from.part === "object" && to.part === "object")
    return from.folder === to.folder ? undefined : ["object", "an object may not import another object"];
  if (to.part === "object")
    return ["object", "a module knows an object by its stub, and its requests by its own domain"];
  if (!isOneNoun(from, to)) return ["object", "an object and a module meet only when their noun is the same"];
  return refuseFloor(from, to);
}

function refuseFloor(from: Place, to: Place): [Rule, string] | undefined {
  const [above = 0, below = 0] = [FLOOR[from.part], FLOOR[to.part]];
  if (above > below && to.part !== "index") return undefined;
  const level = above === below && LEVEL.has(`${from.part}→${to.part}`);
  return level ? undefined : ["floor", `${from.part} is on floor ${above}, ${to.part} on ${below}`];
}

function refuseEntry(from: Place, to: Place, type_only: boolean): [Rule, string] | undefined {
  if (to.part !== "index") return ["entry", `${to.noun} is entered through its index.ts`];
  const upward = refuseUpward(from, to);
  if (upward) return upward;
  // A column may have a lower module's type; only a use-case may call a lower module.
  const may_enter = (FLOOR[from.part] ?? 0) >= 3 || type_only;
  return may_enter ? undefined : ["floor", `${from.part} may not call another module`];
}

/** Whether both are of one module. */
function isOneNoun(from: Place, to: Place): boolean {
  return from.nouns?.includes(to.noun ?? "") ?? to.nouns?.includes(from.noun ?? "") ?? from.noun === to.noun;
}

function refuseUpward(from: Place, to: Place): [Rule, string] | undefined {
  const floors = (from.nouns ?? [from.noun ?? ""]).map((noun) => MODULE_FLOOR.get(noun) ?? 0);
  const [above, below = 0] = [Math.max(...floors), MODULE_FLOOR.get(to.noun ?? "")];
  return above > below ? undefined : ["entry", `${from.noun} is on module floor ${above}, ${to.noun} on ${below}`];
}

const MEMORY =
  /(?:^src\/modules\/[^/]+\/[^/]+\/(?:store(?:\/[^/]+)?|fragments|tables)\.ts|^src\/platform\/.+|^durable-objects\/[^/]+\/storage\.ts)$/;
const RULES = /^src\/(?:shared|modules\/[^/]+\/[^/]+\/domain)(?:\.ts|\/)/;

/** Words that only some files may use: none of `within` except those of `except`. */
export const WORDS: readonly { rule: Rule; words: RegExp; within: RegExp; except?: RegExp; message: string }[] = [
  {
    rule: "batch",
    words: /\.batch\s*\(/,
    within: /./,
    except: /^src\/platform\/db\/commit\.ts$/,
    message: "only commit.ts may write",
  },
  {
    rule: "clock",
    words: /\bDate\.now\b|\bnew Date\b(?!\s*\(\s*[^)\s])|\bMath\.random\b|\brandomUUID\b|\bperformance\.now\b/,
    within: /./,
    except: /^src\/platform\/|^durable-objects\/[^/]+\/(?:object|projector)\.ts$/,
    message: "take the time and new ids from the context",
  },
  {
    rule: "log",
    words: /\bconsole\.\w+/,
    within: /./,
    except: /^src\/platform\/log\/log\.ts$/,
    message: "log by platform/log, which redacts",
  },
  {
    rule: "object",
    words: /["']\s*["'] in \w*(?:outcome|verdict)\b/i,
    within: /./,
    message: "an outcome is told by its tagged word, never by a field that it has",
  },
  { rule: "sql", words: /\bsql\s*`/, within: /./, except: MEMORY, message: "SQL stands in store.ts and storage.ts" },
  {
    rule: "pure",
    words: /\bcrypto\b|\bfetch\s*\(|\bawait\b|\basync\b|\bsetTimeout\b/,
    within: RULES,
    message: "a domain may not wait or do I/O",
  },
  {
    rule: "pure",
    words: /\bthrow\b/,
    within: /^src\/modules\/[^/]+\/[^/]+\/domain/,
    message: "an expected refusal is data, not an exception",
  },
];

const MAX_LINES = 400;
const MAX_SERVICE_LINES = 300;
/** An object's shell only calls: what it does stands beside it, a file for each concern. */
const MAX_SHELL_LINES = 150;
const SHELL = /^durable-objects\/[^/]+\/object\.ts$/;
const OPENING = /^\/\*\*\s(?:[^*]|\*(?!\/))*?[.?!]\s*\*\//;
const ONLY_EXPORTS = /^(?:\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s+from\s*["'] *["'];)+\s*$/;

/** All violations in the files. */
export function violations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const { path, text } = file;
    const code = blank(text);
    const found = [...importViolations(file, code), ...shapeViolations(file, code)];
    for (const { rule, words, within, except, message } of WORDS) {
      const word = within.test(path) && !except?.test(path) ? words.exec(code)?.[0] : undefined;
      if (word !== undefined) found.push([rule, `${word.trim()}: ${message}`]);
    }
    return found.map(([rule, message]) => ({ path, rule, message }));
  });
}

function importViolations({ path, text }: SourceFile, code: string): [Rule, string][] {
  const from = placeOf(path);
  if (!from) return [["place", "there is no such kind of file"]];
  const found: [Rule, string][] = [];
  if (from.noun && path.startsWith("src/modules/") && !MODULE_FLOOR.has(from.noun))
    found.push(["place", `${from.noun} has no floor in groups.ts; give it one`]);
  for (const { specifier, type_only } of importsOf(text, code)) {
    const target = resolveImport(path, specifier);
    const about = (refusal: [Rule, string] | undefined) => {
      if (refusal) found.push([refusal[0], `${specifier}: ${refusal[1]}`]);
    };
    if (target === undefined) about(refusePackage(from, specifier));
    else {
      const to = placeOf(target);
      about(to ? refuseImport(from, to, type_only) : ["place", "is not a source file of this repository"]);
    }
  }
  return found;
}

function refusePackage(from: Place, specifier: string): [Rule, string] | undefined {
  if (RULES.test(from.path)) return ["pure", "a domain may not import a package"];
  const is_drizzle = /^drizzle-orm(?:\/|$)/.test(specifier);
  return is_drizzle && !MEMORY.test(from.path)
    ? ["sql", "only store.ts, fragments.ts, tables.ts and storage.ts may import drizzle"]
    : undefined;
}

function shapeViolations({ path, text }: SourceFile, code: string): [Rule, string][] {
  const found: [Rule, string][] = [];
  const lines = text.trimEnd().split("\n").length;
  const most = SHELL.test(path) ? MAX_SHELL_LINES : path.endsWith("/service.ts") ? MAX_SERVICE_LINES : MAX_LINES;
  if (lines > most) found.push(["size", `${lines} lines, at most ${most}`]);
  const is_list = path.endsWith("/index.ts") && ONLY_EXPORTS.test(code);
  if (!OPENING.test(text) && !is_list) found.push(["opening", "begin with one sentence: what this file keeps true"]);
  return found;
}
