/** Reads of the outbox: a tenant's sequence numbers, and the events of a store. */

import { encodeTime } from "ulid";
import { type BoundedPage, OUTBOX, readBounded } from "./bounded.ts";
import type { Database } from "./session.ts";
import { decodeRow, type Statement, sql } from "./sql.ts";
import { outbox } from "./tables.ts";

/** The number of a tenant's newest event, as an SQL value; null without events. */
export function newestSequence(tenant_id: string | Statement): Statement {
  return sql`(SELECT MAX(sequence) FROM outbox WHERE tenant_id = ${tenant_id})`;
}

/** A span of a tenant's events of some types; `after` and `to` are numbers, or SQL values: null gives no event. */
export interface EventSpan {
  after: number | Statement;
  to: number | Statement;
  types: readonly string[];
}

/** The events of a span without their data, as a table. */
export function eventHeads(tenant_id: string, { after, to, types }: EventSpan): Statement {
  return sql`(SELECT sequence, event_id, type, subject_kind, subject_id FROM outbox WHERE tenant_id = ${tenant_id}
    AND sequence > ${after} AND sequence <= ${to} AND type IN (SELECT value FROM json_each(${types})))`;
}

/**
 * The first events of a span that meet a condition on `outbox`, in order, as many as fit on one page; `cut`: smaller ones
 * would be more.
 */
export async function readEventsWhere(
  db: Database,
  { after, to, types }: EventSpan,
  condition: Statement,
  limit: number,
): Promise<BoundedPage<EventRow>> {
  const { rows, cut } = await readBounded<EventRow>(
    db,
    OUTBOX,
    sql`SELECT ${OUTBOX.columns} FROM outbox WHERE tenant_id = ${db.tenant_id} AND sequence > ${after}
          AND sequence <= ${to} AND type IN (SELECT value FROM json_each(${types})) AND ${condition}
        ORDER BY sequence LIMIT ${limit}`,
  );
  return { rows: rows.map((row) => decodeRow(outbox, { ...row })), cut };
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

export type EventRow = typeof outbox.$inferSelect;

/** Events of some stores, and of none if `storeless`: as many as fit on one page; `cut`: smaller ones would be more. */
export async function readEvents(
  db: Database,
  span: { store_ids: readonly string[]; storeless: boolean; after: number; to: number; types: readonly string[] },
  limit: number,
): Promise<BoundedPage<EventRow>> {
  const { rows, cut } = await readBounded<Omit<EventRow, "data"> & { data: string }>(
    db,
    OUTBOX,
    sql`SELECT ${OUTBOX.columns} FROM outbox WHERE tenant_id = ${db.tenant_id} AND sequence > ${span.after}
          AND sequence <= ${span.to} AND type IN (SELECT value FROM json_each(${span.types}))
          AND (store_id IN (SELECT value FROM json_each(${span.store_ids})) OR (${span.storeless} AND store_id IS NULL))
        ORDER BY sequence LIMIT ${limit}`,
  );
  return { rows: rows.map((row) => decodeRow(outbox, { ...row })), cut };
}

/** Events by their numbers, in order, as many as fit on one page; an event that is no longer kept is missing. */
export async function listEventsOf(db: Database, sequences: readonly number[]): Promise<BoundedPage<EventRow>> {
  const { rows, cut } = await readBounded<EventRow>(
    db,
    OUTBOX,
    sql`SELECT ${OUTBOX.columns} FROM outbox WHERE tenant_id = ${db.tenant_id}
          AND sequence IN (SELECT value FROM json_each(${sequences})) ORDER BY sequence`,
  );
  return { rows: rows.map((row) => decodeRow(outbox, { ...row })), cut };
}

/**
 * The number before the first event that was recorded at a moment (epoch ms) or later. It searches by halves, because ids
 * begin with the time of recording and rise with the sequence, but for requests that took long to commit.
 */
export async function sequenceSince(db: Database, at: number): Promise<number> {
  const first_id = encodeTime(Math.max(0, at));
  const middle = sql`(low + high) / 2`;
  const earlier = sql`COALESCE((SELECT event_id < ${first_id} FROM outbox WHERE tenant_id = ${db.tenant_id}
                                AND sequence = ${middle}), 1)`;
  const [row] = await db.all<{ sequence: number }>(
    sql`WITH RECURSIVE search (low, high) AS (
          SELECT COALESCE(MIN(sequence), 1), COALESCE(MAX(sequence), 0) + 1 FROM outbox WHERE tenant_id = ${db.tenant_id}
          UNION ALL
          SELECT iif(${earlier}, ${middle} + 1, low), iif(${earlier}, high, ${middle}) FROM search WHERE low < high)
        SELECT low - 1 AS sequence FROM search WHERE low >= high`,
  );
  return row?.sequence ?? 0;
}

/** Events of some types after a number, without their data. */
export function listEventHeads(
  db: Database,
  { after, types }: { after: number; types: readonly string[] },
  limit: number,
): Promise<Pick<EventRow, "sequence" | "event_id" | "type" | "subject_kind" | "subject_id">[]> {
  return db.all(
    sql`SELECT sequence, event_id, type, subject_kind, subject_id FROM outbox WHERE tenant_id = ${db.tenant_id}
          AND sequence > ${after} AND type IN (SELECT value FROM json_each(${types})) ORDER BY sequence LIMIT ${limit}`,
  );
}

/** Events of a store and of the whole tenant, of all types, as many as fit on one page; `cut`: there are more. */
export async function readEventsBetween(
  db: Database,
  { store_id, after, to }: { store_id: string; after: number; to: number },
  limit: number,
): Promise<BoundedPage<EventRow>> {
  const { rows, cut } = await readBounded<EventRow>(
    db,
    OUTBOX,
    sql`SELECT ${OUTBOX.columns} FROM outbox WHERE tenant_id = ${db.tenant_id} AND sequence > ${after}
          AND sequence <= ${to} AND (store_id = ${store_id} OR store_id IS NULL) ORDER BY sequence LIMIT ${limit + 1}`,
  );
  return { rows: rows.slice(0, limit).map((row) => decodeRow(outbox, { ...row })), cut: cut || rows.length > limit };
}

/** An event's kind with the record that it is about: its subject, or an id in its data. */
export interface EventFact {
  type: string;
  subject_id: string;
  /** Of a void, a movement, the entry of a later payment, a conflict, a reprint or a scan; null for other events. */
  inner_id: string | null;
}

/** The facts of some ids in events of some types after a number. */
export function listFactsSince(
  db: Database,
  { after, types, ids }: { after: number; types: readonly string[]; ids: readonly string[] },
): Promise<EventFact[]> {
  return db.all<EventFact>(
    sql`SELECT type, subject_id, inner_id FROM (
          SELECT type, subject_id, COALESCE(data ->> '$.void_id', data ->> '$.movement_id', data ->> '$.entry.entry_id',
            data ->> '$.conflict_id', data ->> '$.reprint_id', data ->> '$.scan_id') AS inner_id
          FROM outbox WHERE tenant_id = ${db.tenant_id} AND sequence > ${after}
            AND type IN (SELECT value FROM json_each(${types})))
        WHERE subject_id IN (SELECT value FROM json_each(${ids})) OR inner_id IN (SELECT value FROM json_each(${ids}))`,
  );
}
