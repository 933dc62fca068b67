/** Assembles a report from sums: totals, one bucket for each period, and rows by holder, so that all add up to the same. */

import type { Figures, Report } from "./measures.ts";
import { type Group, type Span, type Start, startOf, startsOf } from "./periods.ts";
import { type Columns, type Kind, KindSums } from "./sums.ts";

export type FiguresOf<Of extends Report> = (sums: KindSums) => Figures<Of>;

type Summed = Columns & { kind: Kind };

export interface Bucket<Of extends Report> extends Start {
  figures: Figures<Of>;
}

/** The sums of rows by the text that `of` gives; each group in the order of its first row. */
export function groupSums<Row extends Summed>(rows: readonly Row[], of: (row: Row) => string): Map<string, KindSums> {
  const groups = new Map<string, KindSums>();
  for (const row of rows) {
    const name = of(row);
    const sums = groups.get(name) ?? new KindSums();
    sums.add(row.kind, row);
    groups.set(name, sums);
  }
  return groups;
}

/** The figures of all rows together. */
export function totalOf<Of extends Report>(rows: readonly Summed[], figures: FiguresOf<Of>): Figures<Of> {
  const sums = new KindSums();
  for (const row of rows) sums.add(row.kind, row);
  return figures(sums);
}

/** One bucket for each period of the span, also for those without rows. */
export function bucketsOf<Of extends Report>(
  rows: readonly (Summed & { period: string })[],
  { span, group_by, cutoff_hour }: { span: Span; group_by: Group; cutoff_hour: number },
  figures: FiguresOf<Of>,
): Bucket<Of>[] {
  const nameOf = ({ start, hour }: Start) => `${start} ${hour}`;
  const groups = groupSums(rows, ({ period }) => nameOf(startOf(period, group_by)));
  return startsOf(span, group_by, cutoff_hour).map((start) => ({
    ...start,
    figures: figures(groups.get(nameOf(start)) ?? new KindSums()),
  }));
}

/** The hours of a day up to `hour` (0 to 23) and with it; the day begins at its cutoff hour. */
export function upToHour<Hour extends Pick<Start, "hour">>(day: readonly Hour[], hour: number): Hour[] {
  return day.slice(0, day.findIndex((bucket) => bucket.hour === hour) + 1);
}

/** The figures of each holder that has a name in the rows, by name. */
export function holdersOf<Row extends Summed, Of extends Report>(
  rows: readonly Row[],
  of: (row: Row) => string,
  figures: FiguresOf<Of>,
): { holder: string; figures: Figures<Of> }[] {
  return [...groupSums(rows, of)]
    .filter(([holder]) => holder !== "")
    .map(([holder, sums]) => ({ holder, figures: figures(sums) }));
}
