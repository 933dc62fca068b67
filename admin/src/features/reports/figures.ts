/** Figures of reports: their definitions in the person's language, and the names of buckets. */
import type { MeasureDefinition } from "#client";
import { formatDay, type Locale } from "#kit/format.ts";
import type { Group } from "#kit/period.ts";
import type { Language } from "#kit/text.ts";

export type Figures = Readonly<Record<string, number | null>>;

export interface Bucket {
  start: string;
  hour: number | null;
  figures: Figures;
}

/** What every report has. */
export interface AnyReport {
  period: { from: string; to: string; time_zone: string | null; group_by: Group };
  totals: Figures;
  compared: { period: { from: string; to: string }; totals: Figures } | null;
  buckets: readonly Bucket[];
  compared_buckets: readonly Bucket[];
  definitions: readonly MeasureDefinition[];
}

export interface Measure {
  id: string;
  unit: MeasureDefinition["unit"];
  name: string;
  text: string;
  rows: string | null;
}

/** The measures of a report by id. */
export function measuresOf(definitions: readonly MeasureDefinition[], language: Language): Map<string, Measure> {
  return new Map(
    definitions.map(({ measure, unit, rows, ...of }) => {
      const [name, text] = language === "th" ? [of.name_th, of.th] : [of.name_en, of.en];
      return [measure, { id: measure, unit, rows, name, text }];
    }),
  );
}

/** The name of a bucket: an hour, a day, the first day of a week, a month, a quarter, a year. */
export function bucketName(
  { start, hour }: Pick<Bucket, "start" | "hour">,
  group: Group,
  one_day: boolean,
  locale: Locale,
): string {
  const day = formatDay(start, locale);
  const [, month = "", year = ""] = day.split(" ");
  switch (group) {
    case "hour": {
      const clock = `${String(hour ?? 0).padStart(2, "0")}:00`;
      return one_day ? clock : `${day} ${clock}`;
    }
    case "month":
      return `${month} ${year}`;
    case "quarter":
      return `${Math.floor((Number(start.slice(5, 7)) + 2) / 3)}/${year}`;
    case "year":
      return year;
    default:
      return day;
  }
}
