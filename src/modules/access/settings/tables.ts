/** What a tenant or a store set otherwise than the default, and feature flags. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { FlagConditions } from "./domain/flags.ts";

export const feature_flags = sqliteTable(
  "feature_flags",
  {
    tenant_id: text().notNull(),
    flag: text().notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    description: text().notNull(),
    /** For whom it is on, where it is enabled; null: for all. */
    conditions: text({ mode: "json" }).$type<FlagConditions>(),
    updated_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.flag] })],
);

/** Only what differs from the level above has a row; a key that the registry does not know has none. */
export const settings = sqliteTable(
  "settings",
  {
    tenant_id: text().notNull(),
    /** Empty: the tenant's own level. */
    store_id: text().notNull(),
    key: text().notNull(),
    /** JSON null where the level says nothing now. */
    value: text({ mode: "json" }).notNull(),
    /** A loosening that waits: what the level says from `next_from` on. JSON null: nothing from then on. */
    next_value: text({ mode: "json" }),
    /** Null: nothing waits. */
    next_from: integer(),
    /** Who asked for what waits and who agreed: the suspension of either ends it, by trigger. */
    next_by: text({ mode: "json" }).$type<string[]>(),
    /** Grows by one with each change, guarded by trigger. */
    version: integer().notNull().default(1),
    updated_at: integer().notNull(),
    updated_by: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.key] })],
);
