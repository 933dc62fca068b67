/** What became of old audit rows: the files they went to, and the days they add up to. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Audit rows that lie in a file; only these may be deleted, by trigger. The chain goes on from `hash`. */
export const audit_archives = sqliteTable(
  "audit_archives",
  {
    tenant_id: text().notNull(),
    from_sequence: integer().notNull(),
    through_sequence: integer().notNull(),
    /** Of the last row. */
    hash: text().notNull(),
    object_key: text().notNull(),
    /** Of the file, in hex. */
    sha256: text().notNull(),
    archived_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.from_sequence] })],
);

/** How often what happened on a day (UTC) of archived rows. */
export const audit_days = sqliteTable(
  "audit_days",
  {
    tenant_id: text().notNull(),
    date: text().notNull(),
    event: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.date, table.event] })],
);
