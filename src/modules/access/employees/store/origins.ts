/** Reads and statements of the origins of approvers, and of the people who may approve (rule A2). */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { approver_origins } from "../tables.ts";

type Origin = Omit<typeof approver_origins.$inferInsert, "employee_id">;
const UPDATE_TIME = sql`ON CONFLICT (tenant_id, made_by, employee_id) DO UPDATE SET at = excluded.at`;

/** Records who made a person an approver. */
export function rememberOrigin(origin: Origin, employee_id: string): Statement {
  return sql`${insert(approver_origins, { ...origin, employee_id })} ${UPDATE_TIME}`;
}

/** The same for every holder of a role. */
export function rememberOriginOfHolders({ tenant_id, made_by, at }: Origin, role: string): Statement {
  return sql`INSERT INTO approver_origins (tenant_id, made_by, employee_id, at)
    SELECT DISTINCT m.tenant_id, ${made_by}, m.employee_id, ${at} FROM memberships m, json_each(m.roles) held
    WHERE m.tenant_id = ${tenant_id} AND m.active = 1 AND held.value = ${role} ${UPDATE_TIME}`;
}

/** The ids of people whom a person made approvers since a moment (epoch ms), directly or through such people. */
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
