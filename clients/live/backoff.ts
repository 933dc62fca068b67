/** Delays between connections: longer after each failure, and spread, so that a park's screens do not return at once. */

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** The delay after some failures in a row, ms; `random` is from 0 to 1. */
export function delayAfter(failures: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(whole * (0.5 + random / 2));
}
