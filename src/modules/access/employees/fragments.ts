/** SQL fragments over employees for the statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";
import type { Permission } from "../../../shared/permissions.ts";

/**
 * Whether the approver of a grant `a` may still approve it: active, with the same PIN, and with these permissions at its
 * store. A role that is held in the whole tenant has no store.
 */
export function approverStands(permissions: readonly Permission[]): Statement {
  return sql`(EXISTS (SELECT 1 FROM employees e WHERE e.tenant_id = a.tenant_id AND e.employee_id = a.approver_id
      AND e.status = 'active' AND e.epoch = a.approver_epoch)
    AND NOT EXISTS (SELECT 1 FROM json_each(${permissions}) needed WHERE NOT EXISTS (
      SELECT 1 FROM memberships m, json_each(m.roles) held
        JOIN roles r ON r.tenant_id = m.tenant_id AND r.role = held.value, json_each(r.permissions) given
      WHERE m.tenant_id = a.tenant_id AND m.employee_id = a.approver_id AND m.store_id IN (a.store_id, '')
        AND m.active = 1 AND given.value = needed.value)))`;
}

/** Employees as `e`, with their membership of a store as `m`, if they have one. */
export function fromPeople(store_id: string): Statement {
  return sql`FROM employees e LEFT JOIN memberships m ON m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id
    AND m.store_id = ${store_id} AND m.active = 1`;
}

/** The permissions that a membership `m` gives, as a list in JSON. */
export const PERMISSIONS_HERE = sql`(SELECT json_group_array(DISTINCT p.value) FROM json_each(m.roles) held
  JOIN roles r ON r.tenant_id = m.tenant_id AND r.role = held.value, json_each(r.permissions) p)`;

/** The number of a tenant's employees, as a value. */
export function employeeCount(tenant_id: string): Statement {
  return sql`(SELECT COUNT(*) FROM employees WHERE tenant_id = ${tenant_id})`;
}

/** The present epoch of the person of a row with an `employee_id`, as a value; `of`: the alias of the row. */
export function epochOf(of: Statement): Statement {
  return sql`(SELECT e.epoch FROM employees e WHERE e.tenant_id = ${of}.tenant_id AND e.employee_id = ${of}.employee_id)`;
}
