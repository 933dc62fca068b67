/** When a code of an authenticator is good: once, and not longer than its neighbours (RFC 6238). */

import { DAY_MS } from "../../../../shared/time.ts";

/** How many steps a code may be early or late. */
export const WINDOW_STEPS = 1;

/** How long a second factor is in use before it proves anything without the PIN (rule T8). */
const SETTLES_AFTER_MS = DAY_MS;

/**
 * What a person must show to count as proved anew: who has no second factor the PIN, who has one a code of it, and of one
 * that was confirmed less than 24 hours ago both, for whoever found a session open may have enrolled it.
 */
export function proofAsked(confirmed_at: number | null, now: number): { pin: boolean; code: boolean } {
  if (confirmed_at === null) return { pin: true, code: false };
  return { pin: now < confirmed_at + SETTLES_AFTER_MS, code: true };
}

/** Whether the step whose code was sent is a good one: none that was used, nor one before it. Null: it was no code. */
export function isGoodStep(step: number | null, used_step: number): step is number {
  return step !== null && step > used_step;
}
