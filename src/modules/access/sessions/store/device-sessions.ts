/** Reads and statements of the sessions on devices (rule O7). */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { fromPeople, PERMISSIONS_HERE } from "../../employees/fragments.ts";
import { device_sessions } from "../tables.ts";

/**
 * A person whom a device names: whether they work at the store, their permissions there, and whether they were logged
 * in.
 */
export interface NamedRow {
  works_here: number;
  permissions: string;
  was_here: number;
}

/** The named person, or undefined; `from` and `to` (epoch ms) are the span that one of their sessions must touch. */
export async function findNamed(
  db: Database,
  { employee_id, store_id, device_id }: { employee_id: string; store_id: string; device_id: string },
  span: { from: number; to: number; opened_after: number },
): Promise<NamedRow | undefined> {
  const { tenant_id } = db;
  const [row] = await db.all<NamedRow>(
    sql`SELECT m.employee_id IS NOT NULL AS works_here, ${PERMISSIONS_HERE} AS permissions,
          EXISTS (SELECT 1 FROM device_sessions s WHERE s.tenant_id = ${tenant_id} AND s.employee_id = e.employee_id
             AND s.device_id = ${device_id} AND s.opened_at BETWEEN ${span.opened_after} AND ${span.to}
             AND (s.ended_at IS NULL OR s.ended_at >= ${span.from})) AS was_here
        ${fromPeople(store_id)} WHERE e.tenant_id = ${tenant_id} AND e.employee_id = ${employee_id}`,
  );
  return row;
}

/** Inserts a session on a device, and deletes the person's sessions there that are too old for handed-in work. */
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
