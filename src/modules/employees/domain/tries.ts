/** How many wrong PINs lock a PIN, and wrong codes the codes (rule A3). */

/** Wrong tries of one person since the last right one. */
export interface Tries {
  /** Tries begun and not yet found right. */
  tries: number;
  /** How many times they led to a lock since the last right one. */
  locks: number;
  locked_until: number;
}

export const NO_TRIES: Tries = { tries: 0, locks: 0, locked_until: 0 };

const TRIES_BEFORE_LOCK = 5;
const MINUTE_MS = 60_000;

/**
 * Begins a try, counted as wrong until found right, so that no number of parallel guesses gets past the fifth.
 * `allowed: false` means that there is a lock and nothing is looked at.
 */
export function beginTry(state: Tries, now: number): { allowed: boolean; state: Tries } {
  if (now < state.locked_until) return { allowed: false, state };
  const tries = (state.tries >= TRIES_BEFORE_LOCK ? 0 : state.tries) + 1;
  if (tries < TRIES_BEFORE_LOCK) return { allowed: true, state: { ...state, tries } };
  const locks = state.locks + 1;
  const minutes = locks > 3 ? 30 : 15;
  return { allowed: true, state: { tries, locks, locked_until: now + minutes * MINUTE_MS } };
}

/** How many wrong tries are left before the lock. */
export function triesLeft(state: Tries): number {
  return Math.max(0, TRIES_BEFORE_LOCK - state.tries);
}
