/** Of which business dates a ticket was used, where its terms bound that: so many uses a date, on so many dates (rule G7). */

import { businessDate } from "../../../../shared/time.ts";
import type { Days, TicketTerms, Usage } from "./words.ts";

/** Dates that are kept apart; of older ones only their number is. */
const DATES_KEPT = 14;

type Limits = Pick<TicketTerms, "terms" | "time_zone" | "cutoff_hour">;
type Known = Pick<Usage, "used" | "first_pass" | "days">;

/** What keeps so many more guests from going in at a moment: what is left of its date, or of the dates; null where nothing does. */
export type DayLimit = { of: "date"; left: number; uses_per_day: number } | { of: "dates"; max_days: number };

/** The limit that an entry would break; `newcomers` are its guests who do not merely come back. */
export function dayLimitOf(ticket: Limits, usage: Known, now: number, newcomers: number): DayLimit | null {
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

/** How many more guests may go in on the date of a moment; null where the terms do not bound it. */
export function leftOnDate(ticket: Limits, usage: Known, now: number): number | null {
  const { uses_per_day } = ticket.terms;
  if (uses_per_day === null) return null;
  const date = dateOf(ticket, now);
  const uses = daysOf(ticket, usage).since.find(({ business_date }) => business_date === date)?.uses ?? 0;
  return Math.max(0, uses_per_day - uses);
}

/** The days after an entry; undefined for a ticket whose terms do not ask for them. */
export function daysAfter(ticket: Limits, usage: Known, now: number, newcomers: number): Days | undefined {
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

/** What a blank was used for before its sale was known stands on the date of its first pass. */
function daysOf(ticket: Limits, { used, first_pass, days }: Known): Days {
  if (days) return days;
  if (!first_pass) return { before: 0, since: [] };
  return { before: 0, since: [{ business_date: dateOf(ticket, first_pass.at), uses: used }] };
}

function dateOf({ time_zone, cutoff_hour }: Limits, at: number): string {
  return businessDate(at, time_zone, cutoff_hour);
}
