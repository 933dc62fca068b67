/** Moments of business days: a list of moments takes ISO 8601 times where a report takes dates. */
import { addDays, type Day, type Days } from "./days.ts";
import { useOffice } from "./office.ts";

const HOUR_MS = 3_600_000;

/** How far a zone's clock is ahead of UTC at a moment, in ms. */
function offsetAt(at: number, time_zone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: time_zone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${format.format(at).replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}

/** The moment (epoch ms) at which a business day begins. */
export function dayStart(day: Day, time_zone: string, cutoff_hour: number): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + cutoff_hour * HOUR_MS;
  const guess = wall - offsetAt(wall, time_zone);
  return wall - offsetAt(guess, time_zone);
}

/** The first and the last moment of business days, as a list's `from` and `to`. */
export function timesOf({ from, to }: Days, time_zone: string, cutoff_hour: number): { from: string; to: string } {
  return {
    from: new Date(dayStart(from, time_zone, cutoff_hour)).toISOString(),
    to: new Date(dayStart(addDays(to, 1), time_zone, cutoff_hour) - 1).toISOString(),
  };
}

/** A moment (ISO 8601) as a field of date and time shows it on the store's clock: `2026-11-30T14:05`. */
export function toWall(iso: string, time_zone: string): string {
  const at = Date.parse(iso);
  return new Date(at + offsetAt(at, time_zone)).toISOString().slice(0, 16);
}

/** The moment that a field of date and time means on the store's clock; undefined while it is not whole. */
export function fromWall(wall: string, time_zone: string): string | undefined {
  const read = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(read)) return undefined;
  const guess = read - offsetAt(read, time_zone);
  return new Date(read - offsetAt(guess, time_zone)).toISOString();
}

/** The moments of the page's days at the chosen store. */
export function useTimes(days: Days): { from: string; to: string } {
  const { store, stores, time_zone } = useOffice();
  return timesOf(days, time_zone, (store ?? stores[0])?.cutoff_hour ?? 0);
}
