/** Arithmetic of business dates: a store's day begins at its cutoff hour, in its time zone. */

/** A business date, YYYY-MM-DD. */
export type Day = string;
export interface Days {
  from: Day;
  to: Day;
}

const DAY_MS = 86_400_000;
const toMs = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const toDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export function isDay(text: string | undefined): text is Day {
  return (
    text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(toMs(text)) && toDay(toMs(text)) === text
  );
}

/** Making a formatter costs a hundred times what its use does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function dayFormatter(time_zone: string): Intl.DateTimeFormat {
  const known = formatters.get(time_zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-CA", { timeZone: time_zone, dateStyle: "short" });
  formatters.set(time_zone, made);
  return made;
}

/** The business date of a moment (epoch ms). */
export function businessDay(now: number, time_zone: string, cutoff_hour: number): Day {
  return dayFormatter(time_zone).format(new Date(now - cutoff_hour * 3_600_000));
}

export function addDays(day: Day, days: number): Day {
  return toDay(toMs(day) + days * DAY_MS);
}

export function countDays({ from, to }: Days): number {
  return Math.round((toMs(to) - toMs(from)) / DAY_MS) + 1;
}

function monthOf(day: Day, months: number): Days {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return { from: toDay(Date.UTC(year, month - 1 + months, 1)), to: toDay(Date.UTC(year, month + months, 0)) };
}

/** The week of a day, from Monday. */
function weekOf(day: Day, weeks: number): Days {
  const since_monday = (new Date(toMs(day)).getUTCDay() + 6) % 7;
  const from = addDays(day, weeks * 7 - since_monday);
  return { from, to: addDays(from, 6) };
}

export const PRESETS = [
  "today",
  "yesterday",
  "last_7_days",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "last_30_days",
  "this_year",
] as const;
export type Preset = (typeof PRESETS)[number];

export function daysOf(preset: Preset, today: Day): Days {
  const year = today.slice(0, 4);
  const table: Record<Preset, Days> = {
    today: { from: today, to: today },
    yesterday: { from: addDays(today, -1), to: addDays(today, -1) },
    last_7_days: { from: addDays(today, -6), to: today },
    this_week: weekOf(today, 0),
    last_week: weekOf(today, -1),
    this_month: monthOf(today, 0),
    last_month: monthOf(today, -1),
    last_30_days: { from: addDays(today, -29), to: today },
    this_year: { from: `${year}-01-01`, to: `${year}-12-31` },
  };
  return table[preset];
}

/** The preset that means these days; undefined for days that a person picked. */
export function presetOf(days: Days, today: Day): Preset | undefined {
  return PRESETS.find((preset) => {
    const { from, to } = daysOf(preset, today);
    return from === days.from && to === days.to;
  });
}

/** The period of the same length before (-1) or after (1); a whole month moves to a whole month. */
export function shiftDays(days: Days, steps: number): Days {
  const month = monthOf(days.from, 0);
  if (month.from === days.from && month.to === days.to) return monthOf(days.from, steps);
  const by = countDays(days) * steps;
  return { from: addDays(days.from, by), to: addDays(days.to, by) };
}
