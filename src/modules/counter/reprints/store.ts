/** Reads and statements: reprints. */

import { byKey, type Keyed } from "../../../platform/db/keyed.ts";
import type { Database } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { reprints } from "./tables.ts";

export type Reprint = typeof reprints.$inferSelect;

/** Inserts a reprint; `printed_count` is read from the ticket inside the commit. */
export function insertReprint(row: Omit<Reprint, "printed_count"> & { printed_count: Statement }): Statement {
  return insert(reprints, row);
}

export function findReprint(db: Database, reprint_id: string): Promise<Reprint | undefined> {
  return db.rowOf(
    reprints,
    sql`SELECT * FROM reprints WHERE tenant_id = ${db.tenant_id} AND reprint_id = ${reprint_id}`,
  );
}

/** The reprints of tickets, first one first. */
export function reprintsOf(db: Database, ticket_ids: readonly string[]): Promise<Reprint[]> {
  return db.rowsOf(
    reprints,
    sql`SELECT * FROM reprints INDEXED BY reprints_ticket WHERE tenant_id = ${db.tenant_id}
          AND ticket_id IN (SELECT value FROM json_each(${ticket_ids})) ORDER BY reprint_id`,
  );
}

export interface ReprintFilter {
  store_ids: readonly string[];
  ticket_id?: string;
  device_id?: string;
  /** The person who printed. */
  employee_id?: string;
  /** Epoch ms, both inclusive. */
  from?: number;
  to?: number;
  before?: string;
  limit: number;
}

/** Reprints, latest id first, one more than `limit`. Ids begin with their time, so the primary key gives the order. */
export function listReprintRows(db: Database, filter: ReprintFilter): Promise<Reprint[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.ticket_id ? sql`ticket_id = ${filter.ticket_id}` : undefined,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`requested_by = ${filter.employee_id}` : undefined,
    filter.from !== undefined ? sql`created_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`created_at <= ${filter.to}` : undefined,
    filter.before ? sql`reprint_id < ${filter.before}` : undefined,
  ]);
  // Without the hint the planner takes the primary key, which is in order, and reads every reprint.
  const by = filter.ticket_id ? sql`INDEXED BY reprints_ticket` : sql``;
  return db.rowsOf(
    reprints,
    sql`SELECT * FROM reprints ${by} WHERE ${where} ORDER BY reprint_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** Reprints by key. */
export function listKeyedReprints(db: Database, rows: Keyed): Promise<Reprint[]> {
  return db.rowsOf(
    reprints,
    sql`SELECT * FROM reprints WHERE tenant_id = ${db.tenant_id} AND ${byKey(sql`reprint_id`, rows)}`,
  );
}
