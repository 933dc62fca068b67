/** Alert rules: an event that a park chose opens an alert, and its channel tells people (rule D5). */

/**
 * The channels of alerts. Webhooks and live screens get the events of every alert, so a rule for one of them has nothing
 * more to send; a channel that sends messages itself is a further name here, with its sender.
 */
export const CHANNELS = ["webhook", "live"] as const;

/** The most rules of a tenant. */
export const MOST_RULES = 50;

export interface AlertRule {
  rule_id: string;
  store_id: string | null;
  event: string;
  severity: "info" | "warning" | "critical";
  enabled: boolean;
}

/** Whether a rule's event is a name of ours or the beginning of one; alerts about alerts would never end. */
export function isRuleEvent(event: string, known: readonly string[]): boolean {
  if (event.startsWith("alert.")) return false;
  return event.endsWith(".") ? known.some((name) => name.startsWith(event)) : known.includes(event);
}

const WEIGHT = { info: 0, warning: 1, critical: 2 } as const;

/**
 * The most severe enabled rule that an event meets; undefined for none. A rule is for events after it: ids are in the
 * order of time.
 */
export function findRule(
  rules: readonly AlertRule[],
  event: { event_id: string; type: string; store_id: string | null },
): AlertRule | undefined {
  return rules
    .filter(({ enabled, store_id }) => enabled && (store_id === null || store_id === event.store_id))
    .filter((rule) => (rule.event.endsWith(".") ? event.type.startsWith(rule.event) : event.type === rule.event))
    .filter(({ rule_id }) => rule_id < event.event_id && !event.type.startsWith("alert."))
    .sort((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity])[0];
}
