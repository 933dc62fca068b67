/** Tables: employees, their roles, and the stores where they hold them. */

import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Permission } from "../../../shared/permissions.ts";
import { EMPLOYEE_STATUSES } from "./domain/standing.ts";

export const employees = sqliteTable(
  "employees",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    pin_hash: text().notNull(),
    status: text({ enum: EMPLOYEE_STATUSES }).notNull(),
    /** Tokens of an older epoch are void. */
    epoch: integer().notNull(),
    created_at: integer().notNull(),
    /** Grows by one with each change, guarded by trigger. */
    version: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.employee_id] }),
    uniqueIndex("employees_email").on(table.tenant_id, table.email),
  ],
);

/**
 * The person that an e-mail address means in a console login without a tenant: that of the first tenant that used it.
 * Other tenants may use the address too, and do not learn of this row. Only this table is read before the tenant is known.
 */
export const login_emails = sqliteTable("login_emails", {
  email: text().primaryKey(),
  tenant_id: text().notNull(),
  employee_id: text().notNull(),
});

export const roles = sqliteTable(
  "roles",
  {
    tenant_id: text().notNull(),
    role: text().notNull(),
    permissions: text({ mode: "json" }).$type<Permission[]>().notNull(),
    /** Grows by one with each change, guarded by trigger. */
    version: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.role] })],
);

export const memberships = sqliteTable(
  "memberships",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    store_id: text().notNull(),
    roles: text({ mode: "json" }).$type<string[]>().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.employee_id, table.store_id] })],
);

/** The people who hired or resumed a person, or gave them a PIN or the right to approve; `at` is the last time. */
export const approver_origins = sqliteTable(
  "approver_origins",
  {
    tenant_id: text().notNull(),
    made_by: text().notNull(),
    employee_id: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.made_by, table.employee_id] })],
);

/** A PIN from the provider for a sole owner who forgot theirs: in force after a day, unless the old PIN is used first. */
export const pin_resets = sqliteTable(
  "pin_resets",
  {
    tenant_id: text().notNull(),
    employee_id: text().notNull(),
    pin_hash: text().notNull(),
    /** The provider's employee. */
    asked_by: text().notNull(),
    /** Epoch ms of the world's clock, as is `in_force_at`. */
    asked_at: integer().notNull(),
    in_force_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.employee_id] })],
);
