/** Reads of what other modules' rows and the audit say of a guest. */

import type { Database } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { audits } from "../../platform/db/tables.ts";

export interface RefundOfGuest {
  refund_id: string;
  sale_id: string;
  amount: number;
  reason_code: string | null;
  status: string;
  created_at: number;
}

/** The refunds of sales. */
export function listRefundsOf({ tenant_id, ...db }: Database, sale_ids: readonly string[]): Promise<RefundOfGuest[]> {
  return db.all(
    sql`SELECT refund_id, sale_id, amount, reason_code, status, created_at FROM refunds INDEXED BY refunds_sale
        WHERE tenant_id = ${tenant_id} AND sale_id IN (SELECT value FROM json_each(${sale_ids})) ORDER BY refund_id`,
  );
}

export type AuditRow = typeof audits.$inferSelect;

/** What was done to customers: the sealed rows by their index, and the few latest, which are in no index yet. */
export function listAuditsOf({ tenant_id, ...db }: Database, customer_ids: readonly string[]): Promise<AuditRow[]> {
  const of_these = sql`tenant_id = ${tenant_id} AND subject_kind = 'customer'
    AND subject_id IN (SELECT value FROM json_each(${customer_ids}))`;
  const last_sealed = sql`SELECT sequence FROM audits
    WHERE tenant_id = ${tenant_id} AND hash IS NOT NULL ORDER BY sequence DESC LIMIT 1`;
  return db.rowsOf(
    audits,
    sql`SELECT * FROM audits INDEXED BY audits_subject WHERE hash IS NOT NULL AND ${of_these}
        UNION ALL
        SELECT * FROM audits WHERE hash IS NULL AND sequence > COALESCE((${last_sealed}), 0) AND ${of_these}
        ORDER BY sequence`,
  );
}
