/** Tables: sessions on devices, and second factors. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** When a person was logged in on a device: a person whom a device names without a session there is doubted (rule O7). */
export const device_sessions = sqliteTable(
  "device_sessions",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    device_id: text().notNull(),
    session_id: text().notNull(),
    /** Epoch ms of the tenant's clock. */
    opened_at: integer().notNull(),
    /** Null until it is ended. */
    ended_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.employee_id, table.device_id, table.session_id] })],
);

/** Second factors: the secret is sealed, recovery codes are hashed and deleted when used. */
export const employee_totps = sqliteTable(
  "employee_totps",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    sealed_secret: text().notNull(),
    recovery_code_hashes: text({ mode: "json" }).$type<string[]>().notNull(),
    created_at: integer().notNull(),
    /** When the first code confirmed it; null before. */
    confirmed_at: integer(),
    /** The step of that code, which cannot be used again. */
    confirmed_step: integer(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.employee_id] })],
);
