/** Tables: feature flags, and settings that differ from the default. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { FlagConditions } from "./domain/flags.ts";

export const feature_flags = sqliteTable(
  "feature_flags",
  {
    tenant_id: text().notNull(),
    flag: text().notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    description: text().notNull(),
    /** The callers for whom an enabled flag is on; null: all. */
    conditions: text({ mode: "json" }).$type<FlagConditions>(),
    updated_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.flag] })],
);

/** Only a level that differs from the one above has a row; a key without a definition has none. */
export const settings = sqliteTable(
  "settings",
  {
    tenant_id: text().notNull(),
    /** Empty: the tenant's level. */
    store_id: text().notNull(),
    key: text().notNull(),
    /** JSON null: the level sets no value now. */
    value: text({ mode: "json" }).notNull(),
    /** A waiting loosening: the level's value from `next_from` on. JSON null: none from then on. */
    next_value: text({ mode: "json" }),
    /** Null: nothing waits. */
    next_from: integer(),
    /** The people who requested and approved the waiting loosening; a trigger ends it when either is suspended. */
    next_by: text({ mode: "json" }).$type<string[]>(),
    /** Increases by one with each change, guarded by trigger. */
    version: integer().notNull().default(1),
    updated_at: integer().notNull(),
    updated_by: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.key] })],
);
