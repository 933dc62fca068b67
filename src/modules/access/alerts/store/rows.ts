/** Reads and statements of alerts. */

import { encodeTime } from "ulid";
import type { Env } from "../../../../env.ts";
import { LEAPT, tenantsWith } from "../../../../platform/db/leap.ts";
import { notRestoring } from "../../../../platform/db/restoring.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { and, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { AlertStatus, Severity } from "../domain.ts";
import { alerts } from "../tables.ts";

export type Alert = typeof alerts.$inferSelect;

export function findAlert(db: Database, alert_id: string): Promise<Alert | undefined> {
  return db.rowOf(alerts, sql`SELECT * FROM alerts WHERE tenant_id = ${db.tenant_id} AND alert_id = ${alert_id}`);
}

/** The stores whose alerts are read, and whether alerts of no store are. */
export interface AlertScope {
  store_ids: readonly string[];
  storeless: boolean;
}

export interface AlertFilter {
  status?: AlertStatus;
  severity?: Severity;
  type?: string;
  device_id?: string;
}

const isOneStore = ({ store_ids, storeless }: AlertScope) => store_ids.length === 1 && !storeless;

/**
 * The index of a list: a store's own, in the list's order. Unresolved alerts are few, so that the index of their status
 * is shorter.
 */
function indexOf(scope: AlertScope, status: AlertStatus | undefined): Statement {
  return isOneStore(scope) && (!status || status === "resolved") ? sql`INDEXED BY alerts_store` : sql``;
}

function conditionsOf(db: Database, scope: AlertScope, { status, severity, type, device_id }: AlertFilter): Statement {
  const [store_id] = scope.store_ids;
  const of_stores = isOneStore(scope)
    ? sql`store_id = ${store_id}`
    : sql`store_id IN (SELECT value FROM json_each(${scope.store_ids}))`;
  return and([
    sql`tenant_id = ${db.tenant_id}`,
    status && sql`status = ${status}`,
    scope.storeless ? sql`(${of_stores} OR store_id IS NULL)` : of_stores,
    severity && sql`severity = ${severity}`,
    type === undefined ? undefined : sql`type = ${type}`,
    device_id === undefined ? undefined : sql`device_id = ${device_id}`,
  ]);
}

/** Alerts before a cursor, latest first, one more than `limit`. */
export function listAlertRows(
  db: Database,
  scope: AlertScope,
  { before, limit, ...filter }: AlertFilter & { before?: string; limit: number },
): Promise<Alert[]> {
  const older = before === undefined ? sql`1` : sql`alert_id < ${before}`;
  return db.rowsOf(
    alerts,
    sql`SELECT * FROM alerts ${indexOf(scope, filter.status)} WHERE ${conditionsOf(db, scope, filter)} AND ${older}
        ORDER BY alert_id DESC LIMIT ${limit + 1}`,
  );
}

/** The alert of a type and subject whose cause lasts, whatever its status. */
export function findLasting(
  db: Database,
  type: string,
  [kind, id]: readonly [kind: string, id: string],
): Promise<Alert | undefined> {
  return db.rowOf(
    alerts,
    sql`SELECT * FROM alerts WHERE tenant_id = ${db.tenant_id} AND type = ${type} AND cleared_at IS NULL
          AND subject_kind = ${kind} AND subject_id = ${id} LIMIT 1`,
  );
}

/** Alerts of a type whose cause lasts, before a cursor, latest first, one more than `limit`. */
export function listLastingRows(
  db: Database,
  { store_ids, type, before, limit }: { store_ids: readonly string[]; type: string; before?: string; limit: number },
): Promise<Alert[]> {
  const older = before === undefined ? sql`1` : sql`alert_id < ${before}`;
  return db.rowsOf(
    alerts,
    sql`SELECT * FROM alerts WHERE tenant_id = ${db.tenant_id} AND type = ${type} AND cleared_at IS NULL
          AND store_id IN (SELECT value FROM json_each(${store_ids})) AND ${older}
        ORDER BY alert_id DESC LIMIT ${limit + 1}`,
  );
}

/** The open alerts of some stores: the worst first, then the oldest. */
export function listWorstRows(db: Database, store_ids: readonly string[], limit: number): Promise<Alert[]> {
  return db.rowsOf(
    alerts,
    sql`SELECT * FROM alerts WHERE tenant_id = ${db.tenant_id} AND status = 'open'
          AND store_id IN (SELECT value FROM json_each(${store_ids}))
        ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, alert_id LIMIT ${limit}`,
  );
}

/** The number of open alerts of each store and severity. */
export function countOpen(
  db: Database,
  store_ids: readonly string[],
): Promise<{ store_id: string; severity: Severity; count: number }[]> {
  return db.all(
    sql`SELECT store_id, severity, COUNT(*) AS count FROM alerts WHERE tenant_id = ${db.tenant_id} AND status = 'open'
          AND store_id IN (SELECT value FROM json_each(${store_ids})) GROUP BY store_id, severity`,
  );
}

/**
 * Inserts an open alert. It does nothing if its id exists, if its subject has an unresolved one of this type, or if the
 * tenant has `most` unresolved ones.
 */
