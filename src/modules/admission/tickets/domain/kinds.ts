/** The kinds of tickets: what each counts, what a pass costs and when it ends; no other file tells types apart (rule G7). */

import { MINUTE_MS } from "../../../../shared/time.ts";
import { TICKET_TYPES, type TicketType, type Unit } from "./words.ts";

interface Kind {
  /** Of what remains. */
  unit: Unit;
  /** What a pass takes for each guest: one, or as many credits as its zone costs. */
  cost: "one" | "credits_of_zone";
  /** How long it plays from its first pass, in ms, with a quota, which then counts minutes; null: passes use it up. */
  plays_ms: ((minutes: number) => number) | null;
  /** How many guests it lets in, one by one, with a quota; null where time or credits decide. */
  passes: ((quota: number) => number) | null;
  /** It admits once: a pass tells no rest, and a second scan is a duplicate. */
  once: boolean;
  /** It is for one guest at a time, who leaves a zone by going into another. */
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

/** Types whose quota does not end them. */
export function timedTypes(): TicketType[] {
  return TICKET_TYPES.filter((type) => KINDS[type].plays_ms !== null);
}

/** How many places a ticket was sold with, which may go back one by one; null where its kind has none. */
export function placesOf({ type, quota_or_minutes }: { type: TicketType; quota_or_minutes: number }): number | null {
  return KINDS[type].unit === "places" ? quota_or_minutes : null;
}
