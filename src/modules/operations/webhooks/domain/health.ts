/** An endpoint's health: a breaker stops calls for a while, and only five days of continuous failure disable (rule E5). */

import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../shared/time.ts";

/** So many failures in a row open the breaker. */
export const FAILURES_TO_OPEN = 8;
export const COOLDOWN_MS = 10 * MINUTE_MS;
/** The attempts that a half-open breaker allows at once. */
export const PROBES = 1;
/** The attempts of one endpoint that may be in flight together. */
export const MOST_IN_FLIGHT = 4;
export const DISABLED_AFTER_MS = 5 * DAY_MS;
/** Failures further apart are not continuous: nothing was tried in between. The table's longest wait is a day. */
const LONGEST_GAP_MS = 36 * HOUR_MS;

export interface Health {
  /** Failures since the last success. */
  failures: number;
  /** The first failure of a continuous series, epoch ms; null after a success. */
  failing_since: number | null;
  last_failure_at: number | null;
  /** Until then the breaker is open; null: it is closed. Afterwards it is half open. */
  open_until: number | null;
}

export const HEALTHY: Health = { failures: 0, failing_since: null, last_failure_at: null, open_until: null };

export const BREAKER_STATES = ["closed", "open", "half_open"] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

export function breakerOf({ open_until }: Health, now: number): BreakerState {
  if (open_until === null) return "closed";
  return now < open_until ? "open" : "half_open";
}

/** The attempts that may be in flight together now. */
export function roomOf(health: Health, now: number): number {
  return { closed: MOST_IN_FLIGHT, open: 0, half_open: PROBES }[breakerOf(health, now)];
}

/** The health after an attempt that ended at `now`. */
export function afterAttempt(health: Health, succeeded: boolean, now: number): Health {
  if (succeeded) return HEALTHY;
  const { last_failure_at, failing_since } = health;
  const continuous = last_failure_at !== null && now - last_failure_at <= LONGEST_GAP_MS;
  const failures = health.failures + 1;
  // An attempt that began before the breaker opened does not lengthen its time.
  const still_open = breakerOf(health, now) === "open";
  const opens = !still_open && (failures >= FAILURES_TO_OPEN || health.open_until !== null);
  return {
    failures,
    failing_since: continuous ? (failing_since ?? now) : now,
    last_failure_at: now,
    open_until: opens ? now + COOLDOWN_MS : health.open_until,
  };
}

/** Whether an endpoint failed continuously for so long that it is disabled. */
export function hasFailedTooLong({ failing_since, last_failure_at }: Health): boolean {
  return failing_since !== null && last_failure_at !== null && last_failure_at - failing_since >= DISABLED_AFTER_MS;
}

/** From the best to the worst. */
const BY_HARM: readonly BreakerState[] = ["closed", "half_open", "open"];

/** The worst of these states; null for none. */
export function worstOf(states: readonly BreakerState[]): BreakerState | null {
  return BY_HARM.findLast((state) => states.includes(state)) ?? null;
}
