/** Tables: the stores that have listening screens. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A row is a lease: the store's object renews it while screens listen, so a dead object is forgotten by itself. */
export const live_stores = sqliteTable(
  "live_stores",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    listening_until: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id] })],
);
