/** Limits: calls per hour by class, bytes per day, and which object counts them (rules L1, T9). */

import { accept, type Result, refuse } from "./result.ts";
import { DAY_MS, MINUTE_MS } from "./time.ts";

/**
 * `general`: any call. `preview`: prices of a cart. `sensitive`: gives money or tickets away. `undo`: lifts a limit, ends a
 * maintenance, ends sessions or suspends a person. It is counted separately and by session, so that neither a used-up
 * limit nor an intruder in another session prevents it.
 */
export const RATE_CLASSES = ["general", "preview", "sensitive", "undo"] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

/** Calls per hour, by class. */
export type Limits = Readonly<Record<RateClass, number>>;

/** Who has a counter: a person in the console, or a device for all calls on it. */
export type Counter = "user" | "device";

/** A limit that a tenant may set by a key of its settings, and its floor: below it nobody could work. */
interface SettableLimit {
  key: string;
  limit: number;
  floor: number;
}

const SENSITIVE: SettableLimit = { key: "limits.sensitive_per_hour", limit: 50, floor: 20 };

/** The limits unless the tenant set other values. */
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

/** Cannot be set, because these calls undo all that can be set. */
const UNDO_LIMIT = 120;

/** The limits of a counter for a tenant with these values; a value below its floor counts as the floor. */
export function limitsOf(counter: Counter, values: Readonly<Record<string, unknown>> = {}): Limits {
  const limitOf = ({ key, limit, floor }: SettableLimit) => {
    const value = values[key];
    return typeof value === "number" ? Math.max(value, floor) : limit;
  };
  const { general, preview, sensitive } = SETTABLE[counter];
  return { general: limitOf(general), preview: limitOf(preview), sensitive: limitOf(sensitive), undo: UNDO_LIMIT };
}

/** The floor of each limit. */
export function floorsOf(counter: Counter): Omit<Limits, "undo"> {
  const { general, preview, sensitive } = SETTABLE[counter];
  return { general: general.floor, preview: preview.floor, sensitive: sensitive.floor };
}

/** The load of one request, for counting. */
export interface Load {
  /** A batch counts as its operations. */
  calls: number;
  /** The bytes of a body that may be stored. */
  bytes: number;
  /** A scan or sale: never refused for its bytes. */
  vital: boolean;
  /** As many of its calls are allowed as fit. */
  partly: boolean;
}

export const ONE_CALL: Load = { calls: 1, bytes: 0, vital: false, partly: false };

/** The allowed part of a request: the number of calls, and whether their data may be stored. */
export interface Allowance {
  calls: number;
  stores: boolean;
}

/** The allowance where nothing is counted. */
export const UNBOUNDED: Allowance = { calls: Number.POSITIVE_INFINITY, stores: true };

/** How one object counts a call: in each of these classes, and as usage of the route if it counts usage. */
export interface Counted {
  classes: readonly RateClass[];
  route: string | null;
  load?: Load | undefined;
}

/**
 * Decides which object counts a call, and in which classes. On a device its object counts, in the console the person's. A
 * sensitive call always counts for the person, and for a device that acts without one. Usage is counted once.
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

/** Calls by minute, oldest first; minutes since the epoch. */
export type Calls = readonly (readonly [minute: number, count: number])[];
export type CallsByClass = Readonly<Record<RateClass, Calls>>;

export const NO_CALLS: CallsByClass = { general: [], preview: [], sensitive: [], undo: [] };

/** A minute's calls expire an hour after its end, so that no hour ever has more calls than the limit. */
const MINUTES_HELD = 61;

/** How many calls count at a moment of the world's clock. */
export function usedCalls(calls: Calls, now: number): number {
  return sumOf(heldAt(calls, now));
}

/** How many more calls fit at a moment of the world's clock. */
export function callsThatFit(calls: Calls, limit: number, now: number): number {
  return Math.max(0, limit - usedCalls(calls, now));
}

/** Counts calls in each class, or in none; then it returns the seconds until one fits into all of them. */
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

/** The seconds until one more call fits; 0 for now. */
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
  // Requests that arrive together may be counted in any order.
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

/** The bytes that a caller and a whole tenant may store per UTC day. */
export interface ByteLimits {
  caller: number;
  tenant: number;
}

const BYTE_SETTINGS = {
  caller: ["limits.caller_bytes_per_day", 100_000_000],
  tenant: ["limits.tenant_bytes_per_day", 2_000_000_000],
} as const;

/** The byte limits of a tenant with these values. */
export function byteLimitsOf(values: Readonly<Record<string, unknown>> = {}): ByteLimits {
  const limitOf = (of: keyof ByteLimits) => {
    const [key, limit] = BYTE_SETTINGS[of];
    return typeof values[key] === "number" ? values[key] : limit;
  };
  return { caller: limitOf("caller"), tenant: limitOf("tenant") };
}

/** The bytes of a day; days since the epoch. */
export interface Bytes {
  day: number;
  used: number;
}

export const NO_BYTES: Bytes = { day: 0, used: 0 };

/** Adds bytes to the day of a moment of the world's clock. */
export function addBytes(bytes: Bytes, added: number, now: number): Bytes {
  return { day: dayOf(now), used: usedBytes(bytes, now) + added };
}

export function usedBytes({ day, used }: Bytes, now: number): number {
  return day === dayOf(now) ? used : 0;
}

/** The seconds until the end of the UTC day. */
export function restOfDay(now: number): number {
  return Math.ceil(((dayOf(now) + 1) * DAY_MS - now) / 1000);
}

function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}
