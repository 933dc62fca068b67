/** Reads and statements of deliveries and their failed attempts. */

import type { Env } from "../../../../env.ts";
import { newestSequence } from "../../../../platform/db/outbox.ts";
import { notRestoring } from "../../../../platform/db/restoring.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { and, insertMany, insertPages, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { TenantStatus } from "../../../../shared/standing.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import { joinTenant } from "../../../access/tenants/fragments.ts";
import { webhook_attempts, webhook_deliveries } from "../tables.ts";

export type Delivery = typeof webhook_deliveries.$inferSelect;
export type Attempt = typeof webhook_attempts.$inferSelect;

/** The fields that make a delivery one of its event. */
type EventHead = Pick<Delivery, "sequence" | "event_id" | "type" | "subject_kind" | "subject_id">;

/** The delivery of an event before its first attempt. */
export function newDelivery({ tenant_id }: Database, webhook_id: string, head: EventHead, now: number): Delivery {
  const { sequence, event_id, type, subject_kind, subject_id } = head;
  const event = { sequence, event_id, type, subject_kind, subject_id };
  const begun = { status: "pending" as const, attempts: 0, tries: 0, next_attempt_at: 0, created_at: now };
  const answer = { response_status: null, latency_ms: null, excerpt: null, error: null };
  return { tenant_id, webhook_id, ...event, ...begun, ended_at: null, ...answer };
}

/** Starts the deliveries of events to an endpoint again, also those that are delivered or dead. */
export function restartDeliveries(
  db: Database,
  webhook_id: string,
  events: readonly EventHead[],
  now: number,
): Statement[] {
  const rows = events.map((event) => newDelivery(db, webhook_id, event, now));
  return insertPages(webhook_deliveries, rows).map(
    (page) => sql`${page} WHERE 1 ON CONFLICT (tenant_id, webhook_id, sequence) DO UPDATE
      SET status = 'pending', tries = 0, next_attempt_at = 0, ended_at = NULL`,
  );
}

const DUE_RETRIES = 20;
const DUE_FIRSTS = 40;
/** The most retries, and the most others, that one read looks at: those that wait for an earlier one of their subject too. */
export const LOOKED_AT_DUE = 200;

/** The deliveries that may be sent now, and what waits. */
export interface DueDeliveries {
  /** Retries first, in the order of their events. */
  due: Delivery[];
  /** Deliveries that must wait for an earlier one and fill what a read looks at, so that they hide others. */
  in_the_way: number[];
  /** Every delivery without an attempt is in `due`, or waits for an earlier one of its subject. */
  has_all_firsts: boolean;
  /** When the next retry is due, epoch ms; null for none. */
  next_due: number | null;
}

/**
 * The deliveries of an endpoint that are due. A delivery waits while an earlier one of its subject waits for a retry
 * (rule E6). One query, which looks at a bounded number of deliveries however many there are.
 */
export async function listDue(db: Database, webhook_id: string, now: number): Promise<DueDeliveries> {
  const of_endpoint = sql`tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id}`;
  const waits = sql`EXISTS (
    SELECT 1 FROM webhook_deliveries e WHERE e.tenant_id = d.tenant_id AND e.webhook_id = d.webhook_id
      AND e.subject_id = d.subject_id AND e.subject_kind = d.subject_kind AND e.sequence < d.sequence
      AND e.next_attempt_at > 0)`;
  const found = await db.rowsOf(
    webhook_deliveries,
    sql`SELECT d.*, ${waits} AS waits FROM (SELECT * FROM webhook_deliveries WHERE ${of_endpoint} AND next_attempt_at > 0
          AND next_attempt_at <= ${now} ORDER BY next_attempt_at, sequence LIMIT ${LOOKED_AT_DUE}) d
        UNION ALL
        SELECT d.*, ${waits} FROM (SELECT * FROM webhook_deliveries WHERE ${of_endpoint} AND next_attempt_at = 0
          ORDER BY sequence LIMIT ${LOOKED_AT_DUE}) d
        UNION ALL
        SELECT d.*, 0 FROM (SELECT * FROM webhook_deliveries WHERE ${of_endpoint} AND next_attempt_at > ${now}
          ORDER BY next_attempt_at LIMIT 1) d`,
  );
  const at = ({ next_attempt_at }: Delivery) => next_attempt_at ?? 0;
  const isWaiting = (row: Delivery) => (row as Delivery & { waits: number }).waits === 1;
  const firsts = found.filter((row) => at(row) === 0);
  const parts = [
    { rows: found.filter((row) => at(row) > 0 && at(row) <= now), limit: DUE_RETRIES },
    { rows: firsts, limit: DUE_FIRSTS },
  ];
  const next = found.find((row) => at(row) > now);
  return {
    due: parts.flatMap(({ rows, limit }) => rows.filter((row) => !isWaiting(row)).slice(0, limit)),
    in_the_way: parts.flatMap(({ rows, limit }) => {
      const waiting = rows.filter(isWaiting);
      const hides = rows.length === LOOKED_AT_DUE && rows.length - waiting.length < limit;
      return hides ? waiting.map(({ sequence }) => sequence) : [];
    }),
    has_all_firsts: firsts.length < LOOKED_AT_DUE && firsts.filter((row) => !isWaiting(row)).length <= DUE_FIRSTS,
    next_due: next ? at(next) : null,
  };
}

