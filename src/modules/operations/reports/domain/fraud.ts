/** Fraud Watch: days of a person or device that stand out against their own 28 days, and facts that need a look (rule R4). */

import type { FindingKind, FindingName, HolderKind } from "./findings.ts";
import { addDays, type Span } from "./periods.ts";
import type { Columns, Kind } from "./sums.ts";

/** The days before a date with which it is compared. */
export const BASELINE_DAYS = 28;

/** The score from which a day stands out. */
const OUTSTANDING = 3;
/** Fewer acts on a day are never a finding by their score. */
const FEWEST_ACTS = 3;

/** The kinds that are compared with the holder's own days. */
export const COMPARED: Readonly<Partial<Record<Kind, FindingKind>>> = {
  act_reprint: "reprints",
  act_refund: "refunds",
  act_void: "voids",
  act_discount: "discounts",
  act_annul: "annuls",
  duplicate: "duplicates",
};

/** The kinds of which each row is a finding. */
export const ALWAYS: Readonly<Partial<Record<Kind, FindingKind>>> = { conflict: "conflicts", flagged: "flagged_sales" };

/** The kinds that show that a person or device was at work on a day. */
export const AT_WORK: readonly Kind[] = ["sale", "pass", "fail"];

export type DaySum = Pick<Columns, "count" | "total"> & {
  kind: Kind;
  period: string;
  store_id: string;
  device_id: string;
  employee_id: string;
};

/** A finding before its name and mark. */
export interface Found extends FindingName {
  value: number;
  total: number;
  mean: number | null;
  score: number | null;
}

/**
 * The mean of a baseline, and how many standard deviations a value is above it. The deviation is at least that of rare
 * chance events of this mean, and at least one act, so that a steady person is not found for one act more.
 */
export function scoreOf(value: number, baseline: readonly number[]): { mean: number; score: number } {
  const days = Math.max(1, baseline.length);
  const mean = baseline.reduce((sum, acts) => sum + acts, 0) / days;
  const variance = baseline.reduce((sum, acts) => sum + (acts - mean) ** 2, 0) / days;
  const deviation = Math.max(Math.sqrt(variance), Math.sqrt(mean), 1);
  return { mean: rounded(mean), score: rounded((value - mean) / deviation) };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

type Holder = Pick<FindingName, "store_id" | "holder_kind" | "holder_id">;

/**
 * The findings of a span, from the sums of its days and of the 28 days before. The days on which the holder was at work
 * are the baseline: a day off says nothing.
 */
export function findSpikes(rows: readonly DaySum[], span: Span): Found[] {
  return (["employee", "device"] as const).flatMap((holder_kind) =>
    [...Map.groupBy(rows, (row) => `${row.store_id} ${holderOf(row, holder_kind)}`)].flatMap(([, own]) => {
      const [first] = own;
      const holder_id = first && holderOf(first, holder_kind);
      if (!first || !holder_id) return [];
      return spikesOf(own, { store_id: first.store_id, holder_kind, holder_id }, span);
    }),
  );
}

function holderOf({ device_id, employee_id }: DaySum, kind: HolderKind): string {
  return kind === "employee" ? employee_id : device_id;
}

function spikesOf(own: readonly DaySum[], holder: Holder, { from, to }: Span): Found[] {
  const worked = [...new Set(own.map(({ period }) => period))].sort();
  return Object.entries(COMPARED).flatMap(([kind, named]) => {
    const days = sumDays(own.filter((row) => row.kind === kind));
    return [...days]
      .filter(([date, { value }]) => date >= from && date <= to && value >= FEWEST_ACTS)
      .flatMap(([date, { value, total }]) => {
        const first = addDays(date, -BASELINE_DAYS);
        const baseline = worked.filter((day) => day >= first && day < date).map((day) => days.get(day)?.value ?? 0);
        const { mean, score } = scoreOf(value, baseline);
        return score >= OUTSTANDING ? [{ kind: named, date, ...holder, value, total, mean, score }] : [];
      });
  });
}

function sumDays(rows: readonly DaySum[]): Map<string, { value: number; total: number }> {
  const days = new Map<string, { value: number; total: number }>();
  for (const { period, count, total } of rows) {
    const day = days.get(period) ?? { value: 0, total: 0 };
    days.set(period, { value: day.value + count, total: day.total + total });
  }
  return days;
}

/** The facts of a span that always need a look, by device. */
export function findFacts(rows: readonly DaySum[], { from, to }: Span): Found[] {
  return rows.flatMap(({ kind, period: date, store_id, device_id: holder_id, count: value, total }) => {
    const named = ALWAYS[kind];
    if (!named || date < from || date > to || holder_id === "") return [];
    return [{ kind: named, date, store_id, holder_kind: "device", holder_id, value, total, mean: null, score: null }];
  });
}

/** Sales in hours in which the store was closed from beginning to end, by seller. */
export function findAfterHours(
  rows: readonly DaySum[],
  isClosed: (store_id: string, hour: string) => boolean,
): Found[] {
  // Many sellers share an hour, and its look at the opening hours is the dear part.
  const hours = Map.groupBy(rows, ({ store_id, period }) => `${store_id} ${period}`);
  const closed = [...hours.values()].filter(([first]) => first && isClosed(first.store_id, first.period)).flat();
  const days = Map.groupBy(closed, (row) => `${row.period.slice(0, 10)} ${row.store_id} ${row.employee_id}`);
  return [...days.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const value = own.reduce((sum, { count }) => sum + count, 0);
    const total = own.reduce((sum, row) => sum + row.total, 0);
    const holder = { store_id: first.store_id, holder_kind: "employee", holder_id: first.employee_id } as const;
    return [{ kind: "after_hours", date: first.period.slice(0, 10), ...holder, value, total, mean: null, score: null }];
  });
}

/** The latest first, then the highest score; a fact without a score before all scores. */
export function byUrgency(one: Found, other: Found): number {
  if (one.date !== other.date) return one.date < other.date ? 1 : -1;
  return (other.score ?? Number.MAX_VALUE) - (one.score ?? Number.MAX_VALUE);
}

const LISTS: Readonly<Record<FindingKind, string>> = {
  reprints: "/v1/reprints?",
  refunds: "/v1/refunds?",
  voids: "/v1/sales?status=voided&",
  discounts: "/v1/sales?",
  annuls: "/v1/redemptions?result=pass&",
  after_hours: "/v1/sales?",
  duplicates: "/v1/redemptions?result=fail&reason=duplicate_use&",
  conflicts: "/v1/redemptions?admitted_offline=true&",
  flagged_sales: "/v1/sales?",
};

/** Lists that show the person of the ticket or sale, and not the person of the act, are asked for the whole store. */
const OF_OTHERS: readonly FindingKind[] = ["voids", "annuls"];

/** The path of the list that has a finding's rows; `from` and `to` are ISO times of its business date. */
export function rowsPath(found: FindingName, from: string, to: string): string {
  const { kind, store_id, holder_kind, holder_id } = found;
  const holder = OF_OTHERS.includes(kind) || holder_kind === "store" ? "" : `&${holder_kind}_id=${holder_id}`;
  return `${LISTS[kind]}store_id=${store_id}${holder}&from=${from}&to=${to}`;
}
