/** Codes of tickets that were sold elsewhere, in the one form of which a keyed hash is kept (rules M7, M8). */

import { plainDigits } from "./alike.ts";

/** A shorter code would be guessed; no printed code is longer. */
const CHARS = { least: 4, most: 200 };
/** A text that a scanner or a person sends may have white space and invisible characters besides. */
const MOST_SENT = 1_000;
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * A code in the form that is hashed: NFKC, digits of any script as 0 to 9, capitals, without white space and invisible
 * characters. Undefined for a text that is no code.
 */
export function normalizeForeignCode(sent: string): string | undefined {
  if (sent.length > MOST_SENT) return undefined;
  const code = plainDigits(sent.normalize("NFKC").replaceAll(UNSEEN, "")).toUpperCase();
  const { length } = [...code];
  return length < CHARS.least || length > CHARS.most || !/[\p{L}\p{N}]/u.test(code) ? undefined : code;
}

/** The last characters of a code, at most a third of it, so that a person recognises the ticket in their hand. */
export function endOfCode(code: string): string {
  const chars = [...code];
  return chars.slice(-Math.min(4, Math.floor(chars.length / 3))).join("");
}

/** Whether a spreadsheet wrote a long number as a rounded one, so that its last digits are lost. */
export function isRounded(sent: string): boolean {
  return /^\d([.,]\d+)?E\+?\d+$/i.test(sent.trim());
}
