/** Formats of amounts, counts, dates and times, in both languages and both calendars. */
import type { Language } from "./text.ts";

export type Era = "buddhist" | "gregorian";

/** A person's way to read dates: the language, the calendar, and the store's time zone. */
export interface Locale {
  language: Language;
  era: Era;
  time_zone: string;
}

const amounts = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const counts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const ratios = new Intl.NumberFormat("en-US", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Satang as `฿1,234.50`, a negative sum with a minus before the sign of the currency. */
export function formatMoney(satang: number): string {
  return `${satang < 0 ? "−" : ""}฿${amounts.format(Math.abs(satang) / 100)}`;
}

/** Satang for the axis of a chart: `฿12k`, without decimals. */
export function formatMoneyShort(satang: number): string {
  const baht = Math.abs(satang) / 100;
  const [value, unit] = baht >= 1e6 ? [baht / 1e6, "M"] : baht >= 1e4 ? [baht / 1e3, "k"] : [baht, ""];
  const short = value.toLocaleString("en-US", { maximumFractionDigits: unit && value < 100 ? 1 : 0 });
  return `${satang < 0 ? "−" : ""}฿${short}${unit}`;
}

export function formatCount(count: number): string {
  return counts.format(count).replace("-", "−");
}

/** 0.123 as `12.3%`. */
export function formatRatio(ratio: number): string {
  return ratios.format(ratio).replace("-", "−");
}

/** Seconds as `1:05:09` or `4:07`; below ten seconds with a tenth. */
export function formatSeconds(seconds: number): string {
  if (Math.abs(seconds) < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const pad = (part: number) => String(part).padStart(2, "0");
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

export type Unit = "money" | "count" | "ratio" | "seconds";

const UNITS: Record<Unit, (value: number) => string> = {
  money: formatMoney,
  count: formatCount,
  ratio: formatRatio,
  seconds: formatSeconds,
};

export function formatUnit(value: number, unit: Unit): string {
  return UNITS[unit](value);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf({ language, era, time_zone }: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const calendar = era === "buddhist" ? "buddhist" : "gregory";
  const locale = `${language === "th" ? "th-TH" : "en-GB"}-u-ca-${calendar}-nu-latn`;
  const key = `${locale} ${time_zone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone: time_zone, ...options });
  formatters.set(key, made);
  return made;
}

/** The parts of a date joined by spaces, without the era's name: `30 พ.ย. 2569`. */
function join(formatter: Intl.DateTimeFormat, at: Date): string {
  const wanted = ["weekday", "day", "month", "year"];
  return formatter
    .formatToParts(at)
    .filter(({ type }) => wanted.includes(type))
    .map(({ value }) => value)
    .join(" ");
}

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

/** An ISO 8601 time as `30 Nov 2026 14:05`, in the store's time zone. */
export function formatDateTime(iso: string, locale: Locale): string {
  return `${formatDate(iso, locale)} ${formatTime(iso, locale)}`;
}

/** The date of an ISO 8601 time: `30 Nov 2026`. */
export function formatDate(iso: string, locale: Locale): string {
  return join(formatterOf(locale, DAY), new Date(iso));
}

/** The time of day of an ISO 8601 time: `14:05`. */
export function formatTime(iso: string, locale: Locale): string {
  return formatterOf(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
}

/** A business date, `2026-11-30`, as `30 Nov 2026`, with the weekday where asked. */
export function formatDay(date: string, locale: Locale, weekday = false): string {
  const options = weekday ? { weekday: "short", ...DAY } : DAY;
  return join(
    formatterOf({ ...locale, time_zone: "UTC" }, options as Intl.DateTimeFormatOptions),
    new Date(`${date}T00:00:00Z`),
  );
}

/** A range of business dates: `1 – 30 Nov 2026` where month and year are one. */
export function formatDays(from: string, to: string, locale: Locale): string {
  if (from === to) return formatDay(from, locale);
  const last = formatDay(to, locale);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))} – ${last}`;
  const first = formatDay(from, locale);
  const same_year = from.slice(0, 4) === to.slice(0, 4);
  return `${same_year ? first.slice(0, first.lastIndexOf(" ")) : first} – ${last}`;
}