/** A delivery that is put off stays so at least this long, or until the one before it ends. */
const PUT_OFF_MS = 10 * MINUTE_MS;
/** The most deliveries that the end of an earlier one calls back; the others come when their time is over. */
const CALLED_BACK = 1_000;

/** Puts off deliveries that wait for an earlier one of their subject, until its next attempt. They keep their order. */
export function putOff(db: Database, webhook_id: string, sequences: readonly number[], now: number): Statement {
  const of_earlier = sql`(
    SELECT e.next_attempt_at FROM webhook_deliveries e WHERE e.tenant_id = webhook_deliveries.tenant_id
      AND e.webhook_id = webhook_deliveries.webhook_id AND e.subject_id = webhook_deliveries.subject_id
      AND e.subject_kind = webhook_deliveries.subject_kind AND e.sequence < webhook_deliveries.sequence
      AND e.next_attempt_at > 0 ORDER BY e.sequence LIMIT 1)`;
  return sql`UPDATE webhook_deliveries SET next_attempt_at = MAX(${now + PUT_OFF_MS}, COALESCE(${of_earlier}, 0))
    WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id} AND status = 'pending'
      AND next_attempt_at <= ${now} AND sequence IN (SELECT value FROM json_each(${sequences}))`;
}

/** Calls back the deliveries that were put off for this one: they were not tried, and their time is not over. */
export function callBack({ tenant_id, webhook_id, subject_kind, subject_id, sequence }: Delivery): Statement {
  return sql`UPDATE webhook_deliveries SET next_attempt_at = 0
    WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id} AND sequence IN (
      SELECT sequence FROM webhook_deliveries INDEXED BY webhook_deliveries_waiting WHERE tenant_id = ${tenant_id}
        AND webhook_id = ${webhook_id} AND subject_id = ${subject_id} AND subject_kind = ${subject_kind}
        AND sequence > ${sequence} AND next_attempt_at > 0 AND tries = 0
      ORDER BY sequence LIMIT ${CALLED_BACK})`;
}

/** The endpoints that wait for a run, and the tenants that have deliveries. */
export interface Waiting {
  endpoints: { tenant_id: string; webhook_id: string }[];
  tenants_with_deliveries: ReadonlySet<string>;
}

/**
 * Every endpoint with a delivery that is due, and every enabled one whose place is not the tenant's newest event, but of no
 * tenant that is being restored; and every tenant with deliveries. One query, which leaps from endpoint to endpoint in the
 * index of the due, and from tenant to tenant.
 */
