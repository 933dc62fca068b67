/** Day limits: uses per business date and number of dates, where a ticket's terms limit them (rule G7). */

import { businessDate } from "../../../../shared/time.ts";
import type { Days, TicketTerms, Usage } from "./words.ts";

/** The latest dates are kept one by one; older dates only as a number. */
const DATES_KEPT = 14;

type DayTerms = Pick<TicketTerms, "terms" | "time_zone" | "cutoff_hour">;
type DayUsage = Pick<Usage, "used" | "first_pass" | "days">;

/** A day limit that an entry would break: the uses left on its date, or the number of dates. */
export type DayLimit = { of: "date"; left: number; uses_per_day: number } | { of: "dates"; max_days: number };

/** The limit that an entry would break, or null. `newcomers`: its guests without those who come back. */
export function dayLimitOf(ticket: DayTerms, usage: DayUsage, now: number, newcomers: number): DayLimit | null {
  const { uses_per_day, max_days } = ticket.terms;
  if (uses_per_day === null && max_days === null) return null;
  const date = dateOf(ticket, now);
  const { before, since } = daysOf(ticket, usage);
  const today = since.find(({ business_date }) => business_date === date);
  if (max_days !== null && !today && before + since.length >= max_days) return { of: "dates", max_days };
  if (uses_per_day === null) return null;
  const left = Math.max(0, uses_per_day - (today?.uses ?? 0));
  return newcomers > left ? { of: "date", left, uses_per_day } : null;
}

/** The number of guests who may still go in on the date of a moment; null where the terms do not limit it. */
export function leftOnDate(ticket: DayTerms, usage: DayUsage, now: number): number | null {
  const { uses_per_day } = ticket.terms;
  if (uses_per_day === null) return null;
  const date = dateOf(ticket, now);
  const uses = daysOf(ticket, usage).since.find(({ business_date }) => business_date === date)?.uses ?? 0;
  return Math.max(0, uses_per_day - uses);
}

/** The days after an entry; undefined for a ticket whose terms do not limit days. */
export function daysAfter(ticket: DayTerms, usage: DayUsage, now: number, newcomers: number): Days | undefined {
  const { uses_per_day, max_days } = ticket.terms;
  if (uses_per_day === null && max_days === null) return undefined;
  const business_date = dateOf(ticket, now);
  const { before, since } = daysOf(ticket, usage);
  const others = since.filter((day) => day.business_date !== business_date);
  const uses = (since.find((day) => day.business_date === business_date)?.uses ?? 0) + newcomers;
  const all = [...others, { business_date, uses }].sort((a, b) => (a.business_date < b.business_date ? -1 : 1));
  const folded = Math.max(0, all.length - DATES_KEPT);
  return { before: before + folded, since: all.slice(folded) };
}

/** A blank's uses before its sale was known count on the date of its first pass. */
function daysOf(ticket: DayTerms, { used, first_pass, days }: DayUsage): Days {
  if (days) return days;
  if (!first_pass) return { before: 0, since: [] };
  return { before: 0, since: [{ business_date: dateOf(ticket, first_pass.at), uses: used }] };
}

function dateOf({ time_zone, cutoff_hour }: DayTerms, at: number): string {
  return businessDate(at, time_zone, cutoff_hour);
}
