/** Rates of routes without a token: limits on calls or failed calls, counted exactly in one object for each caller (rule L1). */

import type { Env } from "../../env.ts";
import { networkOf } from "../../shared/addresses.ts";
import { AppError, errors } from "../../shared/errors.ts";
import type { PublicContext } from "./context.ts";

interface Rate {
  limit: number;
  window_ms: number;
  /** `failures`: on a route where callers prove something, only failed proofs count for an address. */
  counts: "calls" | "failures";
}

export const RATES = {
  /** Failed pairings of devices (rule D1). */
  enrolment: { limit: 10, window_ms: 3_600_000, counts: "failures" },
  /** A whole park may share one address, so this only stops floods. Wrong PINs are counted per person (rule A3). */
  login: { limit: 300, window_ms: 60_000, counts: "failures" },
  /** API tokens that are none of ours (rule T13). */
  api_token: { limit: 300, window_ms: 60_000, counts: "failures" },
  /** Browsers' reports on a page's policy. */
  csp_report: { limit: 60, window_ms: 60_000, counts: "calls" },
  /** Pages and contacts that anybody reads without a token. */
  public_pages: { limit: 120, window_ms: 60_000, counts: "calls" },
  /** Pictures, which all tills of a park read from one address. */
  pictures: { limit: 3_000, window_ms: 60_000, counts: "calls" },
  /** Short codes that are typed at one device (rule G15). */
  short_code: { limit: 30, window_ms: 60_000, counts: "calls" },
  /** Sign-ups that begin, and codes that are asked for, at one address (rule Z7). */
  onboarding_start: { limit: 20, window_ms: 3_600_000, counts: "calls" },
  /** Other calls of a sign-up at one address. */
  onboarding: { limit: 120, window_ms: 60_000, counts: "calls" },
  /** Codes that go to one e-mail address (rule Z7). */
  onboarding_mail: { limit: 5, window_ms: 3_600_000, counts: "calls" },
  /** Codes that no ticket has, scanned or handed in by one device (rule M8). */
  foreign_code: { limit: 30, window_ms: 60_000, counts: "failures" },
  /** Openings of live feeds, whose callers prove only afterwards who they are (rule E9). */
  live: { limit: 300, window_ms: 60_000, counts: "calls" },
} as const satisfies Record<string, Rate>;

export type RateName = keyof typeof RATES;

/** Counts one call of `who`. Error: E_RATE_LIMIT with the seconds until another call is allowed. */
export async function throttle(env: Env, who: string, rate: RateName, now: number): Promise<void> {
  const { limit, window_ms } = RATES[rate];
  const verdict = await env.THROTTLE.getByName(who).take({ bucket: rate, limit, window_ms, now });
  if (!verdict.ok) throw new AppError(errors.rate_limit, undefined, verdict.retry_after_s);
}

/** Tries that `who` may make now, of those asked for; each counts until `giveBack`. `retry_after_s`: until another one fits. */
export function takeTries(
  env: Env,
  who: string,
  rate: RateName,
  { count, now }: { count: number; now: number },
): Promise<{ granted: number; retry_after_s: number }> {
  const { limit, window_ms } = RATES[rate];
  return env.THROTTLE.getByName(who).takeUpTo({ bucket: rate, limit, window_ms, now, count });
}

/** Takes back tries that were no failures. */
export async function giveBack(
  env: Env,
  who: string,
  rate: RateName,
  { count, now }: { count: number; now: number },
): Promise<void> {
  if (count > 0) await env.THROTTLE.getByName(who).forgive({ bucket: rate, at: now, count });
}

/** Counts a call to a route without a token, if the route counts calls. Error: E_RATE_LIMIT. */
export async function countCall({ env, ip, arrived_at }: PublicContext, rate: RateName): Promise<void> {
  if (RATES[rate].counts === "calls") await throttle(env, `ip:${networkOf(ip)}`, rate, arrived_at);
}

/**
 * Counts a call for its valid credential. Each credential has its own bucket, which nobody else behind the same address
 * can fill. Error: E_RATE_LIMIT.
 */
export async function countCredential({ env, trace, arrived_at }: PublicContext, credential: string): Promise<void> {
  trace.credential = credential;
  await throttle(env, credential, "login", arrived_at);
}

/** Counts a failed proof for its address. Error: E_RATE_LIMIT. */
export async function throttleFailure({ env, ip, arrived_at }: PublicContext, rate: RateName): Promise<void> {
  await throttle(env, `ip:${networkOf(ip)}`, rate, arrived_at);
}

/** Statuses of a failed proof. A request that cannot be read is no attempt, so its status is not one of these. */
const FAILURES: ReadonlySet<number> = new Set([401, 403, 404, 409, 410, 429]);

/** Counts a failed call for its address, unless it was counted for a credential. Error: E_RATE_LIMIT. */
export async function countFailure(base: PublicContext, rate: RateName, cause: unknown): Promise<void> {
  const { trace } = base;
  if (RATES[rate].counts !== "failures" || trace.credential !== undefined) return;
  if (cause instanceof AppError && FAILURES.has(cause.spec.status)) await throttleFailure(base, rate);
}
