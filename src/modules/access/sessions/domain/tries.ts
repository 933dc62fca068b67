/** Locks of PINs and codes: the number of wrong tries that locks them, where, and for how long (rule A3). */

import { DAY_MS, MINUTE_MS } from "../../../../shared/time.ts";

/** Wrong tries since the last right one. */
export interface Tries {
  /** Tries that were begun and not found right. */
  tries: number;
  /** The number of locks since the last right try. */
  locks: number;
  locked_until: number;
}

export const NO_TRIES: Tries = { tries: 0, locks: 0, locked_until: 0 };

const TRIES_BEFORE_LOCK = 5;

/**
 * Begins a try, which counts as wrong until found right, so that of parallel guesses only five are checked.
 * `allowed: false` means that there is a lock, and the try is not checked.
 */
export function beginTry(state: Tries, now: number): { allowed: boolean; state: Tries } {
  if (now < state.locked_until) return { allowed: false, state };
  const tries = (state.tries >= TRIES_BEFORE_LOCK ? 0 : state.tries) + 1;
  if (tries < TRIES_BEFORE_LOCK) return { allowed: true, state: { ...state, tries } };
  const locks = state.locks + 1;
  const minutes = locks > 3 ? 30 : 15;
  return { allowed: true, state: { tries, locks, locked_until: now + minutes * MINUTE_MS } };
}

/** The number of wrong tries that are left before the lock. */
export function triesLeft(state: Tries): number {
  return Math.max(0, TRIES_BEFORE_LOCK - state.tries);
}

/** The place of a try: `device:` and its id, or without a device `network:` and the network of the caller's address. */
export type Place = string;

/** Wrong PINs that are checked within an hour, of any person: at one place, and in one tenant over all places. */
export const GUESSES_AN_HOUR = { place: 30, tenant: 300 } as const;

/** The number of locks in one tenant within a time that counts as an attack. */
export const LOCKS_THAT_ALARM = { locks: 5, window_ms: 10 * MINUTE_MS } as const;

/** The wrong PINs of one person. Moments are epoch ms. */
export interface PinTries {
  /** By place, of the last day. */
  places: Readonly<Record<Place, Tries & { last_at: number }>>;
  /** The moments of the last day's wrong tries, at any place; oldest first. */
  wrong_at: readonly number[];
  /** Places of recent logins: the last one, and the tries there while the PIN was locked everywhere else. */
  homes: Readonly<Record<Place, { seen_at: number; reserve_used_at: readonly number[] }>>;
}

export const NO_PIN_TRIES: PinTries = { places: {}, wrong_at: [], homes: {} };

/** Wrong tries of a day, over all places, that lock the PIN at every place that is no home. */
const WRONG_A_DAY = 25;
/** Further tries a day that each home has then. */
const RESERVE_A_DAY = 5;
const HOME_FOR_MS = 30 * DAY_MS;
const HOMES_KEPT = 10;

/** A counted try; `locks`: it locks the PIN here if it turns out wrong. */
export interface BegunTry {
  allowed: true;
  state: PinTries;
  at_home: boolean;
  tries_left: number;
  locks: boolean;
}

/** Begins a try of a PIN at a place, which counts as wrong until found right; or returns the end of the lock there. */
export function beginPinTry(
  known: PinTries,
  place: Place,
  now: number,
): BegunTry | { allowed: false; locked_until: number } {
  const state = forgetOld(known, now);
  const home = state.homes[place];
  const everywhere_until = lockedEverywhereUntil(state);
  const spent = now < everywhere_until;
  if (spent && !home) return { allowed: false, locked_until: everywhere_until };
  const used = home?.reserve_used_at ?? [];
  const next_reserve_at = (used.at(-RESERVE_A_DAY) ?? -DAY_MS) + DAY_MS;
  if (spent && now < next_reserve_at)
    return { allowed: false, locked_until: Math.min(everywhere_until, next_reserve_at) };
  const before = state.places[place] ?? NO_TRIES;
  const here = beginTry(before, now);
  if (!here.allowed) return { allowed: false, locked_until: before.locked_until };
  const places = { ...state.places, [place]: { ...here.state, last_at: now } };
  const next =
    spent && home
      ? { ...state, places, homes: { ...state.homes, [place]: { ...home, reserve_used_at: [...used, now] } } }
      : { ...state, places, wrong_at: [...state.wrong_at, now] };
  const locks = here.state.locked_until > now || (!spent && now < lockedEverywhereUntil(next));
  return { allowed: true, state: next, at_home: home !== undefined, tries_left: triesLeft(here.state), locks };
}

