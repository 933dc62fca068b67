/** Fresh events of endpoints: those beyond an endpoint's place that have no delivery yet, because none was attempted. */

import { type EventRow, eventHeads, newestSequence, readEventsWhere } from "../../../../platform/db/outbox.ts";
import type { Database } from "../../../../platform/db/session.ts";
import { decodeRow, type Statement, sql } from "../../../../platform/db/sql.ts";
import { SPAN } from "../domain/runs.ts";
import { webhooks } from "../tables.ts";
import type { Endpoint } from "./endpoints.ts";

/** An endpoint and the number of its tenant's newest event at the same moment. */
export async function findServed(
  db: Database,
  webhook_id: string,
): Promise<{ endpoint: Endpoint; newest: number } | undefined> {
  const [row] = await db.all<Record<string, unknown>>(
    sql`SELECT *, COALESCE(${newestSequence(db.tenant_id)}, 0) AS newest FROM webhooks
        WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id}`,
  );
  if (!row) return undefined;
  const { newest, ...columns } = row;
  return { endpoint: decodeRow(webhooks, columns), newest: Number(newest) };
}

/** The endpoint's place, as an SQL value; null when it is no longer enabled with the same filters. */
function placeOf({ tenant_id, webhook_id, events }: Endpoint): Statement {
  return sql`(SELECT from_sequence FROM webhooks WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id}
    AND status = 'enabled' AND events = ${events})`;
}

/**
 * An endpoint's fresh events of some types, in order, at most `limit` of the next numbers; `more`: there may be others. An
 * event waits while an earlier one of its subject waits for a retry (rule E6).
 */
export async function listFresh(
  db: Database,
  endpoint: Endpoint,
  types: readonly string[],
  limit: number,
): Promise<{ events: EventRow[]; more: boolean }> {
  const { tenant_id, webhook_id } = endpoint;
  const place = placeOf(endpoint);
  const { rows, cut } = await readEventsWhere(
    db,
    { after: place, to: sql`${place} + ${SPAN}`, types },
    sql`NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.tenant_id = ${tenant_id} AND d.webhook_id = ${webhook_id}
          AND d.sequence = outbox.sequence)
        AND NOT EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.tenant_id = ${tenant_id}
          AND e.webhook_id = ${webhook_id} AND e.subject_id = outbox.subject_id
          AND e.subject_kind = outbox.subject_kind AND e.sequence < outbox.sequence AND e.next_attempt_at > 0)`,
    limit,
  );
  return { events: rows, more: cut || rows.length === limit };
}

/**
 * Records an endpoint's fresh events of some types as deliveries that wait for their first attempt: those of the next SPAN
 * numbers, up to `to`.
 */
export function recordFresh(
  endpoint: Endpoint,
  { types, now, to = Number.MAX_SAFE_INTEGER }: { types: readonly string[]; now: number; to?: number },
): Statement {
  const { tenant_id, webhook_id } = endpoint;
  const place = placeOf(endpoint);
  return sql`INSERT INTO webhook_deliveries (tenant_id, webhook_id, sequence, event_id, type, subject_kind, subject_id,
      status, attempts, tries, next_attempt_at, created_at)
    SELECT ${tenant_id}, ${webhook_id}, sequence, event_id, type, subject_kind, subject_id, 'pending', 0, 0, 0, ${now}
    FROM ${eventHeads(tenant_id, { after: place, to: sql`MIN(${to}, ${place} + ${SPAN})`, types })} WHERE 1
    ON CONFLICT DO NOTHING`;
}

/** Moves an endpoint's place forward; the events up to it that it wants have deliveries. */
export function movePlace({ tenant_id, webhook_id, events }: Endpoint, to: number): Statement {
  return sql`UPDATE webhooks SET from_sequence = MIN(${to}, from_sequence + ${SPAN}) WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id}
    AND status = 'enabled' AND events = ${events} AND from_sequence < ${to}`;
}
