/** Reads of audit rows, latest first: a bounded stretch of the sequence, or the rows of one subject. */

import { AUDITS, type BoundedPage, readBounded } from "../../../../platform/db/bounded.ts";
import type { Database } from "../../../../platform/db/session.ts";
import { and, decodeRow, type Statement, sql } from "../../../../platform/db/sql.ts";
import { audits } from "../../../../platform/db/tables.ts";
import type { ChainRow, Head } from "../../../../shared/chain.ts";

export type AuditRow = typeof audits.$inferSelect;

export interface Subject {
  subject_kind: string;
  subject_id: string;
}

/** The stores whose rows are read, and whether rows of no store are. */
export interface Scope {
  store_ids: readonly string[];
  storeless: boolean;
}

export interface AuditFilter {
  /** An event name, or a prefix that ends with a dot. */
  event?: string;
  /** Any of these names or prefixes. */
  events?: readonly string[];
  actor_id?: string;
  approver_id?: string;
  device_id?: string;
  request_id?: string;
  /** Epoch ms, inclusive. */
  from?: number;
  to?: number;
}

/** The sequence of the row with a hash, among the 20,000 rows before `before`. */
export async function findByHash(db: Database, hash: string, before: number): Promise<number | undefined> {
  const [row] = await db.all<{ sequence: number }>(
    sql`SELECT sequence FROM audits WHERE tenant_id = ${db.tenant_id} AND sequence < ${before}
          AND sequence >= ${before - 20_000} AND hash = ${hash} ORDER BY sequence DESC LIMIT 1`,
  );
  return row?.sequence;
}

/** The first and the newest sequence; undefined without rows. */
export async function findBounds(db: Database): Promise<{ first: number; newest: number } | undefined> {
  const [bounds] = await db.all<{ first: number | null; newest: number }>(
    sql`SELECT (SELECT MIN(sequence) FROM audits WHERE tenant_id = ${db.tenant_id}) AS first,
               (SELECT MAX(sequence) FROM audits WHERE tenant_id = ${db.tenant_id}) AS newest`,
  );
  return bounds?.first == null ? undefined : { first: bounds.first, newest: bounds.newest };
}

/** The event of the newest row. */
export async function findNewestEvent(db: Database): Promise<string | undefined> {
  const [row] = await db.all<{ event: string }>(
    sql`SELECT event FROM audits WHERE tenant_id = ${db.tenant_id} ORDER BY sequence DESC LIMIT 1`,
  );
  return row?.event;
}

const ROWS = sql`SELECT ${AUDITS.columns}`;

/** The rows of a query of ROWS, as many as one page holds. */
async function readRows(db: Database, query: Statement): Promise<BoundedPage<AuditRow>> {
  const { rows, cut } = await readBounded<ChainRow>(db, AUDITS, query);
  return { rows: rows.map((row) => decodeRow(audits, { ...row })), cut };
}

/** Rows of a stretch of the sequence (`from` inclusive, `before` exclusive), at most `limit`. */
export function listStretch(
  db: Database,
  stretch: { from: number; before: number; limit: number },
  scope: Scope,
  filter: AuditFilter,
): Promise<BoundedPage<AuditRow>> {
  const where = and([
    sql`tenant_id = ${db.tenant_id} AND sequence >= ${stretch.from} AND sequence < ${stretch.before}`,
    ...conditionsOf(scope, filter),
  ]);
  return readRows(db, sql`${ROWS} FROM audits WHERE ${where} ORDER BY sequence DESC LIMIT ${stretch.limit}`);
}

/** The latest time of the rows of a stretch. */
export async function latestOf(db: Database, stretch: { from: number; before: number }): Promise<number> {
  const [row] = await db.all<{ at: number | null }>(
    sql`SELECT MAX(at) AS at FROM audits WHERE tenant_id = ${db.tenant_id}
        AND sequence >= ${stretch.from} AND sequence < ${stretch.before}`,
  );
  return row?.at ?? 0;
}

/**
 * Rows of one subject before a sequence: linked rows come from their index, the few unlinked ones from the end of the
 * table.
 */
export function listOfSubject(
  db: Database,
  { subject_kind, subject_id }: Subject,
  place: { before: number; limit: number },
  scope: Scope,
  filter: AuditFilter,
): Promise<BoundedPage<AuditRow>> {
  const where = and([
    sql`tenant_id = ${db.tenant_id} AND subject_kind = ${subject_kind} AND subject_id = ${subject_id}
        AND sequence < ${place.before}`,
    ...conditionsOf(scope, filter),
  ]);
  return readRows(
    db,
    sql`SELECT * FROM (
          ${ROWS} FROM audits INDEXED BY audits_subject WHERE hash IS NOT NULL AND ${where}
          UNION ALL
          ${ROWS} FROM audits WHERE ${unlinkedRows(db)} AND ${where})
        ORDER BY sequence DESC LIMIT ${place.limit}`,
  );
}

