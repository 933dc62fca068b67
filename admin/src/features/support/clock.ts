/** Moments to which a sandbox's clock is moved, and the seconds that it is then ahead. */
import type { OpeningHours } from "#client";
import { addDays } from "#kit/days.ts";
import { fromWall, toWall } from "#kit/times.ts";

const SECOND_MS = 1_000;
const DAYS_LOOKED = 8;
/** Ten years, the most that the API takes. */
export const MOST_S = 3650 * 86_400;

/** The seconds by which the clock is ahead of the world's `now` when it shows `at`. */
export function offsetTo(at: string, now: number): number {
  return Math.round((Date.parse(at) - now) / SECOND_MS);
}

/** The weekday of a date, 1 for Monday. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** The next opening of a store after `at` by its hours; undefined without hours. */
export function nextOpening(hours: readonly OpeningHours[] | null, at: string, time_zone: string): string | undefined {
  const today = toWall(at, time_zone).slice(0, 10);
  const openings = Array.from({ length: DAYS_LOOKED }, (_, days) => addDays(today, days)).flatMap((day) =>
    (hours ?? [])
      .filter(({ weekday }) => weekday === weekdayOf(day))
      .flatMap(({ opens }) => fromWall(`${day}T${opens}`, time_zone) ?? []),
  );
  return openings.toSorted().find((opening) => opening > at);
}

/** Ten minutes before the end of the month; in these, of the next one. */
export function endOfMonth(at: string, time_zone: string): string | undefined {
  const day = toWall(at, time_zone).slice(0, 10);
  const end = (month: number) => {
    const last = new Date(Date.UTC(Number(day.slice(0, 4)), month, 0)).toISOString().slice(0, 10);
    return fromWall(`${last}T23:50`, time_zone);
  };
  const month = Number(day.slice(5, 7));
  const here = end(month);
  return here !== undefined && here > at ? here : end(month + 1);
}

/** The same time on the next day. */
export function nextDay(at: string, time_zone: string): string | undefined {
  const [day = "", time = ""] = toWall(at, time_zone).split("T");
  return fromWall(`${addDays(day, 1)}T${time}`, time_zone);
}
