/** Sessions on devices, and second factors. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** When a person was logged in on a device: whom a device names was there, or is doubted (rule O7). */
export const device_sessions = sqliteTable(
  "device_sessions",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    device_id: text().notNull(),
    session_id: text().notNull(),
    /** Epoch ms of the tenant's clock. */
    opened_at: integer().notNull(),
    /** Null while nobody has ended it. */
    ended_at: integer(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.employee_id, table.device_id, table.session_id] })],
);

/** Second factors; the secret is sealed, recovery codes are hashed and struck out when used. */
export const employee_totps = sqliteTable(
  "employee_totps",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    sealed_secret: text().notNull(),
    recovery_code_hashes: text({ mode: "json" }).$type<string[]>().notNull(),
    created_at: integer().notNull(),
    /** Null until the first code proved that the person has it. */
    confirmed_at: integer(),
    /** The step of that code, which is good for nothing else. */
    confirmed_step: integer(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.employee_id] })],
);
