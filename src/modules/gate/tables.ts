/** What each store lets its gates do while they are offline. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { OFFLINE_POLICIES, UNBOUND_POLICIES } from "./domain.ts";

/** A store without a row has the default policy. */
export const gate_policies = sqliteTable(
  "gate_policies",
  {
    tenant_id: text().notNull(),
    store_id: text().notNull(),
    admit_offline: text({ enum: OFFLINE_POLICIES }).notNull(),
    list_max_age_s: integer().notNull(),
    unbound_lots: text({ enum: UNBOUND_POLICIES }).notNull(),
    min_app_version: text(),
    updated_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id] })],
);
