/** Reads and statements of approvals through their life: requested, decided, used. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { Action } from "../domain/actions.ts";
import type { ApprovedCart } from "../domain/carts.ts";
import type { ApprovalStatus, Decision } from "../domain/requests.ts";
import { approval_requests } from "../tables.ts";

/** An approval with its history; one by PIN has no request, so the request's fields are null. */
export interface ApprovalRow {
  approval_id: string;
  store_id: string;
  device_id: string | null;
  action: Action;
  subject_id: string | null;
  amount: number | null;
  reason_code: string | null;
  note: string | null;
  requester_id: string;
  requested_at: number;
  status: ApprovalStatus;
  decided_by: string | null;
  decided_at: number | null;
  decision_note: string | null;
  /** It can be decided until then, and once approved, used until then. */
  expires_at: number;
  used_for: string | null;
  used_at: number | null;
}

export interface ApprovalFilter {
  approval_id?: string;
  store_ids?: readonly string[];
  action?: Action;
  status?: ApprovalStatus;
  requester_id?: string;
  approver_id?: string;
  from?: number;
  to?: number;
  before?: string;
  limit: number;
}

/** The grants with their status at a time. */
function grantsAt({ tenant_id }: Database, now: number): Statement {
  return sql`
    SELECT a.approval_id, a.store_id, r.device_id, a.action, a.subject_id, a.amount, r.reason_code, r.note, a.requester_id,
      COALESCE(r.requested_at, a.created_at) AS requested_at,
      CASE WHEN u.approval_id IS NOT NULL THEN 'used' WHEN a.expires_at < ${now} THEN 'expired' ELSE 'approved' END AS status,
      a.approver_id AS decided_by, a.created_at AS decided_at, r.decision_note, a.expires_at, u.subject_id AS used_for, u.used_at
    FROM approvals a
    LEFT JOIN approval_uses u ON u.tenant_id = a.tenant_id AND u.approval_id = a.approval_id
    LEFT JOIN approval_requests r ON r.tenant_id = a.tenant_id AND r.approval_id = a.approval_id
    WHERE a.tenant_id = ${tenant_id}`;
}

/** The requests without a grant, with their status at a time; the same columns. */
function ungrantedAt({ tenant_id }: Database, now: number): Statement {
  return sql`
    SELECT approval_id, store_id, device_id, action, subject_id, amount, reason_code, note, requester_id, requested_at,
      iif(status = 'pending' AND expires_at < ${now}, 'expired', status) AS status,
      decided_by, decided_at, decision_note, expires_at, NULL AS used_for, NULL AS used_at
    FROM approval_requests
    WHERE tenant_id = ${tenant_id} AND status <> 'approved'`;
}

