/** Refusals on their way to a client, and lost races inside the code. `errors/` declares each code once, by group. */

import { commonErrors } from "./errors/common.ts";
import { requestErrors } from "./errors/request.ts";
import type { ErrorSpec } from "./errors/spec.ts";

export type { ErrorSpec };

/** An expected refusal on its way to the envelope. `details` is JSON for the client, never a secret. */
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

/** A race that a constraint closes. Its loser decides again (`decideAgain`); who loses every time gets `refusal`. */
export interface Race {
  readonly race: string;
  readonly refusal: ErrorSpec;
}

/** Names a race; two races may have one refusal, and are still told apart. */
export function defineRace(race: string, refusal: ErrorSpec): Race {
  return { race, refusal };
}

/** Somebody lost a race. To the client it is the race's refusal, nothing else. */
export class LostRace extends AppError {
  readonly race: Race;

  constructor(race: Race, details?: Record<string, unknown>) {
    super(race.refusal, details);
    this.race = race;
  }
}

/** The errors of the wrapper and those that several modules answer. */
export const errors = { ...requestErrors, ...commonErrors };
