/** Ticket kinds: the unit, the cost of a pass and the end of each; no other file distinguishes types (rule G7). */

import { MINUTE_MS } from "../../../../shared/time.ts";
import { TICKET_TYPES, type TicketType, type Unit } from "./words.ts";

interface Kind {
  /** The unit of the remainder. */
  unit: Unit;
  /** The cost of a pass for each guest: one, or the credits of its zone. */
  cost: "one" | "credits_of_zone";
  /** Play time from the first pass, in ms, for a quota in minutes; null: passes use the ticket up. */
  plays_ms: ((minutes: number) => number) | null;
  /** The number of guests it admits, one by one, for a quota; null where time or credits decide. */
  passes: ((quota: number) => number) | null;
  /** It admits once: a pass's message names no remainder, and a second scan is a duplicate. */
  once: boolean;
  /** It is for one guest at a time; the guest leaves a zone by entering another. */
  one_guest: boolean;
}

const COUNTED = { cost: "one", plays_ms: null, once: false, one_guest: false } as const;
const quota = (count: number) => count;

export const KINDS: Record<TicketType, Kind> = {
  single: { ...COUNTED, unit: "uses", passes: () => 1, once: true },
  multi: { ...COUNTED, unit: "uses", passes: quota },
  timepass: {
    ...COUNTED,
    unit: "minutes",
    plays_ms: (minutes) => minutes * MINUTE_MS,
    passes: null,
    one_guest: true,
  },
  credit: { ...COUNTED, unit: "credits", cost: "credits_of_zone", passes: null },
  party: { ...COUNTED, unit: "places", passes: quota },
};

/** The kind of an unbound blank (rule O8). */
export const BLANK_TYPE: TicketType = "single";

/** Types that end by time, and not by their quota. */
export function timedTypes(): TicketType[] {
  return TICKET_TYPES.filter((type) => KINDS[type].plays_ms !== null);
}

/** Whether so much may be left of a ticket that another system sold: one that admits once has at most one use, and play time ends. */
export function mayHaveLeft(type: TicketType, left: number): boolean {
  const { once, plays_ms } = KINDS[type];
  return !(once && left > 1) && !(plays_ms && left === 0);
}

/** The number of places that a ticket was sold with, each refundable on its own; null where its kind has none. */
export function placesOf({ type, quota_or_minutes }: { type: TicketType; quota_or_minutes: number }): number | null {
  return KINDS[type].unit === "places" ? quota_or_minutes : null;
}
