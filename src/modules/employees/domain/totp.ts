/** When a code of an authenticator is good: once, and not longer than its neighbours (RFC 6238). */

/** How many steps a code may be early or late. */
export const WINDOW_STEPS = 1;

/** Whether the step whose code was sent is a good one: none that was used, nor one before it. Null: it was no code. */
export function isGoodStep(step: number | null, used_step: number): step is number {
  return step !== null && step > used_step;
}
