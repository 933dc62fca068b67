/** Tables: lots of signed blanks that tills reserved. */

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Signed blank tickets that a till sells offline; the sale that binds a blank makes its ticket's row (rule O8). */
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
    /** The packages that its blanks may be sold as; null, in older lots: any. */
    package_ids: text({ mode: "json" }).$type<string[]>(),
    /** Since then its unbound blanks admit nobody; a trigger allows one withdrawal. */
    withdrawn_at: integer(),
    withdrawn_by: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.lot_id] }),
    index("lots_store").on(table.tenant_id, table.store_id, table.device_id, table.expires_at),
  ],
);
