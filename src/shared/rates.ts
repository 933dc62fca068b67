/** How many calls of a class fit into an hour, and who counts them (rule L1). */

import { accept, type Result, refuse } from "./result.ts";

/** `general`: any call. `preview`: prices of a cart. `sensitive`: what gives money or tickets away. */
export const RATE_CLASSES = ["general", "preview", "sensitive"] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

/** Calls an hour, by class. */
export type Limits = Readonly<Record<RateClass, number>>;

/** Whose calls are counted in one place: a person's in the console, or all that are made on a device. */
export type Counter = "user" | "device";

/** What holds unless the tenant set another value, under the key of its settings. */
const SETTINGS = {
  user: {
    general: ["limits.user_per_hour", 1_000],
    preview: ["limits.preview_user_per_hour", 100],
    sensitive: ["limits.sensitive_per_hour", 50],
  },
  device: {
    general: ["limits.device_per_hour", 20_000],
    preview: ["limits.preview_device_per_hour", 10_000],
    sensitive: ["limits.sensitive_per_hour", 50],
  },
} as const satisfies Record<Counter, Record<RateClass, readonly [key: string, limit: number]>>;

/** What holds for a counter of a tenant that set these values. */
export function limitsOf(counter: Counter, values: Readonly<Record<string, unknown>> = {}): Limits {
  const limitOf = (rate: RateClass) => {
    const [key, limit] = SETTINGS[counter][rate];
    return typeof values[key] === "number" ? values[key] : limit;
  };
  return { general: limitOf("general"), preview: limitOf("preview"), sensitive: limitOf("sensitive") };
}

/** A call as one object counts it: in each of the classes, and as usage of the route where it is the one to do so. */
export interface Counted {
  classes: readonly RateClass[];
  route: string | null;
}

/**
 * Who counts a call as what. On a device its object counts, in the console the person's; what is sensitive counts for the
 * person always, and for a device when it acts by itself. Usage is counted once.
 */
export function shareCount(
  { route, rate }: { route: string; rate: RateClass },
  caller: { device: boolean; person: boolean },
): Readonly<Record<"device" | "person", Counted | null>> {
  const whole: Counted = { classes: rate === "sensitive" ? ["sensitive", "general"] : [rate], route };
  if (!caller.device) return { device: null, person: whole };
  if (!caller.person || rate !== "sensitive") return { device: whole, person: null };
  return { device: { classes: ["general"], route }, person: { classes: ["sensitive"], route: null } };
}

/** Calls by the minute that they came in, oldest first; minutes since the epoch. */
export type Calls = readonly (readonly [minute: number, count: number])[];
export type CallsByClass = Readonly<Record<RateClass, Calls>>;

export const NO_CALLS: CallsByClass = { general: [], preview: [], sensitive: [] };

const MINUTE_MS = 60_000;
/** A minute's calls leave an hour after its end, so that no hour ever holds more than the limit. */
const MINUTES_HELD = 61;

/** How many calls count at a moment of the world's clock. */
export function usedCalls(calls: Calls, now: number): number {
  return sumOf(heldAt(calls, now));
}

/** Counts a call in each class, or in none: then says in how many seconds one fits into all of them. */
export function countCalls(
  calls: CallsByClass,
  classes: readonly RateClass[],
  limits: Limits,
  now: number,
): Result<CallsByClass, { retry_after_s: number }> {
  const waits = classes.map((rate) => waitOf(calls[rate], limits[rate], now));
  const retry_after_s = Math.max(...waits);
  if (retry_after_s > 0) return refuse({ retry_after_s });
  return accept({ ...calls, ...Object.fromEntries(classes.map((rate) => [rate, withCall(calls[rate], now)])) });
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

function withCall(calls: Calls, now: number): Calls {
  const held = heldAt(calls, now);
  const [minute, count] = held.at(-1) ?? [0, 0];
  // Requests that came in together need not be counted in their order.
  if (minute >= minuteOf(now)) return [...held.slice(0, -1), [minute, count + 1]];
  return [...held, [minuteOf(now), 1]];
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
