/** Reads of the access log: the audit rows of people. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, sql } from "../../../../platform/db/sql.ts";
import { audits } from "../../../../platform/db/tables.ts";

export type AccessRow = typeof audits.$inferSelect & { employee_name: string | null };

export interface AccessFilter {
  /** Entries of people who work or worked at one of these stores, and entries of these stores. */
  store_ids: readonly string[];
  employee_id?: string;
  device_id?: string;
  event?: string;
  /** Epoch ms; both ends belong to it. */
  from?: number;
  to?: number;
}

/** The audit rows of people, latest first, one row more than `limit`. */
export async function listAccessRows(
  db: Database,
  filter: AccessFilter & { before?: number; limit: number },
): Promise<AccessRow[]> {
  const stores = sql`(SELECT value FROM json_each(${filter.store_ids}))`;
  const where = and([
    sql`a.tenant_id = ${db.tenant_id}`,
    // The same text as in the condition of the partial index, which SQLite would not choose without INDEXED BY.
    sql`a.subject_kind = 'employee'`,
    sql`(a.store_id IN ${stores} OR EXISTS (
          SELECT 1 FROM memberships m
          WHERE m.tenant_id = a.tenant_id AND m.employee_id = a.subject_id AND m.store_id IN ${stores}))`,
    filter.employee_id === undefined ? undefined : sql`a.subject_id = ${filter.employee_id}`,
    filter.device_id === undefined ? undefined : sql`a.device_id = ${filter.device_id}`,
    filter.event === undefined ? undefined : sql`a.event = ${filter.event}`,
    filter.from === undefined ? undefined : sql`a.at >= ${filter.from}`,
    filter.to === undefined ? undefined : sql`a.at <= ${filter.to}`,
    filter.before === undefined ? undefined : sql`a.sequence < ${filter.before}`,
  ]);
  const rows = await db.rowsOf(
    audits,
    sql`SELECT a.*, e.name AS employee_name FROM audits a INDEXED BY audits_access
        LEFT JOIN employees e ON e.tenant_id = a.tenant_id AND e.employee_id = a.subject_id
        WHERE ${where} ORDER BY a.sequence DESC LIMIT ${filter.limit + 1}`,
  );
  return rows as AccessRow[];
}