export async function listWaiting(env: Env, now: number): Promise<Waiting> {
  const rows = await openDatabase(env, EVERY_TENANT).all<{ tenant_id: string; webhook_id: string | null }>(
    sql`WITH RECURSIVE owing (tenant_id) AS (
          SELECT MIN(tenant_id) FROM webhook_deliveries
          UNION ALL
          SELECT (SELECT MIN(tenant_id) FROM webhook_deliveries WHERE tenant_id > owing.tenant_id)
          FROM owing WHERE owing.tenant_id IS NOT NULL),
        leap (place) AS (
          SELECT (SELECT json_array(tenant_id, webhook_id) FROM webhook_deliveries WHERE next_attempt_at IS NOT NULL
                  ORDER BY tenant_id, webhook_id LIMIT 1)
          UNION ALL
          SELECT (SELECT json_array(tenant_id, webhook_id) FROM webhook_deliveries
                  WHERE next_attempt_at IS NOT NULL
                    AND (tenant_id, webhook_id) > (leap.place ->> '$[0]', leap.place ->> '$[1]')
                  ORDER BY tenant_id, webhook_id LIMIT 1)
          FROM leap WHERE leap.place IS NOT NULL)
        SELECT place ->> '$[0]' AS tenant_id, place ->> '$[1]' AS webhook_id FROM leap
        WHERE place IS NOT NULL AND ${notRestoring(sql`place ->> '$[0]'`)} AND (
          SELECT MIN(next_attempt_at) FROM webhook_deliveries
          WHERE tenant_id = place ->> '$[0]' AND webhook_id = place ->> '$[1]' AND next_attempt_at IS NOT NULL) <= ${now}
        UNION
        SELECT tenant_id, webhook_id FROM webhooks w
        WHERE status = 'enabled' AND from_sequence < ${newestSequence(sql`w.tenant_id`)}
          AND ${notRestoring(sql`w.tenant_id`)}
        UNION
        SELECT tenant_id, NULL FROM owing WHERE tenant_id IS NOT NULL`,
  );
  return {
    endpoints: rows.flatMap(({ tenant_id, webhook_id }) => (webhook_id === null ? [] : [{ tenant_id, webhook_id }])),
    tenants_with_deliveries: new Set(rows.flatMap((row) => (row.webhook_id === null ? [row.tenant_id] : []))),
  };
}

/** The end of an attempt, as its delivery shows it. */
type AttemptEnd = Pick<
  Delivery,
  "status" | "next_attempt_at" | "ended_at" | "response_status" | "latency_ms" | "excerpt" | "error"
>;

/** Writes the end of an attempt, once: the second of two runs that made the same attempt changes nothing. */
export function settleDelivery(before: Delivery, after: AttemptEnd): Statement {
  const { tenant_id, webhook_id, sequence, attempts, tries } = before;
  return sql`UPDATE webhook_deliveries SET status = ${after.status}, attempts = ${attempts + 1}, tries = ${tries + 1},
      next_attempt_at = ${after.next_attempt_at}, ended_at = ${after.ended_at}, latency_ms = ${after.latency_ms},
      response_status = ${after.response_status}, excerpt = ${after.excerpt}, error = ${after.error}
    WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id} AND sequence = ${sequence}
      AND attempts = ${attempts} AND status = 'pending'`;
}

/**
 * Records a delivery with the end of its first attempt, unless the endpoint is gone. One that was recorded meanwhile gets
 * this end if nobody attempted it.
 */
export function insertSettled(before: Delivery, after: AttemptEnd): Statement {
  const { tenant_id, webhook_id } = before;
  const row = insertMany(webhook_deliveries, [{ ...before, ...after, attempts: 1, tries: 1 }]);
  return sql`${row} WHERE EXISTS (SELECT 1 FROM webhooks WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id})
    ON CONFLICT (tenant_id, webhook_id, sequence) DO UPDATE SET status = excluded.status, attempts = excluded.attempts,
      tries = excluded.tries, next_attempt_at = excluded.next_attempt_at, ended_at = excluded.ended_at,
      response_status = excluded.response_status, latency_ms = excluded.latency_ms, excerpt = excluded.excerpt,
      error = excluded.error
    WHERE attempts = 0 AND status = 'pending'`;
}

/** Records a failed attempt of a delivery that is recorded. */
export function insertAttempt(row: Attempt): Statement {
  const { tenant_id, webhook_id, sequence } = row;
  return sql`${insertMany(webhook_attempts, [row])} WHERE EXISTS (SELECT 1 FROM webhook_deliveries
      WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id} AND sequence = ${sequence})
    ON CONFLICT DO NOTHING`;
}

/**
 * Ends pending deliveries of an endpoint that is not enabled at this moment, without an attempt, and says why. At most
 * `limit` of the oldest.
 */
export function buryDeliveries(
  db: Database,
  webhook_id: string,
  { error, now, limit }: { error: string; now: number; limit: number },
): Statement {
  return sql`UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL, ended_at = ${now}, error = ${error}
    WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id} AND sequence IN (
      SELECT sequence FROM webhook_deliveries WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id}
        AND next_attempt_at IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM webhooks WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id} AND status = 'enabled')
      ORDER BY next_attempt_at, sequence LIMIT ${limit})`;
}

