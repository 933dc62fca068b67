/** How many wrong PINs lock a PIN where and for how long, and wrong codes the codes (rule A3). */

import { DAY_MS, MINUTE_MS } from "../../../../shared/time.ts";

/** Wrong tries since the last right one. */
export interface Tries {
  /** Tries begun and not yet found right. */
  tries: number;
  /** How many times they led to a lock since the last right one. */
  locks: number;
  locked_until: number;
}

export const NO_TRIES: Tries = { tries: 0, locks: 0, locked_until: 0 };

const TRIES_BEFORE_LOCK = 5;

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

/** Where a PIN is tried: `device:` and its id, or without a device `network:` and what the call's address belongs to. */
export type Place = string;

/** Wrong PINs that are looked at within an hour, of whomever: at one place, and in one tenant over all places. */
export const GUESSES_AN_HOUR = { place: 30, tenant: 300 } as const;

/** So many locks within so long, in one tenant, are an attack. */
export const LOCKS_THAT_ALARM = { locks: 5, window_ms: 10 * MINUTE_MS } as const;

/** Wrong PINs of one person. Moments are epoch ms. */
export interface PinTries {
  /** By place, of the last day. */
  places: Readonly<Record<Place, Tries & { last_at: number }>>;
  /** When each wrong try of the last day was, at whatever place; oldest first. */
  wrong_at: readonly number[];
  /** Where the person got in of late: when last, and the tries there while the PIN was locked everywhere else. */
  homes: Readonly<Record<Place, { seen_at: number; reserve_used_at: readonly number[] }>>;
}

export const NO_PIN_TRIES: PinTries = { places: {}, wrong_at: [], homes: {} };

/** So many wrong tries of a day, over all places, lock the PIN at every place that is no home. */
const WRONG_A_DAY = 25;
/** So many more a day each home has then. */
const RESERVE_A_DAY = 5;
const HOME_FOR_MS = 30 * DAY_MS;
const HOMES_KEPT = 10;

/** A try that is counted; `locks`: it locks the PIN here if it turns out wrong. */
export interface BegunTry {
  allowed: true;
  state: PinTries;
  at_home: boolean;
  tries_left: number;
  locks: boolean;
}

/** Begins a try of a PIN at a place, counted as wrong until found right; or says until when the PIN is locked there. */
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

/** Strikes out a try that was begun at `begun_at` and found right; it forgives the wrong ones at its place, which is a home now. */
export function endRightTry(state: PinTries, place: Place, begun_at: number): PinTries {
  const { [place]: _, ...places } = state.places;
  const reserve_used_at = without(state.homes[place]?.reserve_used_at ?? [], begun_at);
  const homes = { ...state.homes, [place]: { seen_at: begun_at, reserve_used_at } };
  const newest = Object.entries(homes)
    .sort(([, one], [, other]) => other.seen_at - one.seen_at)
    .slice(0, HOMES_KEPT);
  return { places, wrong_at: without(state.wrong_at, begun_at), homes: Object.fromEntries(newest) };
}

/** Takes back a try that was begun at `begun_at` and not looked at. */
export function takeBackTry(state: PinTries, place: Place, begun_at: number): PinTries {
  const here = state.places[place];
  if (!here) return state;
  const unlocked = here.tries === TRIES_BEFORE_LOCK ? { locks: here.locks - 1, locked_until: 0 } : {};
  const places = { ...state.places, [place]: { ...here, ...unlocked, tries: here.tries - 1 } };
  return { ...state, places, wrong_at: without(state.wrong_at, begun_at) };
}

/** A new PIN, or a manager who lifts the locks, forgives all wrong tries; homes stay. */
export function forgiveAll({ homes }: PinTries): PinTries {
  return { ...NO_PIN_TRIES, homes };
}

/** A lock in force; `place` null: everywhere but at homes. */
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

/** Until when the day's wrong tries lock the PIN everywhere; 0 when they do not. */
function lockedEverywhereUntil({ wrong_at }: PinTries): number {
  const first = wrong_at.at(-WRONG_A_DAY);
  return first === undefined ? 0 : first + DAY_MS;
}

/** What is over no longer counts, so that what is kept is bounded by the tries of a day. */
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

/** The moments but one of those that are `at`. */
function without(moments: readonly number[], at: number): number[] {
  const index = moments.lastIndexOf(at);
  return index < 0 ? [...moments] : moments.toSpliced(index, 1);
}
