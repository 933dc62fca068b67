/** How big a tenant is: what its provider may know of its people and devices. */

import type { Env } from "../../../env.ts";
import { openDatabase } from "../../../platform/db/session.ts";
import { sql } from "../../../platform/db/sql.ts";

export async function countsOf(env: Env, tenant_id: string) {
  const [counts] = await openDatabase(env, tenant_id).all<{ stores: number; devices: number; employees: number }>(
    sql`SELECT (SELECT COUNT(*) FROM stores WHERE tenant_id = ${tenant_id}) AS stores,
               (SELECT COUNT(*) FROM devices WHERE tenant_id = ${tenant_id} AND status <> 'revoked') AS devices,
               (SELECT COUNT(*) FROM employees WHERE tenant_id = ${tenant_id}) AS employees`,
  );
  return counts ?? { stores: 0, devices: 0, employees: 0 };
}
