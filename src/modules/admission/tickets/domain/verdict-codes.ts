/** Error codes of a scan's reasons (rule G6): a code is made of its reason, because a gate has no table of errors. */

import { FAIL_REASONS, type FailReason } from "./words.ts";

/** The code of a verdict's reason: null without a reason, E_GATE_REFUSED for a gate's own word. */
export function verdictCode(reason: FailReason | null): string | null {
  if (reason === null) return null;
  const known = (FAIL_REASONS as readonly string[]).includes(reason) ? reason : "gate_refused";
  return `E_${(known === "unknown" ? "ticket_unknown" : known).toUpperCase()}`;
}
