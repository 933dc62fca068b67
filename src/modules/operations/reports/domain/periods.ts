/** Periods of reports: business dates and hours of the store, grouped from hours to years, and the period to compare with (rule R1). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { businessDate, DAY_MS, localTime } from "../../../../shared/time.ts";

export const GROUPS = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type Group = (typeof GROUPS)[number];

export const COMPARES = ["none", "previous", "weekdays"] as const;
export type Compare = (typeof COMPARES)[number];

/** Business dates (YYYY-MM-DD), both inclusive. */
export interface Span {
  from: string;
  to: string;
}

/** The clock of a store that gives a moment its business date. */
export interface StoreClock {
  time_zone: string;
  cutoff_hour: number;
}

/** The most days of a span, by group, so that a report has a bounded number of buckets. */
const MOST_DAYS: Readonly<Record<Group, number>> = {
  hour: 31,
  day: 400,
  week: 3_660,
  month: 3_660,
  quarter: 3_660,
  year: 3_660,
};

/** How a report bounds its span: the days of a query without `from`, and the most days. */
export interface Bounds {
  default_days: number;
  most_days: number;
}

/** The bounds of a report that groups its days. */
export function boundsOf(group_by: Group): Bounds {
  return { default_days: 1, most_days: MOST_DAYS[group_by] };
}

/** The span of a query, by default up to today. Refused, with field and message, when it is too long or ends before it begins. */
export function spanOf(
  asked: Partial<Span>,
  today: string,
  { default_days, most_days }: Bounds,
): Result<Span, { path: "from"; message: string }> {
  const to = asked.to ?? (asked.from !== undefined && asked.from > today ? asked.from : today);
  const from = asked.from ?? addDays(to, 1 - default_days);
  if (from > to) return refuse({ path: "from", message: "must not be after to" });
  if (daysOf({ from, to }) > most_days)
    return refuse({ path: "from", message: `must be within ${most_days} days of to` });
  return accept({ from, to });
}

/** The number of days of a span. */
export function daysOf({ from, to }: Span): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** A date some days later, or earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The period to compare with: as many days before, or so many whole weeks before that no day overlaps. */
export function comparedSpan(span: Span, compare: Compare): Span | null {
  if (compare === "none") return null;
  const days = daysOf(span);
  const back = compare === "previous" ? days : Math.ceil(days / 7) * 7;
  return { from: addDays(span.from, -back), to: addDays(span.to, -back) };
}

/**
 * The day and the hour of a moment in the form of roll-ups: `2026-05-01`, and `2026-05-01T14` with the hour on the store's
 * clock. An hour before the cut-off belongs to the day before and has 24 more, so that periods sort by time.
 */
export function periodsOf(at: number, { time_zone, cutoff_hour }: StoreClock): { day: string; hour: string } {
  const day = businessDate(at, time_zone, cutoff_hour);
  const clock = Number(localTime(at, time_zone).clock.slice(0, 2));
  const hour = clock < cutoff_hour ? clock + 24 : clock;
  return { day, hour: `${day}T${String(hour).padStart(2, "0")}` };
}

/** A bucket of a report. */
export interface Start {
  /** The business date on which it begins. */
  start: string;
  /** The hour on the store's clock; null for longer buckets. */
  hour: number | null;
}

/** The bucket of a roll-up's period. */
export function startOf(period: string, group_by: Group): Start {
  const day = period.slice(0, 10);
  if (group_by === "hour") return { start: day, hour: Number(period.slice(11)) % 24 };
  return { start: FIRST_DAY[group_by](day), hour: null };
}

const FIRST_DAY: Readonly<Record<Exclude<Group, "hour">, (day: string) => string>> = {
  day: (day) => day,
  week: (day) => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7)),
  month: (day) => `${day.slice(0, 7)}-01`,
  quarter: (day) =>
    `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`,
  year: (day) => `${day.slice(0, 4)}-01-01`,
};

/** Every bucket of a span, in order. Hours are in the order of the business day, which begins at the cut-off. */
export function startsOf(span: Span, group_by: Group, cutoff_hour: number): Start[] {
  const days = Array.from({ length: daysOf(span) }, (_, index) => addDays(span.from, index));
  if (group_by === "hour")
    return days.flatMap((start) =>
      Array.from({ length: 24 }, (_, index) => ({ start, hour: (cutoff_hour + index) % 24 })),
    );
  return [...new Set(days.map((day) => FIRST_DAY[group_by](day)))].map((start) => ({ start, hour: null }));
}
