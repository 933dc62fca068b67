/** Reads and statements: refunds. A refund of more than was paid, or a step over another step, aborts its batch. */

import type { Env } from "../../../env.ts";
import { byKey, type Keyed } from "../../../platform/db/keyed.ts";
import { type ClockOffset, LEAPT, tenantsWith } from "../../../platform/db/leap.ts";
import type { Database } from "../../../platform/db/session.ts";
import { and, insert, insertMany, type Statement, sql } from "../../../platform/db/sql.ts";
import type { RefundStatus } from "./domain/words.ts";
import { refundables, refunds } from "./tables.ts";

export type Refund = typeof refunds.$inferSelect;

export function findRefund(db: Database, refund_id: string): Promise<Refund | undefined> {
  return db.rowOf(refunds, sql`SELECT * FROM refunds WHERE tenant_id = ${db.tenant_id} AND refund_id = ${refund_id}`);
}

/** The refund that a request created. */
export function findRefundOf(
  db: Database,
  { caller_id, idempotency_key }: { caller_id: string; idempotency_key: string },
): Promise<Refund | undefined> {
  return db.rowOf(
    refunds,
    sql`SELECT * FROM refunds WHERE tenant_id = ${db.tenant_id} AND caller_id = ${caller_id}
        AND idempotency_key = ${idempotency_key}`,
  );
}

/** The refunds of a sale that are completed or pending. */
export function listRefundsOf(db: Database, sale_id: string): Promise<Refund[]> {
  return db.rowsOf(
    refunds,
    sql`SELECT * FROM refunds WHERE tenant_id = ${db.tenant_id} AND sale_id = ${sale_id} AND status <> 'cancelled'`,
  );
}

export interface RefundFilter {
  store_ids: readonly string[];
  sale_id?: string;
  device_id?: string;
  /** The person who requested it. */
  employee_id?: string;
  status?: RefundStatus;
  /** Bounds of the time of the request, in epoch ms. */
  from?: number;
  to?: number;
  before?: string;
  limit: number;
}

