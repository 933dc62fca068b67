/** Feature flags of a tenant. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const feature_flags = sqliteTable(
  "feature_flags",
  {
    tenant_id: text().notNull(),
    flag: text().notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    description: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.flag] })],
);
