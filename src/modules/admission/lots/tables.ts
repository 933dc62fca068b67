/** Lots of signed blanks that tills reserved. */

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Signed blank tickets that a till sells while offline; a ticket's row is made when a sale binds it (rule O8). */
export const lots = sqliteTable(
  "lots",
  {
    tenant_id: text().notNull(),
    /** A ULID that ends in six zeros; its blanks end in 1, 2, 3, … instead. */
    lot_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text().notNull(),
    key_version: integer().notNull(),
    count: integer().notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
    expires_at: integer().notNull(),
    /** The packages that its blanks are sold as; null, of a lot from before they were named: any. */
    package_ids: text({ mode: "json" }).$type<string[]>(),
    /** Its unbound blanks admit nobody any more; a trigger lets a lot be withdrawn once. */
    withdrawn_at: integer(),
    withdrawn_by: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.lot_id] }),
    index("lots_store").on(table.tenant_id, table.store_id, table.device_id, table.expires_at),
  ],
);
