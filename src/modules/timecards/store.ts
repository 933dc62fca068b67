/** Reads and statements of timecards. */

import type { Database } from "../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../platform/db/sql.ts";
import { timecards } from "./tables.ts";

export type Timecard = typeof timecards.$inferSelect;

/** A person's latest card, open or not, at any store; cards of one person follow each other as their ids do. */
export function findLatestCard(db: Database, employee_id: string): Promise<Timecard | undefined> {
  return db.rowOf(
    timecards,
    sql`SELECT * FROM timecards WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}
        ORDER BY timecard_id DESC LIMIT 1`,
  );
}

export interface TimecardFilter {
  store_ids?: readonly string[];
  employee_id?: string;
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
    filter.before ? sql`timecard_id < ${filter.before}` : undefined,
  ]);
  return db.rowsOf(
    timecards,
    sql`SELECT * FROM timecards WHERE ${where} ORDER BY timecard_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** A new card; the unique index refuses a second open one of the same person. */
export function insertCard(row: typeof timecards.$inferInsert): Statement {
  return insert(timecards, row);
}

/** A card as it is after a punch; the trigger aborts the batch when its version is not the next one. */
export function updateCard(card: Timecard): Statement {
  return sql`UPDATE timecards SET clock_out_at = ${card.clock_out_at}, breaks = ${card.breaks}, version = ${card.version}
             WHERE tenant_id = ${card.tenant_id} AND timecard_id = ${card.timecard_id}`;
}
