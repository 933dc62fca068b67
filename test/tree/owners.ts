/** Which tables a source names in its SQL, and whose they are. */

import type { SourceFile } from "./source.ts";

/** Modules that keep rows of a table of the platform: the commit writes them, and these read and archive them. */
const KEPT_FOR: Readonly<Record<string, string>> = { audits: "audits" };

/** Whose rules an object keeps, where that is not the module of its name. */
export const OBJECT_NOUN: Readonly<Record<string, string>> = { tenant: "audits" };

/**
 * Files that name a table of another owner, each with why. Objects and modules cannot take SQL from a higher module; what
 * they need of it in one statement stands here.
 */
export const EXCEPTIONS: Readonly<Record<string, { tables: readonly string[]; why: string }>> = {
  "src/platform/db/tenant-facts.ts": {
    tables: ["settings"],
    why: "an object of a caller reads its facts and the tenant's limits in one query",
  },
  "src/platform/db/store-zones.ts": {
    tables: ["stores", "tenants"],
    why: "a list as CSV shows times of each store's clock, whatever module lists",
  },
  "src/platform/db/calls.ts": {
    tables: ["usage_counters"],
    why: "each caller's object writes its own counts, and usage reads them",
  },
  "src/modules/access/employees/store/access.ts": {
    tables: ["audits"],
    why: "access rows are filtered by memberships and paged in one statement",
  },
  "src/modules/admission/tickets/store/tickets.ts": {
    tables: ["sales", "payments"],
    why: "a list of tickets shows shift and payment method, without a second call",
  },
  "src/modules/admission/tickets/store/history.ts": {
    tables: ["reprints"],
    why: "a ticket's story tells its prints in their order among its changes",
  },
  "durable-objects/device/storage.ts": {
    tables: ["zones", "ticket_keys", "redemptions", "tickets", "lots"],
    why: "a device's object reads all its facts in one query, and asks for scans without a row in another",
  },
};

/** Who a file belongs to: a module by its name, or the platform. */
export function ownerOf(path: string): string | undefined {
  const [, module] = /^src\/modules\/[^/]+\/([^/]+)\//.exec(path) ?? [];
  const [, folder] = /^durable-objects\/([^/]+)\//.exec(path) ?? [];
  if (folder) return OBJECT_NOUN[folder] ?? `${folder}s`;
  return module ?? (path.startsWith("src/platform/") ? "platform" : undefined);
}

/** The owner of each table: where its columns are declared. */
export function ownersOf(files: readonly SourceFile[]): Map<string, string> {
  const found = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\bsqliteTable\(\s*"(\w+)"/g)].map(([, table = ""]) => [table, ownerOf(path) ?? path] as const),
  );
  return new Map(found);
}

/** A table's name after a word of SQL, after a comma with an alias, or as an import of the platform's tables. */
const AFTER_WORD = /\b(?:FROM|JOIN|INTO|UPDATE(?:\s+OR\s+\w+)?|TABLE)\s+["`]?(\w+)/g;
const AFTER_COMMA = /,\s*(\w+)\s+(?:AS\s+)?[a-z]\w?\b(?=\s+(?:JOIN|LEFT|CROSS|WHERE|ON|INDEXED)\b|\s*[,)`])/g;
/** A table's name alone, made to be taken into statements. */
const ALONE = /\bsql`\s*(\w+)\s*`/g;
const IMPORTED = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"[./]+\/platform\/db\/tables\.ts"/g;

/** The tables of others that a source names, each once. */
export function foreignTables({ path, text }: SourceFile, owners: ReadonlyMap<string, string>): string[] {
  const owner = ownerOf(path);
  const imported = [...text.matchAll(IMPORTED)].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);
  const named = [AFTER_WORD, AFTER_COMMA, ALONE].flatMap((words) =>
    [...text.matchAll(words)].map(([, name = ""]) => name),
  );
  return [...new Set([...imported, ...named])].filter((table) => {
    const of = owners.get(table);
    return of !== undefined && of !== owner && KEPT_FOR[table] !== owner;
  });
}
