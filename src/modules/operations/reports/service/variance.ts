/** A shift beside its count: the cash that it should have had, with entries that arrived late (rule S5). */

import type { shiftsOfDates } from "../../../counter/shifts/index.ts";

type CountedShift = Awaited<ReturnType<typeof shiftsOfDates>>[number];

/** The fields of a shift that reports show. The expected cash of an open shift is not known. */
export function varianceOf(
  shift: Omit<CountedShift, "cash_open_diff">,
  device_name: string | null,
  opened_by_name: string | null,
) {
  const { late } = shift;
  return {
    ...shift,
    device_name,
    opened_by_name,
    cash_expected: late?.cash_expected ?? shift.cash_expected,
    cash_diff: late ? late.cash_diff : shift.cash_diff,
  };
}
