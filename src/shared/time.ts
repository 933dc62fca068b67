/** Times are epoch milliseconds at rest, ISO 8601 UTC on the wire, and the store's clock for people (rule I5). */

/** Epoch ms as ISO 8601 UTC with milliseconds. */
export function iso(epoch_ms: number): string {
  return new Date(epoch_ms).toISOString();
}

export function isoOrNull(epoch_ms: number | null): string | null {
  return epoch_ms === null ? null : iso(epoch_ms);
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
