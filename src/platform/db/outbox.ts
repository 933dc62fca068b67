/** Reads of the outbox: a tenant's sequence numbers, and the events of a store. */

import type { Database } from "./session.ts";
import { type Statement, sql } from "./sql.ts";
import { outbox } from "./tables.ts";

/** The number of a tenant's newest event, as an SQL value; null without events. */
export function newestSequence(tenant_id: string): Statement {
  return sql`(SELECT MAX(sequence) FROM outbox WHERE tenant_id = ${tenant_id})`;
}

/** The oldest and newest number of the tenant's stored events; every later change gets a higher number than `newest`. */
export async function findSequences(db: Database): Promise<{ oldest: number; newest: number }> {
  const [row] = await db.all<{ oldest: number; newest: number }>(
    sql`SELECT COALESCE((SELECT MIN(sequence) FROM outbox WHERE tenant_id = ${db.tenant_id}), 0) AS oldest,
               COALESCE(${newestSequence(db.tenant_id)}, 0) AS newest`,
  );
  return row ?? { oldest: 0, newest: 0 };
}

/** Events of a store and of the whole tenant, after one number and up to another. */
export function listEventsBetween(
  db: Database,
  span: { store_id: string; after: number; to: number; types: readonly string[] },
  limit: number,
) {
  return db.rowsOf(
    outbox,
    sql`SELECT * FROM outbox WHERE tenant_id = ${db.tenant_id} AND sequence > ${span.after}
          AND sequence <= ${span.to} AND type IN (SELECT value FROM json_each(${span.types}))
          AND (store_id = ${span.store_id} OR store_id IS NULL)
        ORDER BY sequence LIMIT ${limit}`,
  );
}
