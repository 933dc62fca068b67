/** How many calls of a class fit into an hour, how many bytes into a day, and who counts them (rules L1, T9). */

import { accept, type Result, refuse } from "./result.ts";
import { DAY_MS, MINUTE_MS } from "./time.ts";

/**
 * `general`: any call. `preview`: prices of a cart. `sensitive`: what gives money or tickets away. `undo`: what lifts a
 * limit, ends a maintenance, ends sessions or suspends a person, counted apart and by session, so that neither a spent limit
 * nor whoever found another session open keeps anybody from it.
 */
export const RATE_CLASSES = ["general", "preview", "sensitive", "undo"] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

/** Calls an hour, by class. */
export type Limits = Readonly<Record<RateClass, number>>;

/** Whose calls are counted in one place: a person's in the console, or all that are made on a device. */
export type Counter = "user" | "device";

/** A limit that a tenant may set under a key of its settings, and the least that it may be: below it nobody could work. */
interface SettableLimit {
  key: string;
  limit: number;
  floor: number;
}

const SENSITIVE: SettableLimit = { key: "limits.sensitive_per_hour", limit: 50, floor: 20 };

/** What holds unless the tenant set another value. */
const SETTABLE: Record<Counter, Record<Exclude<RateClass, "undo">, SettableLimit>> = {
  user: {
    general: { key: "limits.user_per_hour", limit: 1_000, floor: 600 },
    preview: { key: "limits.preview_user_per_hour", limit: 100, floor: 60 },
    sensitive: SENSITIVE,
  },
  device: {
    general: { key: "limits.device_per_hour", limit: 20_000, floor: 6_000 },
    preview: { key: "limits.preview_device_per_hour", limit: 10_000, floor: 3_000 },
    sensitive: SENSITIVE,
  },
};

/** Nobody sets it: it is the way back from all that can be set. */
const UNDO_LIMIT = 120;

/** What holds for a counter of a tenant that set these values; one below its floor counts as the floor. */
export function limitsOf(counter: Counter, values: Readonly<Record<string, unknown>> = {}): Limits {
  const limitOf = ({ key, limit, floor }: SettableLimit) => {
    const value = values[key];
    return typeof value === "number" ? Math.max(value, floor) : limit;
  };
  const { general, preview, sensitive } = SETTABLE[counter];
  return { general: limitOf(general), preview: limitOf(preview), sensitive: limitOf(sensitive), undo: UNDO_LIMIT };
}

/** The least that each limit may be set to. */
export function floorsOf(counter: Counter): Omit<Limits, "undo"> {
  const { general, preview, sensitive } = SETTABLE[counter];
  return { general: general.floor, preview: preview.floor, sensitive: sensitive.floor };
}

/** What one request carries, where it is counted. */
export interface Load {
  /** A batch counts as its operations. */
  calls: number;
  /** Of the body, where it may be stored. */
  bytes: number;
  /** Scans and sales: never refused for their bytes. */
  vital: boolean;
  /** As many of its calls are let through as fit. */
  partly: boolean;
}

export const ONE_CALL: Load = { calls: 1, bytes: 0, vital: false, partly: false };

/** What of a request is let through: so many calls, and whether what they bring may be stored. */
export interface Allowance {
  calls: number;
  stores: boolean;
}

/** What is allowed where nothing is counted. */
export const UNBOUNDED: Allowance = { calls: Number.POSITIVE_INFINITY, stores: true };

/** A call as one object counts it: in each of the classes, and as usage of the route where it is the one to do so. */
export interface Counted {
  classes: readonly RateClass[];
  route: string | null;
  load?: Load | undefined;
}

/**
 * Who counts a call as what. On a device its object counts, in the console the person's; what is sensitive counts for the
 * person always, and for a device when it acts by itself. Usage is counted once.
 */
export function shareCount(
  { route, rate, load }: { route: string; rate: RateClass; load?: Load },
  caller: { device: boolean; person: boolean },
): Readonly<Record<"device" | "person", Counted | null>> {
  const whole: Counted = { classes: rate === "sensitive" ? ["sensitive", "general"] : [rate], route, load };
  if (!caller.device) return { device: null, person: whole };
  if (!caller.person || rate !== "sensitive") return { device: whole, person: null };
  return { device: { classes: ["general"], route, load }, person: { classes: ["sensitive"], route: null } };
}