/** Refunds, latest id first, one more than `limit`. */
export function listRefundRows(db: Database, filter: RefundFilter): Promise<Refund[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.sale_id ? sql`sale_id = ${filter.sale_id}` : undefined,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`requested_by = ${filter.employee_id}` : undefined,
    filter.status ? sql`status = ${filter.status}` : undefined,
    filter.from !== undefined ? sql`created_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`created_at <= ${filter.to}` : undefined,
    filter.before ? sql`refund_id < ${filter.before}` : undefined,
  ]);
  return db.rowsOf(
    refunds,
    sql`SELECT * FROM refunds WHERE ${where} ORDER BY refund_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** Every tenant with a pending refund that was requested by `until`: epoch ms of the world's clock, moved like the tenant's. */
export function listRefundingTenants(env: Env, until: number, offset: ClockOffset): Promise<string[]> {
  const earliest = sql`(SELECT MIN(created_at) FROM refunds WHERE tenant_id = ${LEAPT} AND status = 'pending')`;
  return tenantsWith(env, sql`refunds WHERE status = 'pending'`, sql`${earliest} <= ${until} + ${offset(LEAPT)}`);
}

/** Pending refunds that were requested by `until` (epoch ms), oldest first. */
export function listPending(db: Database, until: number, limit: number): Promise<Refund[]> {
  return db.rowsOf(
    refunds,
    sql`SELECT * FROM refunds WHERE tenant_id = ${db.tenant_id} AND status = 'pending' AND created_at <= ${until}
        ORDER BY created_at LIMIT ${limit}`,
  );
}

export function insertRefund(refund: Refund): Statement {
  return insert(refunds, refund);
}

/**
 * Writes a refund's next step. A completed refund gets the next slip number of its series, which is known only inside the
 * batch. A trigger aborts the batch when another step was taken since the refund was read.
 */
export function updateRefund(refund: Refund): Statement {
  return sql`UPDATE refunds SET status = ${refund.status}, shift_id = ${refund.shift_id}, completed_at = ${refund.completed_at},
               cancelled_reason = ${refund.cancelled_reason}, version = ${refund.version},
               slip_seq = (${refund.status === "completed" ? nextSlip(refund) : sql`NULL`})
             WHERE tenant_id = ${refund.tenant_id} AND refund_id = ${refund.refund_id}`;
}

function nextSlip({ tenant_id, store_id, slip_prefix }: Refund): Statement {
  return sql`SELECT COALESCE(MAX(slip_seq), 0) + 1 FROM refunds INDEXED BY refunds_slip
             WHERE tenant_id = ${tenant_id} AND store_id = ${store_id} AND slip_prefix = ${slip_prefix}
               AND slip_seq IS NOT NULL`;
}

/** The slip number that the batch assigned to a refund. */
export function slipSeqOf(db: Database, refund_id: string): Statement {
  return sql`SELECT slip_seq FROM refunds WHERE tenant_id = ${db.tenant_id} AND refund_id = ${refund_id}`;
}

/** The units and satang of a line, or, as line 0, of the whole sale. */
export interface LineSum {
  line_no: number;
  qty: number;
  amount: number;
}

type LineCount = Omit<typeof refundables.$inferSelect, "tenant_id" | "sale_id">;

/**
 * Counts a refund on its lines and on the sale (line 0). CHECKs abort the batch when the sum exceeds the paid sum. They also
 * abort it when the sale's count is no longer `seen`, so two refunds at once become two in a row.
 */
export function addRefund(
  { tenant_id }: Database,
  sale_id: string,
  lines: readonly LineCount[],
  sale: LineCount,
  seen: { qty: number; amount: number },
): Statement[] {
  const rowOf = (counted: LineCount) => ({ tenant_id, sale_id, ...counted });
  const add = sql`ON CONFLICT (tenant_id, sale_id, line_no) DO UPDATE
    SET qty_refunded = qty_refunded + excluded.qty_refunded, amount_refunded = `;
  return [
    sql`${insert(refundables, rowOf(sale))} ${add} iif(qty_refunded = ${seen.qty} AND amount_refunded = ${seen.amount},
          amount_refunded + excluded.amount_refunded, amount_paid + 1)`,
    ...(lines.length > 0
      ? [sql`${insertMany(refundables, lines.map(rowOf))} WHERE true ${add} amount_refunded + excluded.amount_refunded`]
      : []),
  ];
}

/** Takes back the counts of a cancelled refund. */
export function subtractRefund({ tenant_id }: Database, sale_id: string, parts: readonly LineSum[]): Statement {
  return sql`UPDATE refundables AS r SET qty_refunded = r.qty_refunded - (part.value ->> '$.qty'),
               amount_refunded = r.amount_refunded - (part.value ->> '$.amount')
             FROM json_each(${parts}) part
             WHERE r.tenant_id = ${tenant_id} AND r.sale_id = ${sale_id} AND r.line_no = part.value ->> '$.line_no'`;
}

export interface RefundOfGuest {
  refund_id: string;
  sale_id: string;
  amount: number;
  reason_code: string | null;
  status: string;
  created_at: number;
}

/** The refunds of several sales, in the form that a guest may see. */
export function listGuestRefunds(
  { tenant_id, ...db }: Database,
  sale_ids: readonly string[],
): Promise<RefundOfGuest[]> {
  return db.all(
    sql`SELECT refund_id, sale_id, amount, reason_code, status, created_at FROM refunds INDEXED BY refunds_sale
        WHERE tenant_id = ${tenant_id} AND sale_id IN (SELECT value FROM json_each(${sale_ids})) ORDER BY refund_id`,
  );
}

/** Refunds by key, whatever their status. */
export function listKeyedRefunds(db: Database, rows: Keyed): Promise<Refund[]> {
  return db.rowsOf(
    refunds,
    sql`SELECT * FROM refunds WHERE tenant_id = ${db.tenant_id} AND ${byKey(sql`refund_id`, rows)}`,
  );
}
