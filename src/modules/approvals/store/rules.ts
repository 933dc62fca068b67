/** Reads and statements of what a park asks: requirements, reasons and daily counts. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../../platform/db/sql.ts";
import type { Action } from "../domain/actions.ts";
import { TENANT_LEVEL } from "../domain/requirements.ts";
import { approval_requirements, daily_counts, reason_codes } from "../tables.ts";

export type RequirementRow = typeof approval_requirements.$inferSelect;
export type ReasonCode = typeof reason_codes.$inferSelect;

/** What the tenant and this store ask; for the tenant's own level, what the tenant asks. */
export function listRequirementRows(db: Database, store_id: string): Promise<RequirementRow[]> {
  return db.rowsOf(
    approval_requirements,
    sql`SELECT * FROM approval_requirements
        WHERE tenant_id = ${db.tenant_id} AND store_id IN (${TENANT_LEVEL}, ${store_id})`,
  );
}

export function upsertRequirement(row: RequirementRow): Statement {
  return sql`${insert(approval_requirements, row)} ON CONFLICT (tenant_id, store_id, action) DO UPDATE
    SET approval = excluded.approval, above_amount = excluded.above_amount, reason_required = excluded.reason_required,
      version = approval_requirements.version + 1`;
}

export function deleteRequirement({
  tenant_id,
  store_id,
  action,
}: Pick<RequirementRow, "tenant_id" | "store_id" | "action">): Statement {
  return sql`DELETE FROM approval_requirements
    WHERE tenant_id = ${tenant_id} AND store_id = ${store_id} AND action = ${action}`;
}

/** Every reason the park has, given up ones too. */
export function listReasonCodeRows(db: Database): Promise<ReasonCode[]> {
  return db.rowsOf(
    reason_codes,
    sql`SELECT * FROM reason_codes WHERE tenant_id = ${db.tenant_id} ORDER BY reason_code`,
  );
}

export function findReasonCode(db: Database, reason_code: string): Promise<ReasonCode | undefined> {
  return db.rowOf(
    reason_codes,
    sql`SELECT * FROM reason_codes WHERE tenant_id = ${db.tenant_id} AND reason_code = ${reason_code}`,
  );
}

export function insertReasonCodes(rows: (typeof reason_codes.$inferInsert)[]): Statement {
  return insertMany(reason_codes, rows);
}

export function updateReasonCode(row: ReasonCode): Statement {
  return sql`UPDATE reason_codes
    SET label_en = ${row.label_en}, label_th = ${row.label_th}, actions = ${row.actions}, active = ${row.active}
    WHERE tenant_id = ${row.tenant_id} AND reason_code = ${row.reason_code}`;
}

/** Counts an act once more for its holder; the CHECK `daily_counts_cap` refuses the one too many. */
export function countDaily(row: {
  tenant_id: string;
  business_date: string;
  action: Action;
  holder_id: string;
  cap: number;
}): Statement {
  return sql`${insert(daily_counts, { ...row, count: 1 })}
    ON CONFLICT (tenant_id, business_date, action, holder_id) DO UPDATE SET count = count + 1, cap = excluded.cap`;
}