/** Calls by the minute that they came in, oldest first; minutes since the epoch. */
export type Calls = readonly (readonly [minute: number, count: number])[];
export type CallsByClass = Readonly<Record<RateClass, Calls>>;

export const NO_CALLS: CallsByClass = { general: [], preview: [], sensitive: [], undo: [] };

/** A minute's calls leave an hour after its end, so that no hour ever holds more than the limit. */
const MINUTES_HELD = 61;

/** How many calls count at a moment of the world's clock. */
export function usedCalls(calls: Calls, now: number): number {
  return sumOf(heldAt(calls, now));
}

/** How many more calls fit at a moment of the world's clock. */
export function callsThatFit(calls: Calls, limit: number, now: number): number {
  return Math.max(0, limit - usedCalls(calls, now));
}

/** Counts calls in each class, or in none: then says in how many seconds one fits into all of them. */
export function countCalls(
  calls: CallsByClass,
  classes: readonly RateClass[],
  limits: Limits,
  now: number,
  count = 1,
): Result<CallsByClass, { retry_after_s: number }> {
  const waits = classes.map((rate) => waitOf(calls[rate], limits[rate], now));
  const retry_after_s = Math.max(...waits);
  if (retry_after_s > 0) return refuse({ retry_after_s });
  return accept({ ...calls, ...Object.fromEntries(classes.map((rate) => [rate, withCalls(calls[rate], now, count)])) });
}

/** In how many seconds enough calls have left for one more to fit; 0 for at once. */
function waitOf(calls: Calls, limit: number, now: number): number {
  const held = heldAt(calls, now);
  let count = sumOf(held);
  let fits_at = now;
  for (const [minute, leaving] of held) {
    if (count < limit) break;
    count -= leaving;
    fits_at = (minute + MINUTES_HELD) * MINUTE_MS;
  }
  return Math.ceil((fits_at - now) / 1000);
}

function withCalls(calls: Calls, now: number, added: number): Calls {
  const held = heldAt(calls, now);
  const [minute, count] = held.at(-1) ?? [0, 0];
  // Requests that came in together need not be counted in their order.
  if (minute >= minuteOf(now)) return [...held.slice(0, -1), [minute, count + added]];
  return [...held, [minuteOf(now), added]];
}

function heldAt(calls: Calls, now: number): Calls {
  return calls.filter(([minute]) => minute > minuteOf(now) - MINUTES_HELD);
}

function sumOf(calls: Calls): number {
  return calls.reduce((sum, [, count]) => sum + count, 0);
}

function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS);
}

/** Bytes that a caller, and a whole tenant, may hand in to be stored in a day of UTC. */
export interface ByteLimits {
  caller: number;
  tenant: number;
}

const BYTE_SETTINGS = {
  caller: ["limits.caller_bytes_per_day", 100_000_000],
  tenant: ["limits.tenant_bytes_per_day", 2_000_000_000],
} as const;

/** What holds for a tenant that set these values. */
export function byteLimitsOf(values: Readonly<Record<string, unknown>> = {}): ByteLimits {
  const limitOf = (of: keyof ByteLimits) => {
    const [key, limit] = BYTE_SETTINGS[of];
    return typeof values[key] === "number" ? values[key] : limit;
  };
  return { caller: limitOf("caller"), tenant: limitOf("tenant") };
}

/** Bytes that were handed in on a day; days since the epoch. */
export interface Bytes {
  day: number;
  used: number;
}

export const NO_BYTES: Bytes = { day: 0, used: 0 };

/** Adds bytes to those of the day that a moment of the world's clock lies in. */
export function addBytes(bytes: Bytes, added: number, now: number): Bytes {
  return { day: dayOf(now), used: usedBytes(bytes, now) + added };
}

export function usedBytes({ day, used }: Bytes, now: number): number {
  return day === dayOf(now) ? used : 0;
}

/** In how many seconds the day of UTC is over. */
export function restOfDay(now: number): number {
  return Math.ceil(((dayOf(now) + 1) * DAY_MS - now) / 1000);
}

function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}
