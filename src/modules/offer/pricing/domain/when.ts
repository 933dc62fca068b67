/** Decides when a rule is in force: in its window, on its weekdays, and by the store's clock (rule P3). */

import { businessDate, isoWeekday, localTime } from "../../../../shared/time.ts";
import type { RuleTerms, Tariff } from "./words.ts";

/** A time by a store's clock and calendar. */
export interface Moment {
  /** Epoch ms. */
  at: number;
  /** HH:MM. */
  clock: string;
  /** ISO weekdays, 1 Monday to 7 Sunday: of the calendar date, of the day before, and of the business date. */
  weekday: number;
  weekday_before: number;
  business_weekday: number;
}

export function momentOf({ at, store }: Pick<Tariff, "at" | "store">): Moment {
  const { date, clock } = localTime(at, store.time_zone);
  const weekday = isoWeekday(date);
  return {
    at,
    clock,
    weekday,
    weekday_before: weekday === 1 ? 7 : weekday - 1,
    business_weekday: isoWeekday(businessDate(at, store.time_zone, store.cutoff_hour)),
  };
}

type Window = Pick<RuleTerms, "active_from" | "active_to">;

/** Whether a time is in a window; both ends are inclusive, and a null end is open. */
export function isWithin(window: Window, at: number): boolean {
  return !isBefore(window, at) && !isAfter(window, at);
}

/** The reason why a rule is not in force at a time, or null when it is. */
export function untimely(rule: RuleTerms, moment: Moment): "not_started" | "expired" | "wrong_time" | null {
  if (isBefore(rule, moment.at)) return "not_started";
  if (isAfter(rule, moment.at)) return "expired";
  return isHour(rule, moment) ? null : "wrong_time";
}

function isBefore({ active_from }: Window, at: number): boolean {
  return active_from !== null && at < active_from;
}

function isAfter({ active_to }: Window, at: number): boolean {
  return active_to !== null && at > active_to;
}

/**
 * For hours over midnight the weekday is the one on which they began; without hours it is that of the business date.
 */
function isHour({ weekdays, clock_from, clock_to }: RuleTerms, moment: Moment): boolean {
  const isOn = (weekday: number) => weekdays === null || weekdays.includes(weekday);
  if (clock_from === null && clock_to === null) return isOn(moment.business_weekday);
  const { clock } = moment;
  const [from, to] = [clock_from ?? "00:00", clock_to ?? "24:00"];
  if (from < to) return from <= clock && clock < to && isOn(moment.weekday);
  if (from <= clock) return isOn(moment.weekday);
  return clock < to && isOn(moment.weekday_before);
}
