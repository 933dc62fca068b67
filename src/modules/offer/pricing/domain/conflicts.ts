/**
 * Decides whether two rules conflict: both could change one line and neither has priority; found when a rule is saved
 * (rule P2).
 */

import type { Rule, RuleTerms } from "./words.ts";

/**
 * The first of `others` that a rule conflicts with: it has the same kind and priority, both are active, and both apply
 * to one line in some store at some time. In doubt it is a conflict, because another priority settles it: zones and
 * minimums never separate two rules, since a package may open several zones; windows and hours are compared separately.
 * A promo code conflicts with no other code: a guest names codes, and their names set the order.
 */
export function conflictOf(rule: Rule, others: readonly Rule[]): Rule | undefined {
  if (!rule.active || rule.kind === "promo_code") return undefined;
  return others.find(
    (other) =>
      other.active &&
      other.rule_id !== rule.rule_id &&
      other.kind === rule.kind &&
      other.priority === rule.priority &&
      (rule.store_id === null || other.store_id === null || rule.store_id === other.store_id) &&
      haveOneInCommon(packagesOf(rule), packagesOf(other)) &&
      (rule.active_from ?? -Infinity) <= (other.active_to ?? Infinity) &&
      (other.active_from ?? -Infinity) <= (rule.active_to ?? Infinity) &&
      shareHours(rule, other),
  );
}

/** The one of `others` that is active and has the promo code of an active rule. */
export function ownerOfCode(rule: Rule, others: readonly Rule[]): Rule | undefined {
  const code = codeOf(rule);
  if (!rule.active || code === null) return undefined;
  return others.find((other) => other.active && other.rule_id !== rule.rule_id && codeOf(other) === code);
}

/** The code that a guest must name to get the rule; null for none. */
export function codeOf(rule: Rule): string | null {
  return rule.kind === "promo_code" ? rule.params.code : null;
}

function packagesOf(rule: Rule): string[] | null {
  if (rule.kind === "bundle") return rule.params.parts.map(({ package_id }) => package_id);
  const gifts = rule.kind === "buy_n_get_m" ? (rule.params.get_package_ids ?? []) : [];
  return rule.package_ids && [...rule.package_ids, ...gifts];
}

/** Null means all. */
function haveOneInCommon<Item>(a: readonly Item[] | null, b: readonly Item[] | null): boolean {
  return a === null || b === null || a.some((item) => b.includes(item));
}

type Hours = Pick<RuleTerms, "weekdays" | "clock_from" | "clock_to">;

/** Whether both rules are in force in some minute of the week. */
function shareHours(a: Hours, b: Hours): boolean {
  if (!hasClock(a) && !hasClock(b)) return haveOneInCommon(a.weekdays, b.weekdays);
  const others = spansOf(b);
  return spansOf(a).some(([from, to]) =>
    others.some(([other_from, other_to]) =>
      [-WEEK_MIN, 0, WEEK_MIN].some((shift) => from < other_to + shift && other_from + shift < to),
    ),
  );
}

function hasClock({ clock_from, clock_to }: Hours): boolean {
  return clock_from !== null || clock_to !== null;
}

const DAY_MIN = 24 * 60;
const WEEK_MIN = 7 * DAY_MIN;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** When a rule is in force, in minutes since Monday 00:00 of the store's clock: from inclusive, to exclusive. */
function spansOf(hours: Hours): [from: number, to: number][] {
  const { weekdays, clock_from, clock_to } = hours;
  const from = minutesOf(clock_from ?? "00:00");
  const to = minutesOf(clock_to ?? "24:00");
  // Without a clock the rule follows business dates, which end on the next day, at an hour that each store sets.
  const length = hasClock(hours) ? to - from + (to > from ? 0 : DAY_MIN) : 2 * DAY_MIN;
  return (weekdays ?? WEEKDAYS).map((weekday) => {
    const start = (weekday - 1) * DAY_MIN + from;
    return [start, start + length];
  });
}

function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return hour * 60 + minute;
}
