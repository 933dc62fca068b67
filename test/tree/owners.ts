/** Tables in SQL: the tables that a source names, and their owners. */

import type { SourceFile } from "./source.ts";

/** Modules for a platform's table: the commit writes its rows, and the module reads and archives them. */
const KEPT_FOR: Readonly<Record<string, string>> = { audits: "audits" };

/** The modules whose rules an object keeps, where that is not the one of its name. */
export const OBJECT_NOUNS: Readonly<Record<string, readonly string[]>> = {
  device: ["devices", "alerts"],
  employee: ["employees", "sessions"],
  endpoint: ["webhooks"],
  tenant: ["audits"],
  live: ["live"],
};

/** The modules whose rules the objects of a folder keep. */
export function nounsOf(folder: string): readonly string[] {
  return OBJECT_NOUNS[folder] ?? [`${folder}s`];
}

/**
 * Files that name a table of another owner, each with the reason. Objects and modules cannot use a higher module's SQL, so
 * what they need of it in one statement is listed here.
 */
export const EXCEPTIONS: Readonly<Record<string, { tables: readonly string[]; why: string }>> = {
  "src/platform/db/tenant-facts.ts": {
    tables: ["settings"],
    why: "an object of a caller reads its facts and the tenant's limits in one query",
  },
  "src/platform/db/store-zones.ts": {
    tables: ["stores", "tenants"],
    why: "CSV of any module's list shows times on each store's clock",
  },
  "src/platform/db/calls.ts": {
    tables: ["usage_counters"],
    why: "each caller's object writes its own counts, and usage reads them",
  },
  "src/platform/db/restoring.ts": {
    tables: ["restores"],
    why: "drains and sweeps over all tenants pass one that is being restored, in the query that they send anyway",
  },
  "src/modules/access/employees/store/access.ts": {
    tables: ["audits"],
    why: "access rows are filtered by memberships and paged in one statement",
  },
  "src/modules/admission/tickets/store/tickets.ts": {
    tables: ["sales", "payments"],
    why: "a list of tickets shows shift and payment method, without a second call",
  },
  "src/modules/admission/tickets/store/hydrate.ts": {
    tables: ["lots"],
    why: "a ticket's object meets a blank by its lot, in one query",
  },
  "durable-objects/device/storage.ts": {
    tables: ["zones", "ticket_keys", "foreign_codes", "redemptions", "tickets", "lots"],
    why: "a device's object reads all its facts in one query, and finds scans without a row in another",
  },
};

/** The owner of a file: a module's name, the modules of an object, or the platform. */
function ownersOfFile(path: string): readonly string[] {
  const [, module] = /^src\/modules\/[^/]+\/([^/]+)\//.exec(path) ?? [];
  const [, folder] = /^durable-objects\/([^/]+)\//.exec(path) ?? [];
  if (folder) return nounsOf(folder);
  return module ? [module] : path.startsWith("src/platform/") ? ["platform"] : [];
}

/** The owner of each table: the owner of the file that declares its columns. */
export function ownersOf(files: readonly SourceFile[]): Map<string, string> {
  const found = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\bsqliteTable\(\s*"(\w+)"/g)].map(
      ([, table = ""]) => [table, ownersOfFile(path)[0] ?? path] as const,
    ),
  );
  return new Map(found);
}

/** A table's name after a word of SQL, after a comma with an alias, or as an import of the platform's tables. */
const AFTER_WORD = /\b(?:FROM|JOIN|INTO|UPDATE(?:\s+OR\s+\w+)?|TABLE)\s+["`]?(\w+)/g;
const AFTER_COMMA = /,\s*(\w+)\s+(?:AS\s+)?[a-z]\w?\b(?=\s+(?:JOIN|LEFT|CROSS|WHERE|ON|INDEXED)\b|\s*[,)`])/g;
/** A table's name alone, to be inserted into statements. */
const ALONE = /\bsql`\s*(\w+)\s*`/g;
const IMPORTED = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"[./]+\/platform\/db\/tables\.ts"/g;

/** The tables of others that a source names, each once. */
export function foreignTables({ path, text }: SourceFile, owners: ReadonlyMap<string, string>): string[] {
  const at_home = ownersOfFile(path);
  const imported = [...text.matchAll(IMPORTED)].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);
  const named = [AFTER_WORD, AFTER_COMMA, ALONE].flatMap((words) =>
    [...text.matchAll(words)].map(([, name = ""]) => name),
  );
  return [...new Set([...imported, ...named])].filter((table) => {
    const of = owners.get(table);
    return of !== undefined && !at_home.includes(of) && !at_home.includes(KEPT_FOR[table] ?? "");
  });
}
