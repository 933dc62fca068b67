/** When something happened that a device hands in later: no clock makes a record impossible (rule O4). */

import { DAY_MS, MINUTE_MS } from "./time.ts";

/** So far ahead a clock that was measured may still be. */
const AHEAD_MS = 2 * MINUTE_MS;
/** A device that is paired anew hands in what it recorded before. */
const BEFORE_PAIRING_MS = 31 * DAY_MS;

/** A moment as a device tells it, epoch ms. */
export interface ToldTime {
  /** By its raw clock. */
  device_at: number;
  /** As the device corrected it when it recorded. */
  at?: number;
}

/** Epoch ms. */
export interface Arrival {
  now: number;
  /** How far the device's clock was ahead when it sent. */
  offset_ms: number;
  paired_at: number;
  /** Null for a device that is not revoked. */
  revoked_at: number | null;
}

/** When an operation happened, epoch ms by the server's clock, never later than the arrival. */
export interface DecidedTime {
  happened_at: number;
  /** It may have happened from then to then: one moment, unless its clock leaves a doubt. */
  from: number;
  to: number;
  /** The time that was told cannot be, and this one stands in its place. */
  corrected: boolean;
  /** The place of the operation that the time was taken from: its own, or a neighbour's. */
  anchor: number;
}

type OwnTime = Omit<DecidedTime, "anchor">;
type Moment = Pick<DecidedTime, "happened_at" | "from" | "to">;

/** When one operation happened that is handed in by itself. */
export function decideTime(told: ToldTime, arrival: Arrival): OwnTime {
  return possibleTime(told, arrival) ?? { ...unknownTime(arrival), corrected: true };
}

/**
 * When each of some operations happened, in the order sent; undefined where there is none. A time that cannot be becomes
 * that of the operation before it, else of the first after it, else the arrival. A revoked device did what has none before
 * it at the latest when it was revoked.
 */
export function decideTimes(told: readonly (ToldTime | undefined)[], arrival: Arrival): (DecidedTime | undefined)[] {
  const possible = told.map((time) => time && possibleTime(time, arrival));
  const first = possible.findIndex((time) => time !== undefined);
  let anchor = Math.max(0, first);
  let neighbour = unknownTime(arrival, possible[first]?.happened_at);
  return told.map((time, place) => {
    if (!time) return undefined;
    const own = possible[place];
    if (!own) return { ...neighbour, corrected: true, anchor };
    anchor = place;
    const { happened_at } = own;
    neighbour = { happened_at, from: happened_at, to: Math.max(happened_at, latest(arrival)) };
    return { ...own, anchor };
  });
}

function unknownTime(arrival: Arrival, next_at: number = arrival.now): Moment {
  const happened_at = Math.min(next_at, latest(arrival));
  return { happened_at, from: earliest(arrival), to: happened_at };
}

/**
 * As the device corrected it when it recorded, else by the measured skew, else by its raw clock: that may have been set
 * since. What was corrected by a skew alone may have happened at any moment up to its raw time, for the same reason.
 */
function possibleTime({ device_at, at }: ToldTime, arrival: Arrival): OwnTime | undefined {
  const { now, offset_ms } = arrival;
  const by_skew = device_at - offset_ms;
  const told = at === undefined ? [by_skew, device_at] : [at, by_skew, device_at];
  const canBe = (time: number) => time >= earliest(arrival) && time <= now + AHEAD_MS;
  const place = told.findIndex(canBe);
  const time = told[place];
  if (time === undefined) return undefined;
  const happened_at = Math.min(time, now);
  const is_in_doubt = time === by_skew && Math.abs(offset_ms) > AHEAD_MS && canBe(device_at);
  const other = is_in_doubt ? Math.min(device_at, latest(arrival)) : happened_at;
  return { happened_at, from: Math.min(happened_at, other), to: Math.max(happened_at, other), corrected: place > 0 };
}

function earliest({ paired_at }: Arrival): number {
  return paired_at - BEFORE_PAIRING_MS;
}

function latest({ now, revoked_at }: Arrival): number {
  return Math.min(now, revoked_at ?? now);
}
