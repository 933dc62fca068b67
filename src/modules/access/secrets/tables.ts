/** Tables: third parties' credentials, each sealed with its own key, which a master key seals (rule T5). */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const secrets = sqliteTable(
  "secrets",
  {
    tenant_id: text().notNull(),
    name: text().notNull(),
    version: integer().notNull(),
    /** The data key, sealed with the master key `master_id`. */
    sealed_key: text().notNull(),
    master_id: text().notNull(),
    sealed_value: text().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    /** Since then it is not used, and its value is deleted. */
    retired_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.name, table.version] })],
);
