/** Statements that write roll-ups: they add to the rows of a generation, or delete a portion of an older one. */

import type { Database } from "../../../../platform/db/session.ts";
import { insertPages, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { SumRow } from "../domain/sums.ts";
import { report_sums } from "../tables.ts";

/** Adds sums to the rows of a generation. */
export function addSums(tenant_id: string, generation: number, rows: readonly SumRow[]): Statement[] {
  if (rows.length === 0) return [];
  return insertPages(
    report_sums,
    rows.map((row) => ({ tenant_id, generation, ...row })),
  ).map(
    (
      page,
    ) => sql`${page} WHERE 1 ON CONFLICT (tenant_id, generation, grain, kind, store_id, period, device_id, employee_id, key)
      DO UPDATE SET count = count + excluded.count, quantity = quantity + excluded.quantity, gross = gross + excluded.gross,
        discount_total = discount_total + excluded.discount_total, total = total + excluded.total,
        tax_total = tax_total + excluded.tax_total, rounding = rounding + excluded.rounding,
        surcharge_total = surcharge_total + excluded.surcharge_total, cash = cash + excluded.cash`,
  );
}

/** Deletes at most `limit` rows of the generations other than one or two. */
export function deleteOthers({ tenant_id }: Database, kept: readonly number[], limit: number): Statement {
  const others = sql`tenant_id = ${tenant_id} AND generation NOT IN (SELECT value FROM json_each(${kept}))`;
  return sql`DELETE FROM report_sums WHERE tenant_id = ${tenant_id}
    AND (generation, grain, kind, store_id, period, device_id, employee_id, key) IN (
      SELECT generation, grain, kind, store_id, period, device_id, employee_id, key FROM report_sums WHERE ${others}
      LIMIT ${limit})`;
}
