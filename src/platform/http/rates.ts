/** How often one address may call routes that ask for no token; counted exactly, in one object per address. */

import type { Env } from "../../env.ts";
import { AppError, errors } from "../../shared/errors.ts";

interface Rate {
  limit: number;
  window_ms: number;
}

export const RATES = {
  /** Rule D1. */
  enrolment: { limit: 10, window_ms: 3_600_000 },
  /** A whole park may share one address, so this only stops floods; wrong PINs are counted per person (rule A3). */
  login: { limit: 300, window_ms: 60_000 },
  /** What browsers report of a page's policy. */
  csp_report: { limit: 60, window_ms: 60_000 },
  /** Short codes typed at one device (rule G15). */
  short_code: { limit: 30, window_ms: 60_000 },
} as const satisfies Record<string, Rate>;

export type RateName = keyof typeof RATES;

/** Counts one call of `who`. Error: E_RATE_LIMIT with the seconds after which a call fits again. */
export async function throttle(env: Env, who: string, rate: RateName, now: number): Promise<void> {
  const { limit, window_ms } = RATES[rate];
  const verdict = await env.THROTTLE.getByName(who).take({ bucket: rate, limit, window_ms, now });
  if (!verdict.ok) throw new AppError(errors.rate_limit, undefined, verdict.retry_after_s);
}
