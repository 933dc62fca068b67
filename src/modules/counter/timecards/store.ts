/** Reads and statements: timecards. */

import type { Database } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { timecards } from "./tables.ts";

export type Timecard = typeof timecards.$inferSelect;

export function findCard(db: Database, timecard_id: string): Promise<Timecard | undefined> {
  return db.rowOf(
    timecards,
    sql`SELECT * FROM timecards WHERE tenant_id = ${db.tenant_id} AND timecard_id = ${timecard_id}`,
  );
}

/** A person's latest card, open or closed, at any store. An open card is the latest one, because cards do not overlap. */
export function findLatestCard(db: Database, employee_id: string): Promise<Timecard | undefined> {
  return db.rowOf(
    timecards,
    sql`SELECT * FROM timecards WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}
        ORDER BY clock_in_at DESC, timecard_id DESC LIMIT 1`,
  );
}

export interface TimecardFilter {
  store_ids?: readonly string[];
  employee_id?: string;
  /** Only cards without a clock-out. */
  open?: boolean;
  from?: number;
  to?: number;
  before?: string;
  limit: number;
}

/** Cards, latest first, one more than `limit`. */
export function listCardRows(db: Database, filter: TimecardFilter): Promise<Timecard[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    filter.store_ids && sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.employee_id ? sql`employee_id = ${filter.employee_id}` : undefined,
    filter.from !== undefined ? sql`clock_in_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`clock_in_at <= ${filter.to}` : undefined,
    filter.open ? sql`clock_out_at IS NULL` : undefined,
    filter.before ? sql`timecard_id < ${filter.before}` : undefined,
  ]);
  return db.rowsOf(
    timecards,
    sql`SELECT * FROM timecards WHERE ${where} ORDER BY timecard_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** The cards of people that begin from `from` to `to`, both inclusive. */
export function listCardsBetween(
  db: Database,
  {
    employee_ids,
    from,
    to,
    store_ids,
  }: { employee_ids: readonly string[]; from: number; to: number; store_ids?: readonly string[] },
): Promise<Timecard[]> {
  const there = store_ids ? sql`AND store_id IN (SELECT value FROM json_each(${store_ids}))` : sql``;
  return db.rowsOf(
    timecards,
    sql`SELECT * FROM timecards INDEXED BY timecards_employee
        WHERE tenant_id = ${db.tenant_id} AND employee_id IN (SELECT value FROM json_each(${employee_ids}))
          AND clock_in_at BETWEEN ${from} AND ${to} ${there}`,
  );
}

/** Inserts a card. The unique index refuses a person's second open card; a trigger refuses a card that overlaps another. */
export function insertCard(row: typeof timecards.$inferInsert): Statement {
  return insert(timecards, row);
}

/** Updates a card; triggers abort the batch when the version is not the next one, or when the card overlaps another. */
export function updateCard(card: Timecard): Statement {
  return sql`UPDATE timecards SET clock_in_at = ${card.clock_in_at}, clock_out_at = ${card.clock_out_at},
               breaks = ${card.breaks}, version = ${card.version}, corrected_by = ${card.corrected_by},
               corrected_at = ${card.corrected_at}, correction_reason = ${card.correction_reason},
               handed_in = ${card.handed_in}
             WHERE tenant_id = ${card.tenant_id} AND timecard_id = ${card.timecard_id}`;
}
