/** Reads dates of spreadsheets: of either calendar, in Thai digits, with or without a clock time. */

import { businessDayEnd, businessDayStart, DAY_MS, isBelievable } from "../../../../shared/time.ts";

/** Buddhist years are 543 ahead. */
const BUDDHIST_YEARS = 543;
const FIRST_BUDDHIST_YEAR = 2_400;

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const CLOCK = /^(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?$/;
const ABSOLUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** A date as 2026-12-31, with a clock time as 2026-12-31T18:30, or a moment with its offset. The day comes before the month. */
export function readDate(text: string): { value: string } | { problem: "date" } {
  const plain = text.replaceAll(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  if (ABSOLUTE.test(plain)) return isMoment(Date.parse(plain)) ? { value: plain } : { problem: "date" };
  const [day_text = "", clock_text, ...rest] = plain.split(/[\sT]+/);
  const date = dateOf(day_text);
  if (date === undefined || rest.length > 0) return { problem: "date" };
  if (clock_text === undefined) return { value: date };
  const [, hour, minute] = CLOCK.exec(clock_text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return { problem: "date" };
  return { value: `${date}T${hour.padStart(2, "0")}:${minute}` };
}

function dateOf(text: string): string | undefined {
  const [, first_year, first_month, first_day] = YEAR_FIRST.exec(text) ?? [];
  const [, last_day, last_month, last_year] = DAY_FIRST.exec(text) ?? [];
  const [year, month, day] = [first_year ?? last_year, first_month ?? last_month, first_day ?? last_day].map(Number);
  if (!year || !month || !day) return undefined;
  const common = year >= FIRST_BUDDHIST_YEAR ? year - BUDDHIST_YEARS : year;
  const at = Date.UTC(common, month - 1, day);
  const date = isMoment(at) ? new Date(at).toISOString().slice(0, 10) : "";
  // A day that its month does not have would be one of the next month.
  return date.endsWith(`-${pad(month)}-${pad(day)}`) ? date : undefined;
}

function isMoment(at: number): boolean {
  return Number.isFinite(at) && isBelievable(at);
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

/** The moment of a read date on a store's clock. A date alone is the first or the last moment of that business date. */
export function momentOf(
  value: string,
  edge: "first" | "last",
  { time_zone, cutoff_hour }: { time_zone: string; cutoff_hour: number },
): number {
  const [date = "", clock] = value.split("T");
  if (clock === undefined) {
    const start = businessDayStart(date, time_zone, cutoff_hour);
    return edge === "first" ? start : businessDayEnd(start + DAY_MS / 2, time_zone, cutoff_hour);
  }
  if (!/^\d\d:\d\d$/.test(clock)) return Date.parse(value);
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return businessDayStart(date, time_zone, hour + minute / 60);
}