/** Ends one pending delivery without an attempt. */
export function buryDelivery({ tenant_id, webhook_id, sequence }: Delivery, error: string, now: number): Statement {
  return sql`UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL, ended_at = ${now}, error = ${error}
    WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id} AND sequence = ${sequence} AND status = 'pending'`;
}

/** Moves one delivery to another status without an attempt: a restart, or a discard. */
export function moveDelivery(
  { tenant_id, webhook_id, sequence }: Delivery,
  { status, now }: { status: "pending" | "discarded"; now: number },
): Statement {
  return sql`UPDATE webhook_deliveries SET status = ${status}, tries = 0,
      next_attempt_at = ${status === "pending" ? 0 : null}, ended_at = ${status === "pending" ? null : now}
    WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id} AND sequence = ${sequence}`;
}

export function findDelivery(db: Database, webhook_id: string, sequence: number): Promise<Delivery | undefined> {
  return db.rowOf(
    webhook_deliveries,
    sql`SELECT * FROM webhook_deliveries
        WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id} AND sequence = ${sequence}`,
  );
}

/** The failed attempts of a delivery, in order. */
export function listAttempts(db: Database, { webhook_id, sequence }: Delivery): Promise<Attempt[]> {
  return db.rowsOf(
    webhook_attempts,
    sql`SELECT * FROM webhook_attempts WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id}
          AND sequence = ${sequence} ORDER BY attempt DESC LIMIT 200`,
  );
}

/** The most deliveries that one request for those of a status looks at, however few of them have it. */
export const LOOKED_AT = 5_000;

/**
 * An endpoint's deliveries, newest event first, below a sequence. With a status it looks at a bounded number of them:
 * `reached` is the last of these when more follow, else null.
 */
export async function listDeliveries(
  db: Database,
  webhook_id: string,
  { below, status, limit }: { below: number; status?: Delivery["status"]; limit: number },
): Promise<{ rows: Delivery[]; reached: number | null }> {
  const of_endpoint = sql`tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id} AND sequence < ${below}`;
  const [last] = status
    ? await db.all<{ sequence: number }>(
        sql`SELECT sequence FROM webhook_deliveries WHERE ${of_endpoint} ORDER BY sequence DESC
            LIMIT 1 OFFSET ${LOOKED_AT - 1}`,
      )
    : [];
  const reached = last?.sequence ?? null;
  const rows = await db.rowsOf(
    webhook_deliveries,
    sql`SELECT * FROM webhook_deliveries WHERE ${and([
      of_endpoint,
      reached === null ? undefined : sql`sequence >= ${reached}`,
      status && sql`status = ${status}`,
    ])} ORDER BY sequence DESC LIMIT ${limit}`,
  );
  return { rows, reached };
}

/** Dead deliveries, the oldest end first, after a place. */
export function listDead(
  db: Database,
  { after, webhook_id, limit }: { after: readonly [number, string, number]; webhook_id?: string; limit: number },
): Promise<Delivery[]> {
  const [ended_at, endpoint, sequence] = after;
  return db.rowsOf(
    webhook_deliveries,
    sql`SELECT * FROM webhook_deliveries INDEXED BY webhook_deliveries_dead WHERE ${and([
      sql`tenant_id = ${db.tenant_id} AND status = 'dead'`,
      sql`(ended_at, webhook_id, sequence) > (${ended_at}, ${endpoint}, ${sequence})`,
      webhook_id === undefined ? undefined : sql`webhook_id = ${webhook_id}`,
    ])} ORDER BY ended_at, webhook_id, sequence LIMIT ${limit}`,
  );
}

/** Dead deliveries of these endpoints, the oldest end first. */
export function listDeadOf(db: Database, webhook_ids: readonly string[], limit: number): Promise<Delivery[]> {
  return db.rowsOf(
    webhook_deliveries,
    sql`SELECT * FROM webhook_deliveries INDEXED BY webhook_deliveries_dead
        WHERE tenant_id = ${db.tenant_id} AND status = 'dead'
          AND webhook_id IN (SELECT value FROM json_each(${webhook_ids}))
        ORDER BY ended_at, webhook_id, sequence LIMIT ${limit}`,
  );
}

/** So many dead deliveries of a tenant are counted, and so many are shown. */
export const MOST_COUNTED = 1_000;
const LATEST = 5;

