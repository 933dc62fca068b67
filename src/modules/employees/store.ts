/** Reads and statements of employees, roles and memberships. */

import type { Env } from "../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { SEEDED_ROLES } from "../../shared/permissions.ts";
import { employees, login_emails, memberships, roles } from "./tables.ts";

export type Employee = typeof employees.$inferSelect;
export type Membership = typeof memberships.$inferSelect;

/** Whom an e-mail address belongs to, over all tenants: a console login knows no tenant yet. */
export function findLogin(env: Env, email: string): Promise<typeof login_emails.$inferSelect | undefined> {
  return openDatabase(env, EVERY_TENANT).rowOf(login_emails, sql`SELECT * FROM login_emails WHERE email = ${email}`);
}

export function findEmployee(db: Database, employee_id: string): Promise<Employee | undefined> {
  return db.rowOf(
    employees,
    sql`SELECT * FROM employees WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`,
  );
}

export async function listEmployeeIds(db: Database): Promise<string[]> {
  const rows = await db.all<Pick<Employee, "employee_id">>(
    sql`SELECT employee_id FROM employees WHERE tenant_id = ${db.tenant_id}`,
  );
  return rows.map(({ employee_id }) => employee_id);
}

export function listMemberships(db: Database, employee_id: string): Promise<Membership[]> {
  return db.rowsOf(
    memberships,
    sql`SELECT * FROM memberships WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id} AND active = 1`,
  );
}

export function insertEmployee(row: typeof employees.$inferInsert): Statement[] {
  const { tenant_id, employee_id, email } = row;
  return [insert(employees, row), insert(login_emails, { email, tenant_id, employee_id })];
}

export function insertMemberships(rows: (typeof memberships.$inferInsert)[]): Statement {
  return insertMany(memberships, rows);
}

export function insertSeededRoles(tenant_id: string): Statement {
  const rows = Object.entries(SEEDED_ROLES).map(([role, held]) => ({ tenant_id, role, permissions: [...held] }));
  return insertMany(roles, rows);
}

/** Changes an employee from the version that was read; the trigger aborts the batch when somebody was faster. */
export function updateEmployee(employee: Employee, change: Partial<Pick<Employee, "status" | "epoch">>): Statement {
  const next = { ...employee, ...change };
  return sql`UPDATE employees SET status = ${next.status}, epoch = ${next.epoch}, version = ${employee.version + 1}
             WHERE tenant_id = ${employee.tenant_id} AND employee_id = ${employee.employee_id}`;
}
