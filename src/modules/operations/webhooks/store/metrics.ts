/** Reads of endpoints and deliveries of all tenants for metrics: each has a limit on the rows that it looks at. */

import type { Env } from "../../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { sql } from "../../../../platform/db/sql.ts";

/** The newest deliveries of each endpoint whose attempts are counted. */
export const NEWEST = 100;
/** So many dead letters, and so many endpoints, are counted. */
const MOST_COUNTED = 10_000;

interface AttemptedEndpoint {
  tenant_id: string;
  webhook_id: string;
  url: string;
  /** 1: it has a delivery that waits for a retry. */
  waiting: number;
  attempts: number;
  failures: number;
}

/**
 * Enabled endpoints with the attempts at their newest deliveries since a moment (epoch ms): first those with a delivery
 * that waits for a retry, to which it leaps in the index.
 */
export function listAttempted(env: Env, since: number, limit: number): Promise<AttemptedEndpoint[]> {
  const waiting = sql`webhook_deliveries INDEXED BY webhook_deliveries_waiting WHERE next_attempt_at > 0`;
  const place = sql`leap.place ->> '$[0]', leap.place ->> '$[1]'`;
  const newest = sql`(SELECT sequence, attempts, status, created_at FROM webhook_deliveries
    WHERE tenant_id = w.tenant_id AND webhook_id = w.webhook_id ORDER BY sequence DESC LIMIT ${NEWEST}) d
    WHERE d.created_at >= ${since}`;
  const failed = sql`CASE WHEN d.attempts = 1 AND d.status = 'delivered' THEN 0 ELSE
    (SELECT COUNT(*) FROM webhook_attempts WHERE tenant_id = w.tenant_id AND webhook_id = w.webhook_id
       AND sequence = d.sequence) END`;
  return openDatabase(env, EVERY_TENANT).all(
    sql`WITH RECURSIVE leap (place) AS (
          SELECT (SELECT json_array(tenant_id, webhook_id) FROM ${waiting} ORDER BY tenant_id, webhook_id LIMIT 1)
          UNION ALL
          SELECT (SELECT json_array(tenant_id, webhook_id) FROM ${waiting} AND (tenant_id, webhook_id) > (${place})
                  ORDER BY tenant_id, webhook_id LIMIT 1)
          FROM leap WHERE leap.place IS NOT NULL LIMIT ${limit}),
        chosen (tenant_id, webhook_id, waiting) AS (
          SELECT * FROM (SELECT ${place}, 1 FROM leap WHERE leap.place IS NOT NULL)
          UNION ALL
          SELECT * FROM (SELECT tenant_id, webhook_id, 0 FROM webhooks WHERE status = 'enabled'
            AND json_array(tenant_id, webhook_id) NOT IN (SELECT place FROM leap WHERE place IS NOT NULL)
            ORDER BY tenant_id, webhook_id LIMIT ${limit})
          LIMIT ${limit})
        SELECT w.tenant_id, w.webhook_id, w.url, chosen.waiting,
          (SELECT COALESCE(SUM(d.attempts), 0) FROM ${newest}) AS attempts,
          (SELECT COALESCE(SUM(${failed}), 0) FROM ${newest}) AS failures
        FROM chosen CROSS JOIN webhooks w ON w.tenant_id = chosen.tenant_id AND w.webhook_id = chosen.webhook_id
        WHERE w.status = 'enabled'`,
  );
}

/** The number of endpoints in each status. */
export function countEndpoints(env: Env): Promise<{ status: string; count: number }[]> {
  return openDatabase(env, EVERY_TENANT).all(
    sql`SELECT status, COUNT(*) AS count FROM (SELECT status FROM webhooks LIMIT ${MOST_COUNTED}) GROUP BY status`,
  );
}

/** The number of dead deliveries. */
export async function countDead(env: Env): Promise<number> {
  const [row] = await openDatabase(env, EVERY_TENANT).all<{ count: number }>(
    sql`SELECT COUNT(*) AS count FROM (SELECT 1 FROM webhook_deliveries INDEXED BY webhook_deliveries_dead
          WHERE status = 'dead' LIMIT ${MOST_COUNTED})`,
  );
  return row?.count ?? 0;
}

/** The dead deliveries of a tenant by endpoint; at most so many are counted. */
export function countOwnDead(db: Database): Promise<{ webhook_id: string; count: number }[]> {
  return db.all(
    sql`SELECT webhook_id, COUNT(*) AS count FROM (
          SELECT webhook_id FROM webhook_deliveries INDEXED BY webhook_deliveries_dead
          WHERE tenant_id = ${db.tenant_id} AND status = 'dead' LIMIT ${MOST_COUNTED}) GROUP BY webhook_id`,
  );
}