/** A dead delivery as the provider sees it, without its subject and its answer. */
type DeadLetter = Pick<Delivery, "webhook_id" | "sequence" | "type" | "ended_at" | "response_status" | "error">;

interface TenantWithDead {
  tenant_id: string;
  name: string;
  status: TenantStatus;
  /** At most MOST_COUNTED. */
  dead_letters: number;
  latest: DeadLetter[];
}

/**
 * The tenants with dead deliveries in the order of their ids, or one of them: one query, which leaps from tenant to tenant
 * in the index of the dead. `db` is that of every tenant.
 */
export async function listTenantsWithDead(
  db: Database,
  { tenant_id, after, limit }: { tenant_id?: string; after: string; limit: number },
): Promise<TenantWithDead[]> {
  const first = tenant_id === undefined ? sql`tenant_id > ${after}` : sql`tenant_id = ${tenant_id}`;
  const dead = sql`FROM webhook_deliveries INDEXED BY webhook_deliveries_dead WHERE tenant_id = leap.tenant_id AND status = 'dead'`;
  const rows = await db.all<Omit<TenantWithDead, "latest"> & { latest: string }>(
    sql`WITH RECURSIVE leap (tenant_id) AS (
          SELECT MIN(tenant_id) FROM webhook_deliveries WHERE status = 'dead' AND ${first}
          UNION ALL
          SELECT (SELECT MIN(tenant_id) FROM webhook_deliveries WHERE status = 'dead' AND tenant_id > leap.tenant_id)
          FROM leap WHERE leap.tenant_id IS NOT NULL LIMIT ${tenant_id === undefined ? limit : 1})
        SELECT leap.tenant_id, t.name, t.status,
          (SELECT COUNT(*) FROM (SELECT 1 ${dead} LIMIT ${MOST_COUNTED})) AS dead_letters,
          (SELECT json_group_array(json_object('webhook_id', webhook_id, 'sequence', sequence, 'type', type,
             'ended_at', ended_at, 'response_status', response_status, 'error', error))
           FROM (SELECT * ${dead} ORDER BY ended_at DESC, webhook_id DESC, sequence DESC LIMIT ${LATEST})) AS latest
        FROM leap ${joinTenant(sql`leap`)} ORDER BY leap.tenant_id`,
  );
  return rows.map((row) => ({ ...row, latest: JSON.parse(row.latest) as DeadLetter[] }));
}

/**
 * Deletes an endpoint's deliveries below a sequence with their attempts, a portion of each; nothing while the tenant is
 * being restored, because its endpoint may come after its deliveries.
 */
export function deleteDeliveries(db: Database, webhook_id: string, below: number, limit: number): Statement[] {
  const { tenant_id } = db;
  const here = notRestoring(tenant_id);
  return [
    sql`DELETE FROM webhook_attempts WHERE (tenant_id, webhook_id, sequence, attempt) IN (
          SELECT tenant_id, webhook_id, sequence, attempt FROM webhook_attempts WHERE tenant_id = ${tenant_id}
            AND webhook_id = ${webhook_id} AND sequence < ${below} AND ${here} LIMIT ${limit})`,
    sql`DELETE FROM webhook_deliveries WHERE (tenant_id, webhook_id, sequence) IN (
          SELECT tenant_id, webhook_id, sequence FROM webhook_deliveries WHERE tenant_id = ${tenant_id}
            AND webhook_id = ${webhook_id} AND sequence < ${below} AND ${here} LIMIT ${limit})`,
  ];
}

/** The ids of endpoints that deliveries of the tenant name, also of deleted endpoints. */
export async function listNamedEndpoints(db: Database): Promise<string[]> {
  const rows = await db.all<{ webhook_id: string }>(
    sql`WITH RECURSIVE leap (webhook_id) AS (
          SELECT MIN(webhook_id) FROM webhook_deliveries WHERE tenant_id = ${db.tenant_id}
          UNION ALL
          SELECT (SELECT MIN(webhook_id) FROM webhook_deliveries
                  WHERE tenant_id = ${db.tenant_id} AND webhook_id > leap.webhook_id)
          FROM leap WHERE leap.webhook_id IS NOT NULL)
        SELECT webhook_id FROM leap WHERE webhook_id IS NOT NULL`,
  );
  return rows.map(({ webhook_id }) => webhook_id);
}
