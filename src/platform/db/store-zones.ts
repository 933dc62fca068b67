/** Time zones of a tenant's stores, for local times. */

import type { Database } from "./session.ts";
import { sql } from "./sql.ts";

/** The time zone (IANA name) of each store by id, and the tenant's under null. */
export async function zonesOfStores(db: Database): Promise<ReadonlyMap<string | null, string>> {
  const rows = await db.all<{ store_id: string | null; time_zone: string }>(
    sql`SELECT store_id, time_zone FROM stores WHERE tenant_id = ${db.tenant_id}
        UNION ALL SELECT NULL, time_zone FROM tenants WHERE tenant_id = ${db.tenant_id}`,
  );
  return new Map(rows.map(({ store_id, time_zone }) => [store_id, time_zone]));
}
