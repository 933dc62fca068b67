/** Sums of a device's days: its heartbeats, and the parts of an outage, by the date of its store. */

import { businessDayEnd, localTime } from "../../../../shared/time.ts";

export interface DayCount {
  /** YYYY-MM-DD. */
  date: string;
  beats: number;
}

interface Counted {
  day: DayCount | null;
  past_days: readonly DayCount[];
}

/** The most past days that wait to be written; with more, the oldest are dropped. */
const DAYS_KEPT = 7;

/** Moves a day that is over to the past days. A clock that was set back ends no day. */
export function endDay({ day, past_days }: Counted, today: string): { day: DayCount | null; past_days: DayCount[] } {
  if (!day || day.date >= today) return { day, past_days: [...past_days] };
  return { day: null, past_days: [...past_days, day].slice(-DAYS_KEPT) };
}

/** Counts a heartbeat of today. */
export function countBeat(counted: Counted, today: string): { day: DayCount; past_days: DayCount[] } {
  const { day, past_days } = endDay(counted, today);
  return { day: day ? { ...day, beats: day.beats + 1 } : { date: today, beats: 1 }, past_days };
}

/** The most days that an outage is split into; a longer one counts its last days. */
const DAYS_SPLIT = 62;

/** The part of an outage on each of its days, in ms. */
export function splitByDay(since: number, until: number, time_zone: string): { date: string; offline_ms: number }[] {
  const days: { date: string; offline_ms: number }[] = [];
  for (let from = Math.max(since, until - DAYS_SPLIT * 86_400_000); from < until; ) {
    const to = Math.min(until, businessDayEnd(from, time_zone, 0) + 1);
    days.push({ date: localTime(from, time_zone).date, offline_ms: to - from });
    from = to;
  }
  return days;
}
