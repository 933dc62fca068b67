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

/** The most event numbers that one look at fresh events passes, and the most deliveries that are recorded together. */
export const SPAN = 1_000;
/** An endpoint's place moves when it is so many events behind, or at a sweep: one row for many events. */
export const PLACE_LAG = 100;

/**
 * `room`: the attempts that may be in flight together. Not ok: another run is under way, or, if `open`, the breaker is
 * open.
 */
export type BeginAnswer = { ok: true; now: number; room: number } | { ok: false; now: number; open: boolean };

export interface NoteAnswer {
  now: number;
  /** 0: stop. */
  room: number;
  /** The endpoint failed continuously for so long that it is disabled. */
  too_long: boolean;
  /** Somebody wanted to begin since the last attempt, so the run looks once more. */
  wanted: boolean;
}

/**
 * The place to which an endpoint moves once the events up to `to` have deliveries; undefined: it stays, because it is
 * hardly behind.
 */
export function nextPlace(place: number, to: number, { swept }: { swept: boolean }): number | undefined {
  const next = Math.min(to, place + SPAN);
  return next - place > (swept ? 0 : PLACE_LAG) ? next : undefined;
}

export interface EndpointState {
  breaker: (typeof BREAKER_STATES)[number];
  failures: number;
  failing_since: number | null;
  open_until: number | null;
  /** The object's clock, epoch ms. */
  now: number;
}
