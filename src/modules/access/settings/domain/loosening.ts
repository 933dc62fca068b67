/**
 * Decides which change loosens a guard: it needs two people and takes effect later; a stricter value needs one and
 * applies at once (rule T12).
 */

import { DAY_MS, HOUR_MS } from "../../../../shared/time.ts";
import type { SettingKey } from "./keys.ts";
import type { SettingValue } from "./values.ts";

/** The delay of a loosening: one that two people agreed on, and one of an owner without another approver. */
export const LOOSENED_AFTER_MS = { by_two: HOUR_MS, alone: DAY_MS };

/** A measure of a value; the higher, the looser. */
type Looseness = (value: SettingValue) => number;

const rising: Looseness = Number;
/** Zero means no limit. */
const risingToNone: Looseness = (value) => (value === 0 ? Number.POSITIVE_INFINITY : Number(value));

/** The guards: keys that limit what staff may take, with the looseness of their values. */
const LOOSENESS: Readonly<Record<string, Looseness>> = {
  "refunds.used_tickets": (value) => Number(value === "with_approval"),
  "refunds.within_days": risingToNone,
  "refunds.daily_cap_per_employee": risingToNone,
  "refunds.goodwill_max_amount": rising,
  "reprints.daily_cap_per_employee": risingToNone,
  "reprints.daily_cap_per_device": risingToNone,
  "tickets.annuls_per_device_per_day": rising,
  "offline.max_price_gap_bps": rising,
  "shifts.cash_exception_above": rising,
} satisfies Partial<Record<SettingKey, Looseness>>;

/** Whether a key is a guard. */
export function isGuarded(key: string): boolean {
  return Object.hasOwn(LOOSENESS, key);
}

/** Whether a change of a key makes a risky act easier. */
export function loosens(key: string, before: SettingValue, after: SettingValue): boolean {
  const looseness = Object.hasOwn(LOOSENESS, key) ? LOOSENESS[key] : undefined;
  return looseness !== undefined && looseness(after) > looseness(before);
}
