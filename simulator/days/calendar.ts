/** The calendar of a Thai play park: how many guests come on a date, and at which hours (holidays of 2025 to 2027). */

import { HOUR_MS } from "../../src/shared/time.ts";
import type { Random } from "../random.ts";

/** Public holidays of every year, by month and day. */
const YEARLY = new Set([
  "01-01",
  "04-06",
  "04-13",
  "04-14",
  "04-15",
  "05-01",
  "05-04",
  "06-03",
  "07-28",
  "08-12",
  "10-13",
  "10-23",
  "12-05",
  "12-10",
  "12-31",
]);

/** Buddhist holidays, which follow the moon. */
const LUNAR = new Set([
  ...["2025-02-12", "2025-05-11", "2025-07-10"],
  ...["2026-03-03", "2026-05-31", "2026-07-29"],
  ...["2027-02-21", "2027-05-20", "2027-07-18"],
]);

/** School holidays, by month and day, both ends included. */
const SCHOOL_HOLIDAYS = [
  ["03-16", "05-15"],
  ["10-11", "10-31"],
] as const;

/** Guests on each weekday as a share of a usual weekday, Monday first. */
const WEEKDAYS = [0.95, 0.9, 0.95, 1, 1.2, 3.2, 3.4];
const HOLIDAY = 3.3;
const SONGKRAN = 4;
const CHILDRENS_DAY = 4.6;
const SCHOOL_HOLIDAY = 1.5;
/** Rain and sun move a day by at most this share. */
const WEATHER = 0.12;

/** The share of a day's guests who buy in each hour from ten o'clock: on a school day, and on a free day. */
const SCHOOL_DAY_HOURS = [5, 7, 6, 7, 9, 17, 20, 16, 9, 4];
const FREE_DAY_HOURS = [10, 14, 11, 13, 15, 14, 11, 7, 4, 1];
export const OPENS_HOUR = 10;
export const CLOSES_HOUR = OPENS_HOUR + FREE_DAY_HOURS.length;

export interface DayKind {
  /** Guests as a share of a usual weekday, without the weather. */
  share: number;
  /** No school, so families come from the morning on. */
  free: boolean;
}

/** The kind of a date, YYYY-MM-DD. */
export function kindOfDay(date: string): DayKind {
  const month_day = date.slice(5);
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  const usual = WEEKDAYS[weekday] ?? 1;
  const weekend = weekday >= 5;
  if (isChildrensDay(date, weekday)) return { share: CHILDRENS_DAY, free: true };
  if (month_day >= "04-13" && month_day <= "04-15") return { share: SONGKRAN, free: true };
  if (YEARLY.has(month_day) || LUNAR.has(date)) return { share: Math.max(HOLIDAY, usual), free: true };
  const no_school = SCHOOL_HOLIDAYS.some(([from, to]) => month_day >= from && month_day <= to);
  return { share: usual * (no_school && !weekend ? SCHOOL_HOLIDAY : 1), free: weekend || no_school };
}

/** Children's Day is the second Saturday of January. */
function isChildrensDay(date: string, weekday: number): boolean {
  const day = Number(date.slice(8));
  return date.slice(5, 7) === "01" && weekday === 5 && day >= 8 && day <= 14;
}

/** The number of sales on a date, where a usual weekday has `usual`. */
export function salesOn(date: string, usual: number, random: Random): number {
  return Math.round(usual * kindOfDay(date).share * (1 - WEATHER + 2 * WEATHER * random.next()));
}

/** A moment of a sale on a day that began at `day_start` (epoch ms), by the hours of its kind. */
export function momentOfSale(day_start: number, { free }: DayKind, random: Random): number {
  const hours = free ? FREE_DAY_HOURS : SCHOOL_DAY_HOURS;
  let rest = random.next() * hours.reduce((sum, share) => sum + share, 0);
  const hour = hours.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return day_start + (OPENS_HOUR + Math.max(0, hour)) * HOUR_MS + Math.floor(random.next() * HOUR_MS);
}
