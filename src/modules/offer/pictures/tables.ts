/** Tables: the pictures of packages and receipts, whose files are in the bucket (rule P10). */

import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { PICTURE_TYPES } from "./domain/words.ts";

export const pictures = sqliteTable(
  "pictures",
  {
    tenant_id: text().notNull(),
    picture_id: text().notNull(),
    /** The same bytes are one picture. */
    sha256: text().notNull(),
    content_type: text({ enum: PICTURE_TYPES }).notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: integer().notNull(),
    added_at: integer().notNull(),
    added_by: text().notNull(),
    /** Set when nothing uses it; the file stays for backups. */
    removed_at: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.picture_id] }),
    uniqueIndex("pictures_sha256").on(table.tenant_id, table.sha256),
  ],
);
