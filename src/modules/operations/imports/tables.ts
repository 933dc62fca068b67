/** Tables: imports, and links from the ids of other systems to ours (rules M4, M5). */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { IMPORT_KINDS, IMPORT_SOURCES, type Mapping } from "./domain/words.ts";

/** `failed`: a page failed so often that the import waits for a person, who may start it again. */
export const IMPORT_STATUSES = ["draft", "checked", "running", "finished", "cancelled", "failed"] as const;

export const imports = sqliteTable(
  "imports",
  {
    tenant_id: text().notNull(),
    import_id: text().notNull(),
    kind: text({ enum: IMPORT_KINDS }).notNull(),
    source: text({ enum: IMPORT_SOURCES }).notNull(),
    /** Null: what it makes is for all stores of the tenant. */
    store_id: text(),
    /** The store whose country reads telephone numbers. */
    caller_store_id: text(),
    file_name: text().notNull(),
    status: text({ enum: IMPORT_STATUSES }).notNull(),
    header: text({ mode: "json" }).$type<string[]>().notNull(),
    mapping: text({ mode: "json" }).$type<Mapping>().notNull(),
    rows: integer().notNull(),
    /** The number of files that its rows are in, and the next one to import. */
    pages: integer().notNull(),
    next_page: integer().notNull(),
    /** The outcome so far; of a dry run before it is started. */
    created: integer().notNull(),
    changed: integer().notNull(),
    unchanged: integer().notNull(),
    failed: integer().notNull(),
    /** Of the failed rows, those that cannot be read; they are not tried. */
    unreadable: integer().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    started_at: integer(),
    ended_at: integer(),
    /** The dry run whose files are imported, so that another one beside it changes nothing of them. */
    check_id: text(),
    /** The tries of the next page that did not end well. */
    tries: integer().notNull().default(0),
    /** The code of the error that stopped it. */
    failure: text(),
    /** Its files leave after this moment of the world's clock; null while it runs, and once they left. */
    kept_until: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.import_id] }),
    index("imports_kept").on(table.tenant_id, table.kept_until).where(sql`kept_until IS NOT NULL`),
    index("imports_open").on(table.tenant_id, table.created_by).where(sql`status IN ('draft', 'checked')`),
  ],
);

/** The thing that a row of another system became. It is written with the thing. */
export const import_links = sqliteTable(
  "import_links",
  {
    tenant_id: text().notNull(),
    kind: text({ enum: IMPORT_KINDS }).notNull(),
    source: text({ enum: IMPORT_SOURCES }).notNull(),
    /** A hash of the row's id there, because it may hold a guest's address. */
    external_hash: text().notNull(),
    our_id: text().notNull(),
    /** A hash of the row as it was imported: an equal row changes nothing, even if a person changed the thing since. */
    digest: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.kind, table.source, table.external_hash] })],
);
