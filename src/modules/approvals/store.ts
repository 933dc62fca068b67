/** Reads and statements of approvals and reason codes. */

import type { Database } from "../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { approval_uses, approvals, reason_codes } from "./tables.ts";

export type Approval = typeof approvals.$inferSelect;
export type ReasonCode = typeof reason_codes.$inferSelect;

export function findApproval(db: Database, approval_id: string): Promise<Approval | undefined> {
  return db.rowOf(
    approvals,
    sql`SELECT * FROM approvals WHERE tenant_id = ${db.tenant_id} AND approval_id = ${approval_id}`,
  );
}

export function insertApproval(row: typeof approvals.$inferInsert): Statement {
  return insert(approvals, row);
}

/** The one use of a grant, or undefined while it has none. */
export function findApprovalUse(db: Database, approval_id: string) {
  return db.rowOf(
    approval_uses,
    sql`SELECT * FROM approval_uses WHERE tenant_id = ${db.tenant_id} AND approval_id = ${approval_id}`,
  );
}

export function insertApprovalUse(row: typeof approval_uses.$inferInsert): Statement {
  return insert(approval_uses, row);
}

export function listReasonCodeRows(db: Database): Promise<ReasonCode[]> {
  return db.rowsOf(
    reason_codes,
    sql`SELECT * FROM reason_codes WHERE tenant_id = ${db.tenant_id} AND active = 1 ORDER BY reason_code`,
  );
}

export function insertReasonCodes(rows: (typeof reason_codes.$inferInsert)[]): Statement {
  return insertMany(reason_codes, rows);
}
