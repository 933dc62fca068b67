/** Decides the outcome of an attempt: success is 2xx only, a failure waits by the table, and 410 ends all (rule E4). */

import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../shared/time.ts";

/** The waits after the first attempt and after each retry. */
export const RETRY_WAITS_MS = [
  ...[1_000, 5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS],
  ...[HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS, DAY_MS, DAY_MS],
] as const;

/** A wait is longer by up to this share of it, so that many deliveries do not return together. */
export const JITTER = 0.1;

/** The longest wait that an endpoint's `Retry-After` may ask for. */
export const MOST_RETRY_AFTER_MS = DAY_MS;

/** A receiver's answer; `status` is null when none came. */
export interface Answer {
  status: number | null;
  /** The header as sent. */
  retry_after: string | null;
}

export type Outcome =
  | { kind: "delivered" }
  | { kind: "retry"; next_attempt_at: number }
  | { kind: "dead" }
  | { kind: "gone" };

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/**
 * The outcome of the attempt number `attempt` (from 1). `now` is its end, epoch ms. `chance` is random, from 0 to 1.
 */
export function decideOutcome(attempt: number, answer: Answer, now: number, chance: number): Outcome {
  if (isSuccess(answer.status)) return { kind: "delivered" };
  if (answer.status === 410) return { kind: "gone" };
  const wait_ms = RETRY_WAITS_MS[attempt - 1];
  if (wait_ms === undefined) return { kind: "dead" };
  const longer_ms = Math.round(wait_ms * (1 + JITTER * chance));
  return { kind: "retry", next_attempt_at: now + Math.max(longer_ms, readRetryAfter(answer.retry_after, now)) };
}

/** The wait that a `Retry-After` asks for, in seconds or as an HTTP date; 0 for none or an unreadable one. */
export function readRetryAfter(header: string | null, now: number): number {
  const text = header?.trim() ?? "";
  const wait_ms = /^\d{1,9}$/.test(text)
    ? Number(text) * 1_000
    : /^[A-Z][a-z]{2},/.test(text)
      ? Date.parse(text) - now
      : 0;
  return Number.isNaN(wait_ms) ? 0 : Math.min(Math.max(wait_ms, 0), MOST_RETRY_AFTER_MS);
}
