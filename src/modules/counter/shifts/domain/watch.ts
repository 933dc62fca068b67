/** Decides which alerts a drawer opens: a shift that was left open, and a count with a difference. */

/** A shift has been open for longer than its store wants. */
export const LEFT_OPEN = "shift.left_open";
/** A closing counted more or less than it should. */
export const CASH_EXCEPTION = "shift.cash_exception";

/** Whether the difference of a count is more than the store lets pass; satang. */
export function isCashException(cash_diff: number, above: number): boolean {
  return Math.abs(cash_diff) > above;
}
