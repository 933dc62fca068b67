/** Finds when a store is open, by its opening hours and its own clock. */

import { businessDayStart, DAY_MS, isoWeekday, localTime, MINUTE_MS } from "../../../../shared/time.ts";

/** An opening on a weekday, 1 for Monday; local times as HH:MM, and `closes` may be after midnight. */
export interface Opening {
  weekday: number;
  opens: string;
  closes: string;
}

interface Span {
  from: number;
  to: number;
}

/** Since when a store is open at `now`, or when it opens next (null: never); epoch ms. Without hours it is always open. */
export type OpenState = { open: true; since: number } | { open: false; next: number | null };

export function openState(hours: readonly Opening[] | null, time_zone: string, now: number): OpenState {
  if (!hours || hours.length === 0) return { open: true, since: Number.NEGATIVE_INFINITY };
  const spans = spansAround(hours, time_zone, now);
  let since: number | undefined;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans) {
    if (from > now) return since !== undefined && until > now ? { open: true, since } : { open: false, next: from };
    // An opening that begins when the one before ends continues it.
    if (since === undefined || from > until) since = from;
    until = Math.max(until, to);
  }
  return since !== undefined && until > now ? { open: true, since } : { open: false, next: null };
}

/** Whether a store is open at any moment from `from` to before `to`, at most a day later; epoch ms. Without hours it is. */
export function isOpenWithin(hours: readonly Opening[] | null, time_zone: string, from: number, to: number): boolean {
  if (!hours || hours.length === 0) return true;
  const dates = [from - DAY_MS, from, to].map((at) => localTime(at, time_zone).date);
  return spansOn([...new Set(dates)], hours, time_zone).some((span) => span.from < to && span.to > from);
}

/** The openings from the day before to eight days ahead, by their beginning. */
function spansAround(hours: readonly Opening[], time_zone: string, now: number): Span[] {
  const days = Array.from({ length: 10 }, (_, index) => localTime(now + (index - 1) * DAY_MS, time_zone).date);
  return spansOn([...new Set(days)], hours, time_zone).sort((a, b) => a.from - b.from);
}

function spansOn(dates: readonly string[], hours: readonly Opening[], time_zone: string): Span[] {
  return dates.flatMap((date) =>
    hours
      .filter(({ weekday }) => weekday === isoWeekday(date))
      .map(({ opens, closes }) => spanOf(date, opens, closes, time_zone)),
  );
}

function spanOf(date: string, opens: string, closes: string, time_zone: string): Span {
  const from = momentOf(date, opens, time_zone);
  const to = momentOf(date, closes, time_zone);
  if (to > from) return { from, to };
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return { from, to: momentOf(next, closes, time_zone) };
}

function momentOf(date: string, clock: string, time_zone: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return businessDayStart(date, time_zone, hour) + minute * MINUTE_MS;
}
