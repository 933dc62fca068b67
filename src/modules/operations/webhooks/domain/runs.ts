/** Runs: one run at a time delivers to an endpoint, and its object answers in these words (rules E5, E6). */

import type { BREAKER_STATES } from "./health.ts";

/** A run that gives no sign for so long is dead. It is longer than an attempt. */
export const RUN_LEASE_MS = 30_000;
/** A run of a slow endpoint gives a sign so often. An object without calls may leave memory after ten seconds. */
export const SIGN_EVERY_MS = 4_000;
/** A run starts no attempt after this time; a further message continues. */
export const RUN_MS = 10_000;
/** The next run is woken by a message when its retry is due within this time, and otherwise by the sweep. */
export const SOON_MS = 60_000;

/** `room`: the attempts that may be in flight together. Not ok: another run is under way, or the breaker is open. */
export type BeginAnswer = { ok: true; now: number; room: number } | { ok: false; now: number };

export interface NoteAnswer {
  now: number;
  /** 0: stop. */
  room: number;
  /** The endpoint failed continuously for so long that it is disabled. */
  too_long: boolean;
}

export interface EndpointState {
  breaker: (typeof BREAKER_STATES)[number];
  failures: number;
  failing_since: number | null;
  open_until: number | null;
  /** The object's clock, epoch ms. */
  now: number;
}