/** Approvals with their status at a time, latest first, one more than `limit`. Each kind is read only that far. */
export function listApprovalRows(db: Database, filter: ApprovalFilter, now: number): Promise<ApprovalRow[]> {
  const where = and([
    filter.approval_id ? sql`approval_id = ${filter.approval_id}` : undefined,
    filter.store_ids && sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.action ? sql`action = ${filter.action}` : undefined,
    filter.status ? sql`status = ${filter.status}` : undefined,
    filter.requester_id ? sql`requester_id = ${filter.requester_id}` : undefined,
    filter.approver_id ? sql`decided_by = ${filter.approver_id}` : undefined,
    filter.from !== undefined ? sql`requested_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`requested_at <= ${filter.to}` : undefined,
    filter.before ? sql`approval_id < ${filter.before}` : undefined,
  ]);
  const latest = sql`ORDER BY approval_id DESC LIMIT ${filter.limit + 1}`;
  const latestOf = (kind: Statement) => sql`SELECT * FROM (SELECT * FROM (${kind}) WHERE ${where} ${latest})`;
  return db.all<ApprovalRow>(sql`${latestOf(grantsAt(db, now))} UNION ALL ${latestOf(ungrantedAt(db, now))} ${latest}`);
}

/** One approval with its status at a time. */
export async function findApproval(db: Database, approval_id: string, now: number): Promise<ApprovalRow | undefined> {
  return (await listApprovalRows(db, { approval_id, limit: 1 }, now))[0];
}

export interface PendingFilter {
  /** The actions that may be decided at each store. */
  at: readonly (readonly [store_id: string, action: Action])[];
  requester_id?: string;
  after?: string;
  limit: number;
}

/** Pending requests of others, oldest first, one more than `limit`. */
export function listPendingRows(
  db: Database,
  { at, requester_id, after, limit }: PendingFilter,
  { now, approver_id }: { now: number; approver_id: string },
) {
  const store_ids = [...new Set(at.map(([store_id]) => store_id))];
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`status = 'pending'`,
    sql`store_id IN (SELECT value FROM json_each(${store_ids}))`,
    sql`expires_at >= ${now}`,
    sql`EXISTS (SELECT 1 FROM json_each(${at}) WHERE value ->> 0 = store_id AND value ->> 1 = action)`,
    sql`requester_id <> ${approver_id}`,
    requester_id ? sql`requester_id = ${requester_id}` : undefined,
    after ? sql`approval_id > ${after}` : undefined,
  ]);
  return db.rowsOf(
    approval_requests,
    sql`SELECT * FROM approval_requests INDEXED BY approval_requests_pending
        WHERE ${where} ORDER BY approval_id LIMIT ${limit + 1}`,
  );
}

export function insertRequest(row: typeof approval_requests.$inferInsert): Statement {
  return insert(approval_requests, row);
}

export interface DecisionRow {
  tenant_id: string;
  approval_id: string;
  status: Decision;
  decided_by: string;
  decided_at: number;
  decision_note: string | null;
}

/** Marks a request as decided; a trigger refuses it when it is decided already. */
export function decideRequestRow(row: DecisionRow): Statement {
  return sql`UPDATE approval_requests
    SET status = ${row.status}, decided_by = ${row.decided_by}, decided_at = ${row.decided_at},
      decision_note = ${row.decision_note}
    WHERE tenant_id = ${row.tenant_id} AND approval_id = ${row.approval_id}`;
}

/** Creates the grant of an approved request, with its id, token, cart and limits. */
export function insertGrantOf(
  request: Omit<DecisionRow, "status" | "decision_note">,
  approver_epoch: number,
  expires_at: number,
): Statement {
  const { tenant_id, approval_id, decided_by, decided_at } = request;
  return sql`INSERT INTO approvals (tenant_id, approval_id, store_id, action, subject_id, amount, cart, requester_id,
      approver_id, approver_epoch, approval_token_hash, created_at, expires_at)
    SELECT tenant_id, approval_id, store_id, action, subject_id, amount, cart, requester_id,
      ${decided_by}, ${approver_epoch}, approval_token_hash, ${decided_at}, ${expires_at}
    FROM approval_requests WHERE tenant_id = ${tenant_id} AND approval_id = ${approval_id}`;
}

/** The cart of an approval, by PIN or remote; null without a cart. */
export async function findApprovedCart(db: Database, approval_id: string): Promise<ApprovedCart | null> {
  const [row] = await db.all<{ cart: string | null }>(
    sql`SELECT COALESCE(
          (SELECT cart FROM approvals WHERE tenant_id = ${db.tenant_id} AND approval_id = ${approval_id}),
          (SELECT cart FROM approval_requests WHERE tenant_id = ${db.tenant_id} AND approval_id = ${approval_id})) AS cart`,
  );
  return row?.cart ? (JSON.parse(row.cart) as ApprovedCart) : null;
}

/** The number of requests at some stores that wait for a decision. */
export async function countPending(db: Database, store_ids: readonly string[], now: number): Promise<number> {
  const [row] = await db.all<{ count: number }>(
    sql`SELECT COUNT(*) AS count FROM approval_requests INDEXED BY approval_requests_pending
        WHERE tenant_id = ${db.tenant_id} AND status = 'pending'
          AND store_id IN (SELECT value FROM json_each(${store_ids})) AND expires_at >= ${now}`,
  );
  return row?.count ?? 0;
}
