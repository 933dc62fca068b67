/** Decides an alert's life cycle: open, acknowledged, resolved; it never goes back (rule D5). */

export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_STATUSES = ["open", "acknowledged", "resolved"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** The most unresolved alerts of a tenant; further ones are not recorded until some are resolved. */
export const UNRESOLVED_ALERTS = 2_000;

/** The most of them when a rule opens another one, so that a rule with many events leaves room for the rest. */
export const UNRESOLVED_FOR_RULES = 1_000;

/** A resolved alert leaves so many days later. */
export const ALERT_LIFE_DAYS = 90;

export type AlertAct = "acknowledge" | "resolve";

/** The status after each act. An act that is missing for a status was done before. */
const NEXT_STATUS: Record<AlertAct, Partial<Record<AlertStatus, AlertStatus>>> = {
  acknowledge: { open: "acknowledged" },
  resolve: { open: "resolved", acknowledged: "resolved" },
};

/** The status after an act; null: the alert has it, or a later one, already. */
export function decideAlert(status: AlertStatus, act: AlertAct): AlertStatus | null {
  return NEXT_STATUS[act][status] ?? null;
}

/** A thing that a person must look at. */
export interface NewAlert {
  type: string;
  severity: Severity;
  /** Null: it concerns the whole tenant. */
  store_id: string | null;
  device_id?: string;
  /** A subject has at most one unresolved alert of each type. */
  subject: readonly [kind: string, id: string];
  details: Record<string, unknown>;
}
