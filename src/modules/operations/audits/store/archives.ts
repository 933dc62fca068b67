/** Reads and statements of archives and of the sums of archived days. */

import type { Env } from "../../../../env.ts";
import { leapOver } from "../../../../platform/db/leap.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { audit_archives, audit_days } from "../tables.ts";
import { isNamed } from "./rows.ts";

export type Archive = typeof audit_archives.$inferSelect;

/** Every archive, earliest first. */
export function listArchives(db: Database): Promise<Archive[]> {
  return db.rowsOf(
    audit_archives,
    sql`SELECT * FROM audit_archives WHERE tenant_id = ${db.tenant_id} ORDER BY from_sequence`,
  );
}

/** Archives after a sequence, one more than `limit`. */
export function listArchivesAfter(db: Database, after: number, limit: number): Promise<Archive[]> {
  return db.rowsOf(
    audit_archives,
    sql`SELECT * FROM audit_archives WHERE tenant_id = ${db.tenant_id} AND from_sequence > ${after}
        ORDER BY from_sequence LIMIT ${limit + 1}`,
  );
}

export function lastArchive(db: Database): Promise<Archive | undefined> {
  return db.rowOf(
    audit_archives,
    sql`SELECT * FROM audit_archives WHERE tenant_id = ${db.tenant_id} ORDER BY from_sequence DESC LIMIT 1`,
  );
}

export function insertArchive(archive: Archive): Statement {
  return insert(audit_archives, archive);
}

/** Deletes archived rows; a trigger refuses rows that are in no archive. */
export function deleteArchived({ tenant_id, from_sequence, through_sequence }: Archive): Statement {
  return sql`DELETE FROM audits WHERE tenant_id = ${tenant_id}
             AND sequence BETWEEN ${from_sequence} AND ${through_sequence}`;
}

/** Adds counts to the sums of days. */
export function addToDays(
  tenant_id: string,
  days: readonly { date: string; event: string; count: number }[],
): Statement {
  return sql`INSERT INTO audit_days (tenant_id, date, event, count)
             SELECT ${tenant_id}, value ->> '$.date', value ->> '$.event', value ->> '$.count'
             FROM json_each(${days}) WHERE true
             ON CONFLICT (tenant_id, date, event) DO UPDATE SET count = count + excluded.count`;
}

export interface DayFilter {
  event?: string;
  /** YYYY-MM-DD, inclusive. */
  from_date?: string;
  to_date?: string;
  /** The day and event that the page before ended with. */
  before?: readonly [date: string, event: string];
  limit: number;
}

/** Sums of days, latest day first, one more than `limit`. */
export function listDays(db: Database, filter: DayFilter): Promise<(typeof audit_days.$inferSelect)[]> {
  const [date, event] = filter.before ?? [];
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    filter.event ? isNamed(filter.event) : undefined,
    filter.from_date ? sql`date >= ${filter.from_date}` : undefined,
    filter.to_date ? sql`date <= ${filter.to_date}` : undefined,
    filter.before ? sql`date <= ${date} AND (date, event) < (${date}, ${event})` : undefined,
  ]);
  return db.rowsOf(
    audit_days,
    sql`SELECT * FROM audit_days WHERE ${where} ORDER BY date DESC, event DESC LIMIT ${filter.limit + 1}`,
  );
}

export function deleteDays(tenant_id: string, before: string): Statement {
  return sql`DELETE FROM audit_days WHERE tenant_id = ${tenant_id} AND date < ${before}`;
}

/** A tenant's audit as the cron jobs see it: its newest and oldest row (times are epoch ms), and its oldest sum of a day. */
export interface AuditedTenant {
  tenant_id: string;
  sequence: number;
  /** Null: the newest row has no link yet. */
  hash: string | null;
  event: string;
  oldest: number;
  oldest_at: number;
  oldest_day: string | null;
}

/** Every tenant that has an audit, by one query. */
export function listAudited(env: Env): Promise<AuditedTenant[]> {
  return openDatabase(env, EVERY_TENANT).all<AuditedTenant>(
    sql`WITH ${leapOver(sql`audits WHERE 1`)}
        SELECT leap.tenant_id, newest.sequence, newest.hash, newest.event,
          oldest.sequence AS oldest, oldest.at AS oldest_at,
          (SELECT MIN(date) FROM audit_days WHERE tenant_id = leap.tenant_id) AS oldest_day
        FROM leap JOIN audits newest ON newest.tenant_id = leap.tenant_id
          AND newest.sequence = (SELECT MAX(sequence) FROM audits WHERE tenant_id = leap.tenant_id)
        JOIN audits oldest ON oldest.tenant_id = leap.tenant_id
          AND oldest.sequence = (SELECT MIN(sequence) FROM audits WHERE tenant_id = leap.tenant_id)`,
  );
}
