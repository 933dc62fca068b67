/** Reads and statements of browsers' reports, which belong to no tenant. */

import { type Database, EVERY_TENANT } from "../../../platform/db/session.ts";
import { insertMany, type Statement, sql } from "../../../platform/db/sql.ts";
import { csp_reports } from "./tables.ts";

export type StoredReport = typeof csp_reports.$inferSelect;

export function insertReports(rows: Omit<StoredReport, "tenant_id">[]): Statement {
  return insertMany(
    csp_reports,
    rows.map((row) => ({ tenant_id: EVERY_TENANT, ...row })),
  );
}

/** Deletes the reports before `since`, and all but the latest `kept`. */
export function keepLatest(kept: number, since: number): Statement {
  return sql`DELETE FROM csp_reports WHERE tenant_id = ${EVERY_TENANT} AND (at < ${since} OR report_id <= (
    SELECT report_id FROM csp_reports WHERE tenant_id = ${EVERY_TENANT} ORDER BY report_id DESC LIMIT 1 OFFSET ${kept}))`;
}

/** Reports, latest first, one more than `limit`. */
export function listReportRows(
  db: Database,
  { since, before, limit }: { since: number; before?: string; limit: number },
): Promise<StoredReport[]> {
  return db.rowsOf(
    csp_reports,
    sql`SELECT * FROM csp_reports WHERE tenant_id = ${EVERY_TENANT} AND at >= ${since}
          AND report_id < ${before ?? "~"} ORDER BY report_id DESC LIMIT ${limit + 1}`,
  );
}
