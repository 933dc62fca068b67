/** Tables: how often each route of a tenant was used in a month (rule L2). */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const usage_counters = sqliteTable(
  "usage_counters",
  {
    tenant_id: text().notNull(),
    /** YYYY-MM, UTC. */
    month: text().notNull(),
    /** As `POST /sales`; for a metric, `metric:<name>`. */
    route: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.month, table.route] })],
);
