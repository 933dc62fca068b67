/** Sums a day's report: the sums of its shifts at its close, and beside it the difference of all later entries (rules S4, S5, O7). */

import { addSums, completeTotals, type LateTotals, type ShiftTotals, sumTotals } from "./totals.ts";

/** Sums over a store's business date: its shifts with their late entries; satang, and counts. */
export interface DayTotals extends ShiftTotals {
  shifts_count: number;
  cash_open: number;
  cash_expected: number;
  cash_counted: number;
  cash_diff: number;
  /** The expected cash of unattended shifts, which nobody counted; the four sums before exclude it. */
  cash_uncounted: number;
}

/** The fields of a closed shift that its day sums. */
export interface ShiftOfDay {
  cash_open: number;
  cash_expected: number | null;
  cash_counted: number | null;
  cash_diff: number | null;
  totals: ShiftTotals | null;
  late: LateTotals | null;
}

/** The sums of a day's closed shifts. */
export function totalDay(shifts: readonly ShiftOfDay[]): DayTotals {
  const sums = sumTotals(shifts.flatMap(({ totals, late }) => [totals, late?.totals].flatMap((some) => some ?? [])));
  const counted = shifts.filter(({ cash_counted }) => cash_counted !== null);
  const uncounted = shifts.filter(({ cash_counted }) => cash_counted === null);
  const sumOf = (of: (shift: ShiftOfDay) => number | null, some = counted) =>
    some.reduce((sum, shift) => sum + (of(shift) ?? 0), 0);
  return {
    ...sums,
    shifts_count: shifts.length,
    cash_open: sumOf(({ cash_open }) => cash_open),
    cash_expected: sumOf(({ late, cash_expected }) => late?.cash_expected ?? cash_expected),
    cash_counted: sumOf(({ cash_counted }) => cash_counted),
    cash_diff: sumOf(({ late, cash_diff }) => late?.cash_diff ?? cash_diff),
    cash_uncounted: sumOf(({ late, cash_expected }) => late?.cash_expected ?? cash_expected, uncounted),
  };
}

/** Completes the totals of a report from before all of them were kept. */
export function completeDay(kept: DayTotals): DayTotals {
  return { ...completeTotals(kept), cash_uncounted: kept.cash_uncounted ?? 0 };
}

/** The sums of a day that arrived after its close: the sums now minus those of the close; null when both are equal. */
export function lateOfDay(closed: DayTotals, now: DayTotals): DayTotals | null {
  const late = addSums<DayTotals>(now, closed, -1);
  const amounts = Object.values(late).flatMap((value) =>
    typeof value === "number" ? value : Array.isArray(value) ? value.length : Object.values(value),
  );
  return amounts.every((amount) => amount === 0) ? null : late;
}
