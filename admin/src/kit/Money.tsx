/** Figures: sums, counts and times, in the person's format, aligned in columns. */
import { Text as MantineText } from "@mantine/core";
import { formatCount, formatDate, formatDateTime, formatDay, formatMoney, formatTime } from "./format.ts";
import { useLocale } from "./office.ts";
import { useText } from "./text.ts";

/** A sum of satang as baht. A missing sum is a dash. */
export function Money({ satang }: { satang: number | null | undefined }) {
  return <span className="figure">{satang === null || satang === undefined ? "—" : formatMoney(satang)}</span>;
}

export function Count({ value }: { value: number | null | undefined }) {
  return <span className="figure">{value === null || value === undefined ? "—" : formatCount(value)}</span>;
}

/** A moment (ISO 8601) on the store's clock. */
export function DateTime({ at, show = "both" }: { at: string | null | undefined; show?: "both" | "date" | "time" }) {
  const locale = useLocale();
  if (!at) return <span className="figure">—</span>;
  const whole = formatDateTime(at, locale);
  const text = { both: () => whole, date: () => formatDate(at, locale), time: () => formatTime(at, locale) }[show]();
  return (
    <time className="figure" dateTime={at} title={`${whole} (${locale.time_zone})`}>
      {text}
    </time>
  );
}

/** A business date, YYYY-MM-DD. */
export function BusinessDate({ date }: { date: string | null | undefined }) {
  const locale = useLocale();
  return <span className="figure">{date ? formatDay(date, locale) : "—"}</span>;
}

const STEPS = [
  ["seconds", 60],
  ["minutes", 60],
  ["hours", 24],
  ["days", Number.POSITIVE_INFINITY],
] as const;

/** The time since a moment, in words; the moment itself is its title. */
export function Since({ at, now = Date.now() }: { at: string | null | undefined; now?: number }) {
  const t = useText("kit");
  const locale = useLocale();
  if (!at) return <span>{t("since.never")}</span>;
  let count = Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
  let name: (typeof STEPS)[number][0] = "seconds";
  for (const [unit, size] of STEPS) {
    name = unit;
    if (count < size) break;
    count = Math.floor(count / size);
  }
  return (
    <time dateTime={at} title={formatDateTime(at, locale)}>
      {t(`since.${name}`, { count })}
    </time>
  );
}

/** A short id with the whole one as title; for ids that no person has to type. */
export function ShortId({ id }: { id: string | null | undefined }) {
  if (!id) return <span>—</span>;
  return (
    <MantineText component="span" ff="monospace" fz="xs" title={id}>
      …{id.slice(-6)}
    </MantineText>
  );
}
