/** Sheets: a report as rows of CSV, whose totals are those of the JSON (rule I8). */

import type { Start } from "./periods.ts";

type Figures = Readonly<Record<string, number | null>>;

interface Row {
  key?: string | null;
  name?: string | null;
  count?: number;
  amount?: number;
  figures?: Figures;
}

interface Reported {
  period: { from: string };
  totals: Figures;
  compared: { period: { from: string }; totals: Figures } | null;
  buckets: readonly (Start & { figures: Figures })[];
  compared_buckets: readonly (Start & { figures: Figures })[];
}

/** A report's rows: the total first, then the compared total, the buckets, and each breakdown. */
export function sheetOf(report: Reported, breakdowns: Readonly<Record<string, readonly Row[]>>) {
  const { period, totals, compared, buckets, compared_buckets } = report;
  const bucketRows = (section: string, some: Reported["buckets"]) =>
    some.map(({ start, hour, figures }) => rowOf(section, { figures }, start, hour));
  return [
    rowOf("total", { figures: totals }, period.from),
    ...(compared ? [rowOf("compared_total", { figures: compared.totals }, compared.period.from)] : []),
    ...bucketRows("bucket", buckets),
    ...bucketRows("compared_bucket", compared_buckets),
    ...Object.entries(breakdowns).flatMap(([section, rows]) => rows.map((row) => rowOf(section, row))),
  ];
}

function rowOf(section: string, row: Row, date: string | null = null, hour: number | null = null) {
  const { key = null, name = null, count = null, amount = null, figures = {} } = row;
  return { section, date, hour, key, name, count, amount, ...figures };
}

interface HolderRow {
  id: string | null;
  name: string | null;
  figures: Figures;
}

/** The rows of a breakdown that has figures. */
export function figureRows(rows: readonly HolderRow[]): Row[] {
  return rows.map(({ id: key, ...row }) => ({ key, ...row }));
}

/** The rows by person, device and store. */
export function holderRows({ employees, devices, stores }: Record<"employees" | "devices" | "stores", HolderRow[]>) {
  return { employee: figureRows(employees), device: figureRows(devices), store: figureRows(stores) };
}
