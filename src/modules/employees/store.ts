/** Reads and statements of employees, roles and memberships. */

import type { Env } from "../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../platform/db/session.ts";
import { and, insert, insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { audits } from "../../platform/db/tables.ts";
import { type Permission, SEEDED_ROLES } from "../../shared/permissions.ts";
import { OWNER } from "./domain/owners.ts";
import type { EmployeeStatus } from "./domain/standing.ts";
import {
  approver_origins,
  device_sessions,
  employee_totps,
  employees,
  login_emails,
  memberships,
  pin_resets,
  roles,
} from "./tables.ts";

export type Employee = typeof employees.$inferSelect;
export type Membership = typeof memberships.$inferSelect;
export type Totp = typeof employee_totps.$inferSelect;

/** Whom an e-mail address means that names no tenant: a console login may know none yet. */
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

export interface EmployeeFilter {
  /** Whoever works at one of these. */
  store_ids: readonly string[];
  /** Who works nowhere belongs to the list too. */
  with_unplaced: boolean;
  role?: string;
  status?: EmployeeStatus;
  /** Part of a name or an e-mail address, in any case. */
  q?: string;
}

/** Employees after a cursor, one more than `limit`. */
export function listEmployeeRows(
  db: Database,
  filter: EmployeeFilter & { after?: string; limit: number },
): Promise<Employee[]> {
  const own = sql`m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1`;
  const role = filter.role && sql`EXISTS (SELECT 1 FROM json_each(m.roles) r WHERE r.value = ${filter.role})`;
  const here = and([own, sql`m.store_id IN (SELECT value FROM json_each(${filter.store_ids}))`, role || undefined]);
  const unplaced = filter.with_unplaced ? sql`NOT EXISTS (SELECT 1 FROM memberships m WHERE ${own})` : sql`0`;
  const where = and([
    sql`e.tenant_id = ${db.tenant_id}`,
    sql`(EXISTS (SELECT 1 FROM memberships m WHERE ${here}) OR ${unplaced})`,
    filter.status && sql`e.status = ${filter.status}`,
    filter.q === undefined ? undefined : sql`instr(lower(e.name) || ' ' || e.email, lower(${filter.q})) > 0`,
    filter.after === undefined ? undefined : sql`e.employee_id > ${filter.after}`,
  ]);
  return db.rowsOf(
    employees,
    sql`SELECT e.* FROM employees e WHERE ${where} ORDER BY e.employee_id LIMIT ${filter.limit + 1}`,
  );
}

/** Where the given people work. */
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

/** Makes an e-mail address mean this person; a constraint aborts the batch when it means somebody of any tenant. */
export function takeLoginEmail({ email, tenant_id, employee_id }: LoginEmail): Statement {
  return insert(login_emails, { email, tenant_id, employee_id });
}

/** The same, where nobody has it; else it goes on meaning who has it, and the batch does not tell. */
export function claimLoginEmail(login: LoginEmail): Statement {
  return sql`${takeLoginEmail(login)} ON CONFLICT (email) DO NOTHING`;
}

type LoginEmail = Pick<Employee, "email" | "tenant_id" | "employee_id">;

/** An owner's first row makes the others by trigger; they are put in its place. */
export function insertMemberships(rows: (typeof memberships.$inferInsert)[]): Statement {
  return sql`${insertMany(memberships, rows)} WHERE 1
             ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE SET roles = excluded.roles, active = 1`;
}

/** Makes a membership, or gives one that is there other roles. */
export function upsertMembership(row: typeof memberships.$inferInsert): Statement {
  return sql`${insert(memberships, row)}
             ON CONFLICT (tenant_id, employee_id, store_id) DO UPDATE SET roles = excluded.roles, active = 1`;
}

export function endMembership({ tenant_id, employee_id, store_id }: Membership): Statement {
  return sql`UPDATE memberships SET active = 0
             WHERE tenant_id = ${tenant_id} AND employee_id = ${employee_id} AND store_id = ${store_id}`;
}

/** Changes an employee from the version that was read; the trigger aborts the batch when somebody was faster. */
export function updateEmployee(
  employee: Employee,
  change: Partial<Pick<Employee, "name" | "email" | "pin_hash" | "status" | "epoch">>,
): Statement {
  const next = { ...employee, ...change };
  return sql`UPDATE employees SET name = ${next.name}, email = ${next.email}, pin_hash = ${next.pin_hash},
               status = ${next.status}, epoch = ${next.epoch}, version = ${employee.version + 1}
             WHERE tenant_id = ${employee.tenant_id} AND employee_id = ${employee.employee_id}`;
}

/** Gives up the address that meant a person, if it did, and claims the next. */
export function moveLoginEmail({ tenant_id, employee_id, email }: Employee, next: string): Statement[] {
  return [
    sql`DELETE FROM login_emails WHERE email = ${email} AND tenant_id = ${tenant_id} AND employee_id = ${employee_id}`,
    claimLoginEmail({ email: next, tenant_id, employee_id }),
  ];
}

/** `holders`: how many people hold it, at one store or more. */
export type Role = typeof roles.$inferSelect & { holders: number };

/** The tenant's roles by name. */
export function listRoles(db: Database): Promise<(typeof roles.$inferSelect)[]> {
  return db.rowsOf(roles, sql`SELECT * FROM roles WHERE tenant_id = ${db.tenant_id} ORDER BY role`);
}

/** The same, with how many people hold each. */
export async function listHeldRoles(db: Database): Promise<Role[]> {
  const rows = await db.rowsOf(
    roles,
    sql`SELECT r.*, COALESCE(held.holders, 0) AS holders FROM roles r
        LEFT JOIN (SELECT h.value AS role, COUNT(DISTINCT m.employee_id) AS holders
                   FROM memberships m, json_each(m.roles) h
                   WHERE m.tenant_id = ${db.tenant_id} AND m.active = 1 GROUP BY h.value) held ON held.role = r.role
        WHERE r.tenant_id = ${db.tenant_id} ORDER BY r.role`,
  );
  return rows as Role[];
}

/** The ids of the people who hold a role somewhere. */
export async function listHolders(db: Database, role: string): Promise<string[]> {
  const rows = await db.all<{ employee_id: string }>(
    sql`SELECT DISTINCT m.employee_id FROM memberships m, json_each(m.roles) held
        WHERE m.tenant_id = ${db.tenant_id} AND m.active = 1 AND held.value = ${role}`,
  );
  return rows.map(({ employee_id }) => employee_id);
}

export function insertSeededRoles(tenant_id: string): Statement {
  const rows = Object.entries(SEEDED_ROLES).map(([role, held]) => ({ tenant_id, role, permissions: [...held] }));
  return insertMany(roles, rows);
}

type Origin = Omit<typeof approver_origins.$inferInsert, "employee_id">;
const AGAIN = sql`ON CONFLICT (tenant_id, made_by, employee_id) DO UPDATE SET at = excluded.at`;

/** Remembers who made a person an approver. */
export function rememberOrigin(origin: Origin, employee_id: string): Statement {
  return sql`${insert(approver_origins, { ...origin, employee_id })} ${AGAIN}`;
}

/** The same of whoever holds a role. */
export function rememberOriginOfHolders({ tenant_id, made_by, at }: Origin, role: string): Statement {
  return sql`INSERT INTO approver_origins (tenant_id, made_by, employee_id, at)
    SELECT DISTINCT m.tenant_id, ${made_by}, m.employee_id, ${at} FROM memberships m, json_each(m.roles) held
    WHERE m.tenant_id = ${tenant_id} AND m.active = 1 AND held.value = ${role} ${AGAIN}`;
}

/** The ids of people whom a person made approvers since a moment (epoch ms), also through others whom they made approvers. */
export async function listMadeBy(db: Database, made_by: string, since: number): Promise<string[]> {
  const rows = await db.all<{ employee_id: string }>(
    sql`WITH RECURSIVE made (employee_id) AS (
          SELECT ${made_by} UNION
          SELECT o.employee_id FROM made JOIN approver_origins o ON o.made_by = made.employee_id
          WHERE o.tenant_id = ${db.tenant_id} AND o.at > ${since})
        SELECT employee_id FROM made WHERE employee_id <> ${made_by}`,
  );
  return rows.map(({ employee_id }) => employee_id);
}

/** The ids of active people who hold all these permissions at each of these stores. */
export async function listHoldersOf(
  db: Database,
  permissions: readonly Permission[],
  store_ids: readonly string[],
): Promise<string[]> {
  const rows = await db.all<{ employee_id: string }>(
    sql`SELECT e.employee_id FROM employees e
        WHERE e.tenant_id = ${db.tenant_id} AND e.status = 'active' AND NOT EXISTS (
          SELECT 1 FROM json_each(${store_ids}) s, json_each(${permissions}) needed WHERE NOT EXISTS (
            SELECT 1 FROM memberships m, json_each(m.roles) held
              JOIN roles r ON r.tenant_id = m.tenant_id AND r.role = held.value, json_each(r.permissions) given
            WHERE m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.store_id IN (s.value, '')
              AND m.active = 1 AND given.value = needed.value))`,
  );
  return rows.map(({ employee_id }) => employee_id);
}

export function insertRole(row: typeof roles.$inferInsert): Statement {
  return insert(roles, row);
}

/** Changes a role from the version that was read; the trigger aborts the batch when somebody was faster. */
export function updateRole({ tenant_id, role, version }: Role, permissions: readonly Permission[]): Statement {
  return sql`UPDATE roles SET permissions = ${permissions}, version = ${version + 1}
             WHERE tenant_id = ${tenant_id} AND role = ${role}`;
}

export function deleteRole(db: Database, role: string): Statement {
  return sql`DELETE FROM roles WHERE tenant_id = ${db.tenant_id} AND role = ${role}`;
}

/** A person whom a device names: whether they work at a store, their permissions there, and whether they were logged in. */
export interface NamedRow {
  works_here: number;
  permissions: string;
  was_here: number;
}

/** The person of that name, or undefined; `from` and `to` (epoch ms) are the span that a session of theirs must touch. */
export async function findNamed(
  db: Database,
  { employee_id, store_id, device_id }: { employee_id: string; store_id: string; device_id: string },
  span: { from: number; to: number; opened_after: number },
): Promise<NamedRow | undefined> {
  const { tenant_id } = db;
  const [row] = await db.all<NamedRow>(
    sql`SELECT m.employee_id IS NOT NULL AS works_here,
          (SELECT json_group_array(DISTINCT p.value) FROM json_each(m.roles) held
             JOIN roles r ON r.tenant_id = ${tenant_id} AND r.role = held.value, json_each(r.permissions) p) AS permissions,
          EXISTS (SELECT 1 FROM device_sessions s WHERE s.tenant_id = ${tenant_id} AND s.employee_id = e.employee_id
             AND s.device_id = ${device_id} AND s.opened_at BETWEEN ${span.opened_after} AND ${span.to}
             AND (s.ended_at IS NULL OR s.ended_at >= ${span.from})) AS was_here
        FROM employees e LEFT JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id
          AND m.store_id = ${store_id} AND m.active = 1
        WHERE e.tenant_id = ${tenant_id} AND e.employee_id = ${employee_id}`,
  );
  return row;
}

/** A session on a device, in place of those of this person there that nothing can be handed in of any more. */
export function insertDeviceSession(row: typeof device_sessions.$inferInsert, opened_before: number): Statement[] {
  const { tenant_id, employee_id, device_id } = row;
  return [
    sql`DELETE FROM device_sessions WHERE tenant_id = ${tenant_id} AND employee_id = ${employee_id}
          AND device_id = ${device_id} AND opened_at < ${opened_before}`,
    insert(device_sessions, row),
  ];
}

export function endDeviceSessions(
  { tenant_id }: Database,
  employee_id: string,
  session_ids: readonly string[],
  ended_at: number,
): Statement {
  return sql`UPDATE device_sessions SET ended_at = ${ended_at} WHERE tenant_id = ${tenant_id}
               AND employee_id = ${employee_id} AND ended_at IS NULL
               AND session_id IN (SELECT value FROM json_each(${session_ids}))`;
}

export async function listActiveOwnerIds(db: Database): Promise<string[]> {
  const rows = await db.all<{ employee_id: string }>(
    sql`SELECT DISTINCT e.employee_id FROM employees e
        JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1, json_each(m.roles) r
        WHERE e.tenant_id = ${db.tenant_id} AND e.status = 'active' AND r.value = ${OWNER}`,
  );
  return rows.map(({ employee_id }) => employee_id);
}

export function upsertPinReset(row: typeof pin_resets.$inferInsert): Statement {
  return sql`${insert(pin_resets, row)} ON CONFLICT (tenant_id, employee_id) DO UPDATE
    SET pin_hash = excluded.pin_hash, asked_by = excluded.asked_by, asked_at = excluded.asked_at,
      in_force_at = excluded.in_force_at`;
}

/** Makes the PIN that waits the person's own, and ends their tokens; the trigger of another PIN deletes what waited. */
export function takePinReset(db: Database, employee_id: string): Statement {
  const waiting = sql`FROM pin_resets WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`;
  return sql`UPDATE employees SET pin_hash = (SELECT pin_hash ${waiting}), epoch = epoch + 1, version = version + 1
             WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id} AND EXISTS (SELECT 1 ${waiting})`;
}

export function deletePinReset(db: Database, employee_id: string): Statement {
  return sql`DELETE FROM pin_resets WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`;
}

export function findTotp(db: Database, employee_id: string): Promise<Totp | undefined> {
  return db.rowOf(
    employee_totps,
    sql`SELECT * FROM employee_totps WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`,
  );
}

/** Second factors whose secret is sealed by one of these masters, of all tenants. */
export function listTotpsSealedBy(env: Env, master_ids: readonly string[], limit: number): Promise<Totp[]> {
  return openDatabase(env, EVERY_TENANT).rowsOf(
    employee_totps,
    sql`SELECT * FROM employee_totps
        WHERE substr(sealed_secret, 1, instr(sealed_secret, '.') - 1) IN (SELECT value FROM json_each(${master_ids}))
        LIMIT ${limit}`,
  );
}

export function insertTotp(row: typeof employee_totps.$inferInsert): Statement {
  return insert(employee_totps, row);
}

/** Changes a second factor from the version that was read; the trigger aborts the batch when somebody was faster. */
export function updateTotp(totp: Totp, change: Partial<Totp>): Statement {
  const next = { ...totp, ...change };
  return sql`UPDATE employee_totps SET sealed_secret = ${next.sealed_secret}, created_at = ${next.created_at},
               recovery_code_hashes = ${next.recovery_code_hashes}, confirmed_at = ${next.confirmed_at},
               confirmed_step = ${next.confirmed_step}, version = ${totp.version + 1}
             WHERE tenant_id = ${totp.tenant_id} AND employee_id = ${totp.employee_id}`;
}

/** Strikes a recovery code out. One that is struck out already changes no version, which the trigger refuses. */
export function strikeRecoveryCode(db: Database, employee_id: string, hash: string): Statement {
  return sql`UPDATE employee_totps SET
               version = version + EXISTS (SELECT 1 FROM json_each(recovery_code_hashes) WHERE value = ${hash}),
               recovery_code_hashes = (
                 SELECT json_group_array(value) FROM json_each(recovery_code_hashes) WHERE value <> ${hash})
             WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`;
}

export function deleteTotp({ tenant_id, employee_id }: Totp): Statement {
  return sql`DELETE FROM employee_totps WHERE tenant_id = ${tenant_id} AND employee_id = ${employee_id}`;
}

export type AccessRow = typeof audits.$inferSelect & { employee_name: string | null };

export interface AccessFilter {
  /** Of people who work or worked at one of these, or what happened there. */
  store_ids: readonly string[];
  employee_id?: string;
  device_id?: string;
  event?: string;
  /** Epoch ms; both ends belong to it. */
  from?: number;
  to?: number;
}

/** What the audit tells of people's ways in, newest first, one row more than `limit`. */
export async function listAccessRows(
  db: Database,
  filter: AccessFilter & { before?: number; limit: number },
): Promise<AccessRow[]> {
  const stores = sql`(SELECT value FROM json_each(${filter.store_ids}))`;
  const where = and([
    sql`a.tenant_id = ${db.tenant_id}`,
    // As it stands in the condition of the index; SQLite would read the whole audit rather than choose it by itself.
    sql`a.subject_kind = 'employee'`,
    sql`(a.store_id IN ${stores} OR EXISTS (
          SELECT 1 FROM memberships m
          WHERE m.tenant_id = a.tenant_id AND m.employee_id = a.subject_id AND m.store_id IN ${stores}))`,
    filter.employee_id === undefined ? undefined : sql`a.subject_id = ${filter.employee_id}`,
    filter.device_id === undefined ? undefined : sql`a.device_id = ${filter.device_id}`,
    filter.event === undefined ? undefined : sql`a.event = ${filter.event}`,
    filter.from === undefined ? undefined : sql`a.at >= ${filter.from}`,
    filter.to === undefined ? undefined : sql`a.at <= ${filter.to}`,
    filter.before === undefined ? undefined : sql`a.sequence < ${filter.before}`,
  ]);
  const rows = await db.rowsOf(
    audits,
    sql`SELECT a.*, e.name AS employee_name FROM audits a INDEXED BY audits_access
        LEFT JOIN employees e ON e.tenant_id = a.tenant_id AND e.employee_id = a.subject_id
        WHERE ${where} ORDER BY a.sequence DESC LIMIT ${filter.limit + 1}`,
  );
  return rows as AccessRow[];
}
