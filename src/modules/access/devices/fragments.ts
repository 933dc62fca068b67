/** SQL fragments over devices, for the statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** Joins the device of a row as `d`; `of`: the alias of a row with a `device_id`. */
export function joinDevice(of: Statement): Statement {
  return sql`JOIN devices d ON d.tenant_id = ${of}.tenant_id AND d.device_id = ${of}.device_id`;
}

/** The status of a row's device, as a value; `of`: the alias of a row with a `device_id`. */
export function deviceStatus(of: Statement): Statement {
  return sql`(SELECT d.status FROM devices d
    WHERE d.tenant_id = ${of}.tenant_id AND d.device_id = ${of}.device_id)`;
}

/** The number of a tenant's devices, as a value; revoked ones do not count. */
export function deviceCount(tenant_id: string): Statement {
  return sql`(SELECT COUNT(*) FROM devices WHERE tenant_id = ${tenant_id} AND status <> 'revoked')`;
}

/** Whether a store admits blanks without a handed-in sale (rule O8), as a condition; `of`: a row with a `store_id`. */
export function admitsBlanks(of: Statement): Statement {
  return sql`NOT EXISTS (SELECT 1 FROM gate_policies g
    WHERE g.tenant_id = ${of}.tenant_id AND g.store_id = ${of}.store_id AND g.unbound_lots <> 'admit_and_flag')`;
}
