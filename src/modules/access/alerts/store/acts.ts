/** Parts of commits that open an alert and that end it: whoever notices the cause joins them to its own commit (rule D5). */

import type { AuditedPart, CommitPart } from "../../../../platform/db/commit.ts";
import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { type NewAlert, UNRESOLVED_ALERTS, UNRESOLVED_FOR_RULES } from "../domain.ts";
import { ALERT_EVENTS } from "../events.ts";
import { changedBy, insertAlert, resolvedBy, updateCleared } from "./rows.ts";

/** An alert with a known id, so that a repeated commit opens none twice. `at` is epoch ms. */
export interface KnownAlert extends NewAlert {
  alert_id: string;
  at: number;
}

/**
 * Opens an alert with its audit row and event. A second one of this type and subject is no new row and no event while
 * the first is unresolved.
 */
export function recordAlert(ctx: Context, alert: NewAlert): AuditedPart {
  return recordKnownAlert(ctx, { ...alert, alert_id: ctx.newId(), at: ctx.now });
}

/** Opens an alert with this id and at this moment; does nothing if it was opened before. */
export function recordKnownAlert(ctx: Context, alert: KnownAlert, most = UNRESOLVED_ALERTS): AuditedPart {
  const { alert_id, type, severity, store_id, device_id = null, subject, details, at } = alert;
  const [subject_kind, subject_id] = subject;
  const { tenant_id, request_id } = ctx;
  const facts = { alert_id, type, severity, store_id, device_id, subject_kind, subject_id, details };
  const entry = { subject: ["alert", alert_id] as const, store_id, at };
  return {
    writes: [insertAlert({ tenant_id, ...facts, opened_at: at, request_id }, most)],
    audit: [{ ...entry, event: ALERT_EVENTS.open.type, changes: { type, severity, subject, details } }],
    events: [ALERT_EVENTS.open.of(entry.subject, facts, { store_id, at })],
    only_if: openedHere(ctx, alert_id),
  };
}

/** Opens the alert of an event, which has the event's id: a repeat of the event opens none. `at` is epoch ms. */
export function recordAlertOf(ctx: Context, event_id: string, at: number, alert: NewAlert): AuditedPart {
  return recordKnownAlert(ctx, { ...alert, alert_id: event_id, at }, UNRESOLVED_FOR_RULES);
}

/** Whether this commit opened the alert; as a condition on records of the same commit. */
export function openedHere(ctx: Context, alert_id: string): Statement {
  return changedBy(alert_id, ctx);
}

/** Notes at `alert.at` that the cause ended, and resolves the alert unless a person did; a repeat does nothing. */
export function resolveAlert(ctx: Context, alert: Omit<KnownAlert, "details">): CommitPart {
  const { alert_id, type, severity, store_id, device_id = null, subject, at } = alert;
  const [subject_kind, subject_id] = subject;
  const { tenant_id, request_id } = ctx;
  const resolved_by = ctx.actor.id;
  const facts = { alert_id, type, severity, store_id, device_id, subject_kind, subject_id, resolved_by };
  const entry = { subject: ["alert", alert_id] as const, store_id, at };
  return {
    writes: [updateCleared({ tenant_id, alert_id }, { at, by: resolved_by, request_id })],
    audit: [{ ...entry, event: ALERT_EVENTS.resolve.type, changes: { type, severity, subject } }],
    events: [ALERT_EVENTS.resolve.of(entry.subject, facts, { store_id, at })],
    only_if: resolvedBy(alert_id, resolved_by, ctx),
  };
}
