/** Reads and statements of roles. */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../../../platform/db/sql.ts";
import { type Permission, SEEDED_ROLES } from "../../../../shared/permissions.ts";
import { roles } from "../tables.ts";

/** `holders`: the number of people who hold it, at one store or more. */
export type Role = typeof roles.$inferSelect & { holders: number };

/** The tenant's roles by name. */
export function listRoles(db: Database): Promise<(typeof roles.$inferSelect)[]> {
  return db.rowsOf(roles, sql`SELECT * FROM roles WHERE tenant_id = ${db.tenant_id} ORDER BY role`);
}

/** The same, with the number of holders of each. */
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

/** The ids of the people who hold a role at any store. */
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

export function insertRole(row: typeof roles.$inferInsert): Statement {
  return insert(roles, row);
}

/** Changes a role from the version that was read; the trigger aborts the batch when another change came first. */
export function updateRole({ tenant_id, role, version }: Role, permissions: readonly Permission[]): Statement {
  return sql`UPDATE roles SET permissions = ${permissions}, version = ${version + 1}
             WHERE tenant_id = ${tenant_id} AND role = ${role}`;
}

export function deleteRole(db: Database, role: string): Statement {
  return sql`DELETE FROM roles WHERE tenant_id = ${db.tenant_id} AND role = ${role}`;
}