/** The latest rows of several subjects. */
export function listOfSubjects(
  db: Database,
  subjects: readonly (readonly [kind: string, id: string])[],
  limit: number,
  scope: Scope,
): Promise<BoundedPage<AuditRow>> {
  const where = and(conditionsOf(scope, {}));
  return readRows(
    db,
    sql`SELECT * FROM (
          ${ROWS} FROM json_each(${subjects}) subject CROSS JOIN audits INDEXED BY audits_subject
          WHERE tenant_id = ${db.tenant_id} AND hash IS NOT NULL AND subject_kind = subject.value ->> 0
            AND subject_id = subject.value ->> 1 AND ${where}
          UNION ALL
          ${ROWS} FROM audits WHERE tenant_id = ${db.tenant_id} AND ${unlinkedRows(db)} AND ${where}
            AND (subject_kind, subject_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${subjects})))
        ORDER BY sequence DESC LIMIT ${limit}`,
  );
}

/** The latest rows, from a sequence on, of acts that an employee did or approved, or that happened on a device. */
export function listActsOf(
  db: Database,
  { kind, id }: { kind: "employee" | "device"; id: string },
  stretch: { from: number; limit: number },
  scope: Scope,
): Promise<BoundedPage<AuditRow>> {
  const who =
    kind === "employee"
      ? sql`(actor_id = ${id} OR approver_id = ${id} OR changes ->> '$.on_behalf_of' = ${id})`
      : sql`device_id = ${id}`;
  return readRows(
    db,
    sql`${ROWS} FROM audits WHERE tenant_id = ${db.tenant_id} AND sequence >= ${stretch.from} AND ${who}
          AND ${and(conditionsOf(scope, {}))} ORDER BY sequence DESC LIMIT ${stretch.limit}`,
  );
}

/** The rows after the last linked one. */
function unlinkedRows(db: Database): Statement {
  return sql`hash IS NULL AND sequence > COALESCE((
    SELECT sequence FROM audits WHERE tenant_id = ${db.tenant_id} AND hash IS NOT NULL
    ORDER BY sequence DESC LIMIT 1), 0)`;
}

function conditionsOf(scope: Scope, filter: AuditFilter): (Statement | undefined)[] {
  const { event, events, actor_id, approver_id, device_id, request_id, from, to } = filter;
  const of_stores = sql`store_id IN (SELECT value FROM json_each(${scope.store_ids}))`;
  return [
    scope.storeless ? sql`(${of_stores} OR store_id IS NULL)` : of_stores,
    event ? isNamed(event) : undefined,
    events && sql`(${events.map(isNamed).reduce((one, other) => sql`${one} OR ${other}`)})`,
    actor_id ? sql`actor_id = ${actor_id}` : undefined,
    approver_id ? sql`approver_id = ${approver_id}` : undefined,
    device_id ? sql`device_id = ${device_id}` : undefined,
    request_id ? sql`request_id = ${request_id}` : undefined,
    from === undefined ? undefined : sql`at >= ${from}`,
    to === undefined ? undefined : sql`at <= ${to}`,
  ];
}

/** Whether a row's event has this name, or this prefix where it ends with a dot. */
export function isNamed(event: string): Statement {
  return event.endsWith(".") ? sql`substr(event, 1, ${event.length}) = ${event}` : sql`event = ${event}`;
}

/** All rows about customers, in order: linked rows from their index, and the few latest, which are in no index yet. */
export function listOfCustomers(db: Database, customer_ids: readonly string[]): Promise<AuditRow[]> {
  const of_these = sql`tenant_id = ${db.tenant_id} AND subject_kind = 'customer'
    AND subject_id IN (SELECT value FROM json_each(${customer_ids}))`;
  return db.rowsOf(
    audits,
    sql`SELECT * FROM audits INDEXED BY audits_subject WHERE hash IS NOT NULL AND ${of_these}
        UNION ALL
        SELECT * FROM audits WHERE ${unlinkedRows(db)} AND ${of_these}
        ORDER BY sequence`,
  );
}

/** The last row of a tenant's audit, and the last linked one. */
export async function findAuditEnds(db: Database): Promise<{ sequence: number; head: Head | null }> {
  const [last] = await db.all<{ sequence: number }>(
    sql`SELECT COALESCE(MAX(sequence), 0) AS sequence FROM audits WHERE tenant_id = ${db.tenant_id}`,
  );
  const [head] = await db.all<Head>(
    sql`SELECT sequence, hash FROM audits WHERE tenant_id = ${db.tenant_id} AND hash IS NOT NULL
        ORDER BY sequence DESC LIMIT 1`,
  );
  return { sequence: last?.sequence ?? 0, head: head ?? null };
}

/** The hash of a row of the audit. */
export async function findHash(db: Database, sequence: number): Promise<string | null> {
  const [row] = await db.all<{ hash: string | null }>(
    sql`SELECT hash FROM audits WHERE tenant_id = ${db.tenant_id} AND sequence = ${sequence}`,
  );
  return row?.hash ?? null;
}
