/** Times: epoch milliseconds in storage, ISO 8601 UTC on the wire, and the store's clock for people (rule I5). */

/** Epoch ms as ISO 8601 UTC with milliseconds. */
export function iso(epoch_ms: number): string {
  return new Date(epoch_ms).toISOString();
}

export function isoOrNull(epoch_ms: number | null): string | null {
  return epoch_ms === null ? null : iso(epoch_ms);
}

const EARLIEST_MS = Date.UTC(1926, 0, 1);
const AFTER_LATEST_MS = Date.UTC(2127, 0, 1);

/** Whether a moment is in the years 1926 to 2126. Days, zones and sums of durations around it stay valid times. */
export function isBelievable(epoch_ms: number): boolean {
  return epoch_ms >= EARLIEST_MS && epoch_ms < AFTER_LATEST_MS;
}

/** The tenant's time at a moment of the world's clock, in epoch ms: a sandbox may have moved it. */
export function tenantTime(epoch_ms: number, clock_offset_s: number): number {
  return epoch_ms + clock_offset_s * 1000;
}

/** Whether a name is an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

interface LocalTime {
  /** YYYY-MM-DD in the zone. */
  date: string;
  /** HH:MM on a 24-hour clock in the zone. */
  clock: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date and 24-hour clock that a wall clock in `time_zone` (IANA name) shows. */
export function localTime(epoch_ms: number, time_zone: string): LocalTime {
  let format = formats.get(time_zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: time_zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(time_zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(epoch_ms).map(({ type, value }) => [type, value]));
  return { date: `${part.year}-${part.month}-${part.day}`, clock: `${part.hour}:${part.minute}` };
}

/** The date and time of a zone in the form of spreadsheets: 2026-11-21 16:14:05. */
export function localSecond(epoch_ms: number, time_zone: string): string {
  const { date, clock } = localTime(epoch_ms, time_zone);
  return `${date} ${clock}:${iso(epoch_ms).slice(17, 19)}`;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Time zones change their offset at full quarters of an hour. */
const QUARTER_MS = HOUR_MS / 4;
const OFFSETS_KEPT = 10_000;
const offsets = new Map<string, number>();

/** How far a zone's wall clock is ahead of UTC at a moment, in ms. */
function offsetAt(epoch_ms: number, time_zone: string): number {
  const quarter = Math.floor(epoch_ms / QUARTER_MS);
  const name = `${time_zone} ${quarter}`;
  const known = offsets.get(name);
  if (known !== undefined) return known;
  const { date, clock } = localTime(quarter * QUARTER_MS, time_zone);
  const offset = Date.parse(`${date}T${clock}:00Z`) - quarter * QUARTER_MS;
  if (offsets.size >= OFFSETS_KEPT) offsets.clear();
  offsets.set(name, offset);
  return offset;
}

/** The business date of a moment: the day in the zone, or the previous day before the cut-off hour (rule I5). */
export function businessDate(epoch_ms: number, time_zone: string, cutoff_hour: number): string {
  return dateOf(epoch_ms + offsetAt(epoch_ms, time_zone) - cutoff_hour * HOUR_MS);
}

/**
 * The first moment of a business date, in epoch ms. If the clock leaps over the cut-off hour, it is the first moment after
 * the leap. If the clock shows the hour twice, it is the first time.
 */
export function businessDayStart(date: string, time_zone: string, cutoff_hour: number): number {
  const wall_clock = Date.parse(`${date}T00:00:00Z`) + cutoff_hour * HOUR_MS;
  const [before, after] = [wall_clock - DAY_MS, wall_clock + DAY_MS].map((near) => offsetAt(near, time_zone));
  const tries = [wall_clock - Number(before), wall_clock - Number(after)].sort((a, b) => a - b);
  const exact = tries.find((at) => at + offsetAt(at, time_zone) === wall_clock);
  // In a leap, the earlier offset gives the moment at which the clock would have shown this time without the leap.
  return exact ?? leapBetween(tries[0] ?? wall_clock, tries[1] ?? wall_clock, time_zone);
}

/** The moment between two at which the zone's offset changes. */
function leapBetween(from: number, to: number, time_zone: string): number {
  const first = offsetAt(from, time_zone);
  for (let at = Math.floor(from / QUARTER_MS) * QUARTER_MS; at <= to; at += QUARTER_MS)
    if (at >= from && offsetAt(at, time_zone) !== first) return at;
  return to;
}

/** The last millisecond of a moment's business date. */
export function businessDayEnd(epoch_ms: number, time_zone: string, cutoff_hour: number): number {
  const date = businessDate(epoch_ms, time_zone, cutoff_hour);
  return businessDayStart(dateOf(Date.parse(`${date}T00:00:00Z`) + DAY_MS), time_zone, cutoff_hour) - 1;
}

/** ISO weekday of a date (YYYY-MM-DD): 1 Monday to 7 Sunday. */
export function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function dateOf(epoch_ms: number): string {
  return iso(epoch_ms).slice(0, 10);
}
