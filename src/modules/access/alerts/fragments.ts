/** SQL fragments over alerts, for the statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** Whether a subject has an alert of a type whose cause lasts, whatever its status; as a condition. */
export function hasLastingAlert(tenant_id: Statement, type: string, subject_id: Statement): Statement {
  return sql`EXISTS (SELECT 1 FROM alerts WHERE tenant_id = ${tenant_id} AND type = ${type} AND cleared_at IS NULL
    AND subject_id = ${subject_id})`;
}
