/** Table: alerts. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { ALERT_STATUSES, SEVERITIES } from "./domain.ts";

export const alerts = sqliteTable(
  "alerts",
  {
    tenant_id: text().notNull(),
    alert_id: text().notNull(),
    type: text().notNull(),
    severity: text({ enum: SEVERITIES }).notNull(),
    status: text({ enum: ALERT_STATUSES }).notNull(),
    store_id: text(),
    device_id: text(),
    subject_kind: text().notNull(),
    subject_id: text().notNull(),
    details: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    opened_at: integer().notNull(),
    acknowledged_at: integer(),
    acknowledged_by: text(),
    resolved_at: integer(),
    resolved_by: text(),
    /** When its cause ended; null: it lasts, or nobody watches its end. */
    cleared_at: integer(),
    /** The request that changed it last. */
    request_id: text().notNull(),
    /** Increases by one with each change, guarded by trigger. */
    version: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.alert_id] }),
    uniqueIndex("alerts_unresolved")
      .on(table.tenant_id, table.type, table.subject_kind, table.subject_id)
      .where(sql`status <> 'resolved'`),
    index("alerts_lasting").on(table.tenant_id, table.type, table.alert_id).where(sql`cleared_at IS NULL`),
    index("alerts_status").on(table.tenant_id, table.status, table.alert_id),
    index("alerts_store").on(table.tenant_id, table.store_id, table.alert_id),
  ],
);
