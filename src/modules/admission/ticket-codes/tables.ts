/** Tables: the versions of each tenant's key, which signs its ticket codes, and codes of tickets that were sold elsewhere. */

import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Versions of a tenant's key. Version 1 has no row until it is revoked; it has the first master (rule G14). */
export const ticket_keys = sqliteTable(
  "ticket_keys",
  {
    tenant_id: text().notNull(),
    key_version: integer().notNull(),
    master_id: text().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    revoked_at: integer(),
    revoked_by: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.key_version] })],
);

/** The codes of imported tickets; a copy of the table yields no code (rules M7, M8). */
export const foreign_codes = sqliteTable(
  "foreign_codes",
  {
    tenant_id: text().notNull(),
    /** A keyed hash of the code. */
    code_hash: text().notNull(),
    ticket_id: text().notNull(),
    /** The last characters of the code, for people. */
    code_end: text().notNull(),
    /** A hash of the row as it was imported: an equal row changes nothing. */
    digest: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.code_hash] }),
    uniqueIndex("foreign_codes_ticket").on(table.tenant_id, table.ticket_id),
  ],
);
