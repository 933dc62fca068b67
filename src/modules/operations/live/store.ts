/** Reads of the stores that have listening screens. */

import type { Database } from "../../../platform/db/session.ts";
import { sql } from "../../../platform/db/sql.ts";

/** The stores with screens at a moment, epoch ms of the world's clock. */
export async function listListening(db: Database, now: number): Promise<string[]> {
  const rows = await db.all<{ store_id: string }>(
    sql`SELECT store_id FROM live_stores WHERE tenant_id = ${db.tenant_id} AND listening_until > ${now}`,
  );
  return rows.map(({ store_id }) => store_id);
}
