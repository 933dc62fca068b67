/** Decides when a record that a device hands in later happened: a wrong clock never makes a record impossible (rule O4). */

import { DAY_MS, MINUTE_MS } from "./time.ts";

/** How far ahead a measured clock may still be. */
const AHEAD_MS = 2 * MINUTE_MS;
/** A device that is paired again may hand in records from this long before its pairing. */
const BEFORE_PAIRING_MS = 31 * DAY_MS;

/** A time that a device reports, epoch ms. */
export interface ToldTime {
  /** The raw clock's time. */
  device_at: number;
  /** The time as the device corrected it when it made the record. */
  at?: number;
}

/** The arrival of a record; times are epoch ms. */
export interface Arrival {
  now: number;
  /** How far ahead the device's clock was at sending. */
  offset_ms: number;
  paired_at: number;
  /** Null for a device that is not revoked. */
  revoked_at: number | null;
}

/** When an operation happened, epoch ms by the server's clock, never later than the arrival. */
export interface DecidedTime {
  happened_at: number;
  /** The earliest and latest possible time: equal, unless the clock leaves a doubt. */
  from: number;
  to: number;
  /** The reported time is impossible, and this one replaces it. */
  corrected: boolean;
  /** The index of the operation that gave the time: this one or a neighbour. */
  anchor: number;
}

type OwnTime = Omit<DecidedTime, "anchor">;
type Moment = Pick<DecidedTime, "happened_at" | "from" | "to">;

/** When a single operation happened. */
export function decideTime(told: ToldTime, arrival: Arrival): OwnTime {
  return possibleTime(told, arrival) ?? { ...unknownTime(arrival), corrected: true };
}

/**
 * When each operation happened, in the order sent; undefined where there is none. An impossible time becomes the time of
 * the operation before it, else of the first after it, else the arrival. For a revoked device, an operation with none
 * before it happened at the latest at the revocation.
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
 * A possible time: the device's own correction, else by the measured skew, else by the raw clock. The clock may have been
 * set since the record. So with a correction by skew only, any moment up to the raw time is possible.
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
