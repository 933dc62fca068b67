/** The size of a tenant: the counts that its provider may see. */

import type { Env } from "../../../../env.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import { sql } from "../../../../platform/db/sql.ts";
import { deviceCount } from "../../../access/devices/fragments.ts";
import { employeeCount } from "../../../access/employees/fragments.ts";
import { storeCount } from "../../../access/tenants/fragments.ts";

export async function countsOf(env: Env, tenant_id: string) {
  const [counts] = await openDatabase(env, tenant_id).all<{ stores: number; devices: number; employees: number }>(
    sql`SELECT ${storeCount(tenant_id)} AS stores,
               ${deviceCount(tenant_id)} AS devices,
               ${employeeCount(tenant_id)} AS employees`,
  );
  return counts ?? { stores: 0, devices: 0, employees: 0 };
}
