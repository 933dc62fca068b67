/** Table: alert rules. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { CHANNELS } from "./domain/rules.ts";

export const alert_rules = sqliteTable(
  "alert_rules",
  {
    tenant_id: text().notNull(),
    rule_id: text().notNull(),
    /** Null: every store. */
    store_id: text(),
    /** An event name, or a prefix that ends with a dot. */
    event: text().notNull(),
    severity: text({ enum: ["info", "warning", "critical"] }).notNull(),
    channel: text({ enum: CHANNELS }).notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    created_at: integer().notNull(),
    created_by: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.rule_id] })],
);
