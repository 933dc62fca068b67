/** Reads and statements: findings that were looked at. */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { report_looks } from "../tables.ts";

export type Look = typeof report_looks.$inferSelect;

/** The looks at findings of some stores and dates. */
export function listLooks(
  db: Database,
  { store_ids, from, to }: { store_ids: readonly string[]; from: string; to: string },
): Promise<Look[]> {
  return db.rowsOf(
    report_looks,
    sql`SELECT * FROM report_looks WHERE tenant_id = ${db.tenant_id}
          AND store_id IN (SELECT value FROM json_each(${store_ids})) AND date >= ${from} AND date <= ${to}`,
  );
}

export function findLook(
  db: Database,
  { store_id, date, finding_id }: Pick<Look, "store_id" | "date" | "finding_id">,
): Promise<Look | undefined> {
  return db.rowOf(
    report_looks,
    sql`SELECT * FROM report_looks WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id} AND date = ${date}
          AND finding_id = ${finding_id}`,
  );
}

/** Inserts a look, or replaces the earlier one of the same finding. */
export function upsertLook(row: Look): Statement {
  return sql`${insert(report_looks, row)} ON CONFLICT (tenant_id, store_id, date, finding_id)
    DO UPDATE SET value = excluded.value, looked_at = excluded.looked_at, looked_by = excluded.looked_by, note = excluded.note`;
}
