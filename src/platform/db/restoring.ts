/** Open restores: until all rows of a tenant are back, no job works in it, because it would act on half of them (rule U1). */

import { type Statement, sql } from "./sql.ts";

/** Whether a tenant has no open restore, as a condition. */
export function notRestoring(tenant_id: string | Statement): Statement {
  return sql`NOT EXISTS (SELECT 1 FROM restores WHERE restores.tenant_id = ${tenant_id} AND finished_at IS NULL)`;
}
