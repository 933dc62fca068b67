/** Use-cases of browsers' reports: the latest 500 are kept for a day, for the provider to read. */

import { bookkeep } from "../../../platform/db/commit.ts";
import { EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import type { Context, PublicContext } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { REPORT_LIFE_MS, REPORTS_KEPT, readReports } from "./domain.ts";
import { insertReports, keepLatest, listReportRows, type StoredReport } from "./store.ts";

/** Stores a browser's reports. A body that is no report is accepted and dropped, because nobody reads the answer. */
export async function takeReports(base: PublicContext, body: unknown): Promise<{ kept: number }> {
  const reports = readReports(body);
  if (reports.length === 0) return { kept: 0 };
  const { arrived_at: at } = base;
  const rows = reports.map((report) => ({ report_id: base.newId(), at, ...report }));
  await bookkeep(openDatabase(base.env, EVERY_TENANT), [
    insertReports(rows),
    keepLatest(REPORTS_KEPT, at - REPORT_LIFE_MS),
  ]);
  return { kept: reports.length };
}

/** The reports of the last day, latest first. */
export async function listReports(
  ctx: Context,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<StoredReport>> {
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const db = openDatabase(ctx.env, EVERY_TENANT);
  const rows = await listReportRows(db, { since: ctx.arrived_at - REPORT_LIFE_MS, before, limit });
  return pageOf(rows, limit, ({ report_id }) => [report_id]);
}
