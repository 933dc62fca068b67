/** Reads of the stores that have listening screens. */

import type { Env } from "../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { sql } from "../../../platform/db/sql.ts";

/** The stores with screens at a moment, epoch ms of the world's clock. */
export async function listListening(db: Database, now: number): Promise<string[]> {
  const rows = await db.all<{ store_id: string }>(
    sql`SELECT store_id FROM live_stores WHERE tenant_id = ${db.tenant_id} AND listening_until > ${now}`,
  );
  return rows.map(({ store_id }) => store_id);
}

/** Stores of all tenants with screens at a moment, epoch ms of the world's clock. */
export async function listAllListening(env: Env, now: number, limit: number): Promise<string[]> {
  const rows = await openDatabase(env, EVERY_TENANT).all<{ store_id: string }>(
    sql`SELECT store_id FROM live_stores WHERE listening_until > ${now} ORDER BY tenant_id, store_id LIMIT ${limit}`,
  );
  return rows.map(({ store_id }) => store_id);
}
