/** Errors: refusals for the client, and lost races inside the code. `errors/` declares each code once, by group. */

import { commonErrors } from "./errors/common.ts";
import { requestErrors } from "./errors/request.ts";
import type { ErrorSpec } from "./errors/spec.ts";

export type { ErrorSpec };

/** An expected refusal, which the envelope sends to the client. `details` is JSON for the client, never a secret. */
export class AppError extends Error {
  readonly spec: ErrorSpec;
  readonly details: Record<string, unknown> | undefined;
  /** Seconds after which a retry makes sense; sent as Retry-After with 429 and 503. */
  readonly retry_after_s: number | undefined;

  constructor(spec: ErrorSpec, details?: Record<string, unknown>, retry_after_s?: number) {
    super(spec.message);
    this.name = "AppError";
    this.spec = spec;
    this.details = details;
    this.retry_after_s = retry_after_s;
  }
}

/** A race that a constraint closes. The loser decides again (`decideAgain`); a caller who loses every time gets `refusal`. */
export interface Race {
  readonly race: string;
  readonly refusal: ErrorSpec;
}

/** Names a race. Two races may share a refusal and stay distinct. */
export function defineRace(race: string, refusal: ErrorSpec): Race {
  return { race, refusal };
}

/** A lost race. The client sees only the race's refusal. */
export class LostRace extends AppError {
  readonly race: Race;

  constructor(race: Race, details?: Record<string, unknown>) {
    super(race.refusal, details);
    this.race = race;
  }
}

/** The errors that any route may return, and those that several modules share. */
export const errors = { ...requestErrors, ...commonErrors };
