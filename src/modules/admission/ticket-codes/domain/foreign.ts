/** Reads codes of tickets that were sold elsewhere: undoes what a Thai keyboard does to a code (rule M8). */

import { normalizeForeignCode } from "../../../../shared/foreign-codes.ts";
import { THAI } from "./layouts.ts";
import { joined, strip } from "./reading.ts";

/** The codes that a scanned or typed text may be: as it is, and as its keys give it where the keyboard is Thai. */
export function readForeignCodes(sent: string): string[] {
  const code = normalizeForeignCode(sent);
  if (code === undefined) return [];
  const typed = normalizeForeignCode(keysOfThai(joined(strip(sent).bare)));
  return typed === undefined || typed === code ? [code] : [code, typed];
}

/** The keys of a text that a Thai keyboard typed; empty for a text of another script, or of other keys. */
function keysOfThai(text: string): string {
  if (!/[\u0e00-\u0e7f]/.test(text)) return "";
  const keys = [...text].map((char) => THAI.key_of.get(char) ?? (THAI.dashes.has(char) ? "-" : " "));
  return keys.includes(" ") ? "" : keys.join("");
}
