/** Tables: the versions of each tenant's key, which signs its ticket codes. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
