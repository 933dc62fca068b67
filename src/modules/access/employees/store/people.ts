/** Reads and statements of employees, their login addresses and memberships. */

import type { Env } from "../../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { and, insert, insertMany, type Statement, sql } from "../../../../platform/db/sql.ts";
import { OWNER } from "../domain/owners.ts";
import type { EmployeeStatus } from "../domain/standing.ts";
import { employees, login_emails, memberships } from "../tables.ts";

export type Employee = typeof employees.$inferSelect;
export type Membership = typeof memberships.$inferSelect;

/** The person that an e-mail address means in a console login without a tenant. */
export function findLogin(env: Env, email: string): Promise<typeof login_emails.$inferSelect | undefined> {
  return openDatabase(env, EVERY_TENANT).rowOf(login_emails, sql`SELECT * FROM login_emails WHERE email = ${email}`);
}

/** The tenant's person with that e-mail address. */
export function findEmployeeByEmail(db: Database, email: string): Promise<Employee | undefined> {
  return db.rowOf(employees, sql`SELECT * FROM employees WHERE tenant_id = ${db.tenant_id} AND email = ${email}`);
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

/** The names of people by their ids; unknown ids are left out. */
export function listNamedEmployees(
  db: Database,
  employee_ids: readonly string[],
): Promise<Pick<Employee, "employee_id" | "name">[]> {
  return db.all(
    sql`SELECT employee_id, name FROM employees WHERE tenant_id = ${db.tenant_id}
          AND employee_id IN (SELECT value FROM json_each(${employee_ids}))`,
  );
}

/** The names of people who work or worked at stores, the newest first, one more than `limit`. */
export function listEmployeeNames(
  db: Database,
  store_ids: readonly string[],
  limit: number,
): Promise<Pick<Employee, "employee_id" | "name">[]> {
  return db.all(
    sql`SELECT employee_id, name FROM employees e WHERE tenant_id = ${db.tenant_id} AND EXISTS (
          SELECT 1 FROM memberships m WHERE m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id
            AND m.store_id IN (SELECT value FROM json_each(${store_ids})))
        ORDER BY employee_id DESC LIMIT ${limit + 1}`,
  );
}

export interface EmployeeFilter {
  /** The list has people who work at one of these stores. */
  store_ids: readonly string[];
  /** The list has people who work nowhere, too. */
  with_unplaced: boolean;
  role?: string;
  status?: EmployeeStatus;
  /** Part of a name or an e-mail address, in any case. */
  q?: string;
}

/** The condition that an employee `e` works at one of the filter's stores, or may work nowhere. */
function isPlaced({ store_ids, with_unplaced, role }: EmployeeFilter): Statement {
  const own = sql`m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1`;
  const in_role = role && sql`EXISTS (SELECT 1 FROM json_each(m.roles) r WHERE r.value = ${role})`;
  const here = and([own, sql`m.store_id IN (SELECT value FROM json_each(${store_ids}))`, in_role || undefined]);
  const unplaced = with_unplaced ? sql`NOT EXISTS (SELECT 1 FROM memberships m WHERE ${own})` : sql`0`;
  return sql`(EXISTS (SELECT 1 FROM memberships m WHERE ${here}) OR ${unplaced})`;
}

/** The names of employees, the latest ids first. */
export function listPlacedEmployees(
  db: Database,
  placed: Pick<EmployeeFilter, "store_ids" | "with_unplaced">,
  limit: number,
): Promise<Pick<Employee, "employee_id" | "name" | "email" | "status">[]> {
  return db.all(
    sql`SELECT e.employee_id, e.name, e.email, e.status FROM employees e
        WHERE e.tenant_id = ${db.tenant_id} AND ${isPlaced(placed)} ORDER BY e.employee_id DESC LIMIT ${limit}`,
  );
}

/** Employees after a cursor, one more than `limit`. */
export function listEmployeeRows(
  db: Database,
  filter: EmployeeFilter & { after?: string; limit: number },
): Promise<Employee[]> {
  const where = and([
    sql`e.tenant_id = ${db.tenant_id}`,
    isPlaced(filter),
    filter.status && sql`e.status = ${filter.status}`,
    filter.q === undefined ? undefined : sql`instr(lower(e.name) || ' ' || e.email, lower(${filter.q})) > 0`,
    filter.after === undefined ? undefined : sql`e.employee_id > ${filter.after}`,
  ]);
  return db.rowsOf(
    employees,
    sql`SELECT e.* FROM employees e WHERE ${where} ORDER BY e.employee_id LIMIT ${filter.limit + 1}`,
  );
}

/** The memberships of these people. */
export function listMemberships(db: Database, ...employee_ids: string[]): Promise<Membership[]> {
  return db.rowsOf(
    memberships,
    sql`SELECT * FROM memberships WHERE tenant_id = ${db.tenant_id} AND active = 1
          AND employee_id IN (SELECT value FROM json_each(${employee_ids}))
        ORDER BY employee_id, store_id`,
  );
}

export function insertEmployee(row: typeof employees.$inferInsert): Statement {
  return insert(employees, row);
}

/** Makes an e-mail address mean this person; a constraint aborts the batch when it means a person of any tenant. */
export function takeLoginEmail({ email, tenant_id, employee_id }: LoginEmail): Statement {
  return insert(login_emails, { email, tenant_id, employee_id });
}

/** The same for an address that means nobody; else the address keeps its person, and the batch does not tell. */
export function claimLoginEmail(login: LoginEmail): Statement {
  return sql`${takeLoginEmail(login)} ON CONFLICT (email) DO NOTHING`;
}

type LoginEmail = Pick<Employee, "email" | "tenant_id" | "employee_id">;

/** A trigger adds an owner's other rows after the first; the rows given here replace those. */
export function insertMemberships(rows: (typeof memberships.$inferInsert)[]): Statement {
  return sql`${insertMany(memberships, rows)} WHERE 1
             ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE SET roles = excluded.roles, active = 1`;
}

/** Makes a membership, or replaces the roles of an existing one. */
export function upsertMembership(row: typeof memberships.$inferInsert): Statement {
  return sql`${insert(memberships, row)}
             ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE SET roles = excluded.roles, active = 1`;
}

export function endMembership({ tenant_id, employee_id, store_id }: Membership): Statement {
  return sql`UPDATE memberships SET active = 0
             WHERE tenant_id = ${tenant_id} AND employee_id = ${employee_id} AND store_id = ${store_id}`;
}

/** Changes an employee from the version that was read; the trigger aborts the batch when another change came first. */
export function updateEmployee(
  employee: Employee,
  change: Partial<Pick<Employee, "name" | "email" | "pin_hash" | "status" | "epoch">>,
): Statement {
  const next = { ...employee, ...change };
  return sql`UPDATE employees SET name = ${next.name}, email = ${next.email}, pin_hash = ${next.pin_hash},
               status = ${next.status}, epoch = ${next.epoch}, version = ${employee.version + 1}
             WHERE tenant_id = ${employee.tenant_id} AND employee_id = ${employee.employee_id}`;
}

/** Gives up a person's old address, if it means that person, and claims the new one. */
export function moveLoginEmail({ tenant_id, employee_id, email }: Employee, next: string): Statement[] {
  return [
    sql`DELETE FROM login_emails WHERE email = ${email} AND tenant_id = ${tenant_id} AND employee_id = ${employee_id}`,
    claimLoginEmail({ email: next, tenant_id, employee_id }),
  ];
}

/** The ids of active people who own the tenant. */
export async function listActiveOwnerIds(db: Database): Promise<string[]> {
  const rows = await db.all<{ employee_id: string }>(
    sql`SELECT DISTINCT e.employee_id FROM employees e
        JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1, json_each(m.roles) r
        WHERE e.tenant_id = ${db.tenant_id} AND e.status = 'active' AND r.value = ${OWNER}`,
  );
  return rows.map(({ employee_id }) => employee_id);
}

/** One of these e-mail addresses that means a person of another tenant. */
export async function findForeignEmail(db: Database, emails: readonly string[]): Promise<string | undefined> {
  const [row] = await db.all<{ email: string }>(
    sql`SELECT email FROM login_emails WHERE tenant_id <> ${db.tenant_id}
          AND email IN (SELECT value FROM json_each(${emails})) LIMIT 1`,
  );
  return row?.email;
}
