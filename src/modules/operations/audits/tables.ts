/** Tables: the archive files of old audit rows, and the sums of their days. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Audit rows that are in a file; a trigger lets only these be deleted. The chain continues from `hash`. */
export const audit_archives = sqliteTable(
  "audit_archives",
  {
    tenant_id: text().notNull(),
    from_sequence: integer().notNull(),
    through_sequence: integer().notNull(),
    /** The hash of the last row. */
    hash: text().notNull(),
    object_key: text().notNull(),
    /** The file's SHA-256, in hex. */
    sha256: text().notNull(),
    archived_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.from_sequence] })],
);

/** Counts of archived rows by day (UTC) and event. */
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