export function insertAlert(
  row: {
    tenant_id: string;
    alert_id: string;
    type: string;
    severity: Severity;
    store_id: string | null;
    device_id: string | null;
    subject_kind: string;
    subject_id: string;
    details: Record<string, unknown>;
    opened_at: number;
    request_id: string;
  },
  most: number,
): Statement {
  return sql`INSERT INTO alerts (tenant_id, alert_id, type, severity, status, store_id, device_id, subject_kind,
      subject_id, details, opened_at, request_id, version)
    SELECT ${row.tenant_id}, ${row.alert_id}, ${row.type}, ${row.severity}, 'open', ${row.store_id}, ${row.device_id},
      ${row.subject_kind}, ${row.subject_id}, ${JSON.stringify(row.details)}, ${row.opened_at}, ${row.request_id}, 1
    WHERE (SELECT COUNT(*) FROM alerts WHERE tenant_id = ${row.tenant_id} AND status IN ('open', 'acknowledged'))
      < ${most}
    ON CONFLICT DO NOTHING`;
}

/** Changes an alert from the version that was read; a trigger aborts the batch after a faster change. */
export function updateAlert(next: Alert, request_id: string): Statement {
  return sql`UPDATE alerts SET status = ${next.status}, acknowledged_at = ${next.acknowledged_at},
               acknowledged_by = ${next.acknowledged_by}, resolved_at = ${next.resolved_at},
               resolved_by = ${next.resolved_by}, request_id = ${request_id}, version = ${next.version + 1}
             WHERE tenant_id = ${next.tenant_id} AND alert_id = ${next.alert_id}`;
}

/** Notes that an alert's cause ended, once, and resolves the alert unless a person did. */
export function updateCleared(
  alert: { tenant_id: string; alert_id: string },
  { at, by, request_id }: { at: number; by: string; request_id: string },
): Statement {
  return sql`UPDATE alerts SET cleared_at = ${at}, status = 'resolved', resolved_at = COALESCE(resolved_at, ${at}),
               resolved_by = COALESCE(resolved_by, ${by}), request_id = ${request_id}, version = version + 1
             WHERE tenant_id = ${alert.tenant_id} AND alert_id = ${alert.alert_id} AND cleared_at IS NULL`;
}

/** A request of a tenant. */
type Request = Pick<Context, "tenant_id" | "request_id">;

/** Whether this request changed the alert, after its writes; as a condition. */
export function changedBy(alert_id: string, { tenant_id, request_id }: Request): Statement {
  return sql`EXISTS (SELECT 1 FROM alerts WHERE tenant_id = ${tenant_id} AND alert_id = ${alert_id}
    AND request_id = ${request_id})`;
}

/** Whether this request resolved the alert in the name of `by`, after its writes; as a condition. */
export function resolvedBy(alert_id: string, by: string, { tenant_id, request_id }: Request): Statement {
  return sql`EXISTS (SELECT 1 FROM alerts WHERE tenant_id = ${tenant_id} AND alert_id = ${alert_id}
    AND request_id = ${request_id} AND resolved_by = ${by})`;
}

/** The unresolved alert of a type and subject, of which there is at most one. */
export function findUnresolved(
  db: Database,
  type: string,
  [kind, id]: readonly [kind: string, id: string],
): Promise<Alert | undefined> {
  return db.rowOf(
    alerts,
    sql`SELECT * FROM alerts WHERE tenant_id = ${db.tenant_id} AND type = ${type} AND subject_kind = ${kind}
        AND subject_id = ${id} AND status <> 'resolved'`,
  );
}

/** The number of alerts of all tenants, of a type, whose cause lasts; at most `limit` are counted. */
export async function countLasting(env: Env, type: string, limit: number): Promise<number> {
  const [row] = await openDatabase(env, EVERY_TENANT).all<{ count: number }>(
    sql`SELECT COUNT(*) AS count FROM (SELECT 1 FROM alerts INDEXED BY alerts_lasting
          WHERE cleared_at IS NULL AND type = ${type} LIMIT ${limit})`,
  );
  return row?.count ?? 0;
}

/**
 * The alerts that leave, as rows of `alerts`: resolved before a moment (epoch ms) and opened before it, but those of a type
 * of `kept_while_lasting` whose cause lasts.
 */
function endedBefore(before: number, kept_while_lasting: readonly string[]): Statement {
  return sql`status = 'resolved' AND alert_id < ${encodeTime(before)} AND resolved_at < ${before}
    AND (cleared_at IS NOT NULL OR alerts.type NOT IN (SELECT value FROM json_each(${kept_while_lasting})))`;
}

/** Every tenant with an alert that leaves: one query, which leaps from tenant to tenant. */
export function tenantsWithEnded(env: Env, before: number, kept_while_lasting: readonly string[]): Promise<string[]> {
  return tenantsWith(
    env,
    sql`alerts WHERE 1`,
    sql`${notRestoring(LEAPT)} AND EXISTS (SELECT 1 FROM alerts INDEXED BY alerts_status WHERE tenant_id = ${LEAPT}
      AND ${endedBefore(before, kept_while_lasting)})`,
  );
}

/** Deletes at most `limit` of the alerts that leave, of these tenants. */
export function deleteEnded(
  tenant_ids: readonly string[],
  { before, kept_while_lasting, limit }: { before: number; kept_while_lasting: readonly string[]; limit: number },
): Statement {
  return sql`DELETE FROM alerts WHERE (tenant_id, alert_id) IN (
    SELECT tenant_id, alert_id FROM json_each(${tenant_ids}) due
    CROSS JOIN alerts INDEXED BY alerts_status ON tenant_id = due.value AND ${endedBefore(before, kept_while_lasting)}
    LIMIT ${limit})`;
}
