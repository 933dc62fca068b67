/** Credentials of others, each sealed by a key of its own that the master seals (rule T5). */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const secrets = sqliteTable(
  "secrets",
  {
    tenant_id: text().notNull(),
    name: text().notNull(),
    version: integer().notNull(),
    /** The data key, sealed by the master that `master_id` names. */
    sealed_key: text().notNull(),
    master_id: text().notNull(),
    sealed_value: text().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    /** From here on it is used no more; its value is gone. */
    retired_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.name, table.version] })],
);
