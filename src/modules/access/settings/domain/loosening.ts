/** Two people make a risky act easier, and it holds later; one person makes it harder, and it holds at once (rule T12). */

import { DAY_MS, HOUR_MS } from "../../../../shared/time.ts";
import type { SettingKey } from "./keys.ts";
import type { SettingValue } from "./values.ts";

/** How long a loosening waits before it is in force: one that two people made, and one of an owner who has nobody else. */
export const LOOSENED_AFTER_MS = { by_two: HOUR_MS, alone: DAY_MS };

/** How loose a value is; more is looser. */
type Looseness = (value: SettingValue) => number;

const rising: Looseness = Number;
/** Zero stands for no limit. */
const risingToNone: Looseness = (value) => (value === 0 ? Number.POSITIVE_INFINITY : Number(value));

/** The keys that keep people from taking more than the park means them to, and which of their values are looser. */
const LOOSENESS: Readonly<Record<string, Looseness>> = {
  "refunds.used_tickets": (value) => Number(value === "with_approval"),
  "refunds.within_days": risingToNone,
  "refunds.daily_cap_per_employee": risingToNone,
  "refunds.goodwill_max_amount": rising,
  "reprints.daily_cap_per_employee": risingToNone,
  "reprints.daily_cap_per_device": risingToNone,
  "tickets.annuls_per_device_per_day": rising,
  "offline.max_price_gap_bps": rising,
} satisfies Partial<Record<SettingKey, Looseness>>;

/** Whether a key is one that can be loosened. */
export function isGuarded(key: string): boolean {
  return Object.hasOwn(LOOSENESS, key);
}

/** Whether a change of a key makes a risky act easier. */
export function loosens(key: string, before: SettingValue, after: SettingValue): boolean {
  const looseness = Object.hasOwn(LOOSENESS, key) ? LOOSENESS[key] : undefined;
  return looseness !== undefined && looseness(after) > looseness(before);
}
