/** Codes that prove an e-mail address: how they are typed, how long they last, and when another may be sent (rule Z7). */

import { plainDigits } from "../../../../shared/alike.ts";
import { DAY_MS, MINUTE_MS } from "../../../../shared/time.ts";

const CODE_DIGITS = 6;
export const CODE_LIFE_MS = 15 * MINUTE_MS;
export const CODE_TRIES = 5;
/** The time between two mails of one sign-up. */
export const RESEND_AFTER_MS = MINUTE_MS;
/** How long a sign-up lasts, whether finished or not. */
export const DRAFT_LIFE_MS = 30 * DAY_MS;

/** The six digits of a typed code: in any script, with blanks and dashes between them; undefined for anything else. */
export function readCode(typed: string): string | undefined {
  const code = plainDigits(typed.normalize("NFKC").replaceAll(/[\s\p{Cf}\p{Pd}]/gu, ""));
  return new RegExp(`^\\d{${CODE_DIGITS}}$`).test(code) ? code : undefined;
}

/** A code of six digits, each equally likely. */
export function drawCode(random: (length: number) => Uint8Array): string {
  const most = 10 ** CODE_DIGITS;
  for (;;) {
    const number = random(4).reduce((sum, byte) => sum * 256 + byte, 0);
    // Numbers above the last whole million would make low codes likelier.
    if (number < 2 ** 32 - (2 ** 32 % most)) return String(number % most).padStart(CODE_DIGITS, "0");
  }
}

/** The seconds until another code may be sent; 0 for now. */
export function resendWait(code_sent_at: number, now: number): number {
  return Math.max(0, Math.ceil((code_sent_at + RESEND_AFTER_MS - now) / 1000));
}
