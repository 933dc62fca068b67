/** Strength of PINs: a PIN that gives money away or opens the office must be hard to guess (rule A3). */

import type { Permission } from "../../../../shared/permissions.ts";

/**
 * Permissions for which a short PIN is enough: work at a counter or gate. All others, also later ones, need a strong
 * PIN.
 */
const PLAIN: ReadonlySet<string> = new Set([
  "sell",
  "redeem",
  "drawer_open",
  "shift_open",
  "shift_close",
  "guests_read",
  "guests_write",
  "sales_read",
]);

/** Whether a person with these permissions needs a strong PIN. */
export function needsStrongPin(permissions: readonly Permission[]): boolean {
  return permissions.some((permission) => !PLAIN.has(permission));
}

const MIN_DIGITS = 6;
const YEAR = "(?:19|20|24|25)\\d\\d";
const SHORT_YEAR = "\\d\\d";
const MONTH = "(?:0[1-9]|1[0-2])";
const DAY = "(?:0[1-9]|[12]\\d|3[01])";

/** The PINs that people guess first: birthdays in every order with Christian and Thai years, years, repeated groups. */
const OFTEN_CHOSEN = [
  `${DAY}${MONTH}(?:${YEAR}|${SHORT_YEAR})`,
  `${MONTH}${DAY}(?:${YEAR}|${SHORT_YEAR})`,
  `(?:${YEAR}|${SHORT_YEAR})${MONTH}${DAY}`,
  `${YEAR}\\d+`,
  `\\d+${YEAR}`,
  "(\\d{1,4})\\1+",
].map((pattern) => new RegExp(`^${pattern}$`));

/** Whether a PIN has at least six digits and is none of those that people guess first. */
export function isStrongPin(pin: string): boolean {
  const digits = [...pin].map(Number);
  if (digits.length < MIN_DIGITS || new Set(digits).size < 3) return false;
  const doubled = digits.every((digit, at) => digit === digits[at - (at % 2)]);
  return !isRun(digits) && !doubled && !OFTEN_CHOSEN.some((pattern) => pattern.test(pin));
}

/** Whether all digits follow each other at the same distance: 123456, 987654, 135791. */
function isRun([first = 0, second = 0, ...rest]: readonly number[]): boolean {
  const step = second - first;
  return [second, ...rest].every((digit, at) => (digit - first - step * (at + 1)) % 10 === 0);
}

export const WEAK_PIN = "must be six digits or more, and no run, repetition, year or birthday";

/** Draws a strong PIN of six digits. Each try takes four random bytes. */
export function drawPin(random: (length: number) => Uint8Array): string {
  for (;;) {
    const number = random(4).reduce((sum, byte) => sum * 256 + byte, 0);
    const pin = String(number % 10 ** MIN_DIGITS).padStart(MIN_DIGITS, "0");
    if (isStrongPin(pin)) return pin;
  }
}
