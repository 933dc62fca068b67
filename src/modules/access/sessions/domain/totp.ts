/** Validity of an authenticator's codes: each is valid once, and at most one step early or late (RFC 6238). */

import { DAY_MS } from "../../../../shared/time.ts";

/** How many steps a code may be early or late. */
export const WINDOW_STEPS = 1;

/** How old a second factor must be to prove anything without the PIN (rule T8). */
const SETTLES_AFTER_MS = DAY_MS;

/**
 * The proofs that a step-up needs: the PIN without a second factor, a code with one. A second factor younger than 24 hours
 * needs both, because a stranger at an open session may have enrolled it.
 */
export function proofNeeded(confirmed_at: number | null, now: number): { pin: boolean; code: boolean } {
  if (confirmed_at === null) return { pin: true, code: false };
  return { pin: now < confirmed_at + SETTLES_AFTER_MS, code: true };
}

/** Whether the step of a code is valid: it must be later than the last used one. Null: the code fits no step. */
export function isGoodStep(step: number | null, used_step: number): step is number {
  return step !== null && step > used_step;
}