/** Ends a right try that was begun at `begun_at`: it forgives the wrong ones at its place, and makes the place a home. */
export function endRightTry(state: PinTries, place: Place, begun_at: number): PinTries {
  const { [place]: _, ...places } = state.places;
  const reserve_used_at = without(state.homes[place]?.reserve_used_at ?? [], begun_at);
  const homes = { ...state.homes, [place]: { seen_at: begun_at, reserve_used_at } };
  const newest = Object.entries(homes)
    .sort(([, one], [, other]) => other.seen_at - one.seen_at)
    .slice(0, HOMES_KEPT);
  return { places, wrong_at: without(state.wrong_at, begun_at), homes: Object.fromEntries(newest) };
}

/** Takes back a try that was begun at `begun_at` and not checked. */
export function takeBackTry(state: PinTries, place: Place, begun_at: number): PinTries {
  const here = state.places[place];
  if (!here) return state;
  const unlocked = here.tries === TRIES_BEFORE_LOCK ? { locks: here.locks - 1, locked_until: 0 } : {};
  const places = { ...state.places, [place]: { ...here, ...unlocked, tries: here.tries - 1 } };
  return { ...state, places, wrong_at: without(state.wrong_at, begun_at) };
}

/** Forgives all wrong tries, after a new PIN or when a manager lifts the locks; homes stay. */
export function forgiveAll({ homes }: PinTries): PinTries {
  return { ...NO_PIN_TRIES, homes };
}

/** A lock in force; `place` null: everywhere except at homes. */
export interface PinLock {
  place: Place | null;
  locked_until: number;
}

/** The locks in force, the widest first. */
export function locksOf(known: PinTries, now: number): PinLock[] {
  const state = forgetOld(known, now);
  const everywhere = { place: null, locked_until: lockedEverywhereUntil(state) };
  const here = Object.entries(state.places).map(([place, { locked_until }]) => ({ place, locked_until }));
  return [everywhere, ...here].filter(({ locked_until }) => now < locked_until);
}

/** The end of the lock everywhere by the day's wrong tries; 0 without such a lock. */
function lockedEverywhereUntil({ wrong_at }: PinTries): number {
  const first = wrong_at.at(-WRONG_A_DAY);
  return first === undefined ? 0 : first + DAY_MS;
}

/** Drops old tries and homes, so that the stored state is bounded by the tries of a day. */
function forgetOld({ places, wrong_at, homes }: PinTries, now: number): PinTries {
  const of_today = (at: number) => at > now - DAY_MS;
  const kept_homes = Object.entries(homes)
    .filter(([, { seen_at }]) => seen_at > now - HOME_FOR_MS)
    .map(([place, home]) => [place, { ...home, reserve_used_at: home.reserve_used_at.filter(of_today) }]);
  return {
    places: Object.fromEntries(Object.entries(places).filter(([, { last_at }]) => of_today(last_at))),
    wrong_at: wrong_at.filter(of_today),
    homes: Object.fromEntries(kept_homes),
  };
}

/** The moments without one that equals `at`. */
function without(moments: readonly number[], at: number): number[] {
  const index = moments.lastIndexOf(at);
  return index < 0 ? [...moments] : moments.toSpliced(index, 1);
}
