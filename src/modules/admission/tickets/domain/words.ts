/** What tickets, scans and verdicts are made of. */

import type { Question } from "../../../../shared/questions.ts";

export const TICKET_TYPES = ["single", "multi", "timepass", "credit", "party"] as const;
export type TicketType = (typeof TICKET_TYPES)[number];

export const TICKET_STATUSES = ["active", "cancelled", "refunded", "revoked", "blocked", "expired"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export const DIRECTIONS = ["entry", "exit"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Rule G6; clients must accept reasons that they do not know. The last three are a gate's own while it is offline (rule O10). */
export const FAIL_REASONS = [
  "invalid_sig",
  "unknown",
  "cancelled",
  "refunded",
  "revoked",
  "blocked",
  "wrong_store",
  "wrong_zone",
  "wrong_device",
  "not_started",
  "expired",
  "duplicate_use",
  "exhausted",
  "zone_full",
  "incomplete",
  "no_list",
  "stale_list",
  "not_listed",
] as const;
export type KnownReason = (typeof FAIL_REASONS)[number];
/** A gate may have a word of its own, which is kept. */
export type FailReason = KnownReason | (string & {});

export const UNITS = ["uses", "minutes", "credits", "places"] as const;
export type Unit = (typeof UNITS)[number];

/** What people read, in both languages. */
export interface Message {
  en: string;
  th: string;
}

export interface Answer {
  question_id: string;
  value: string | number | boolean;
}

export type ReentryPolicy = "none" | "same_day" | "window";

/** What a ticket was sold with; later changes of the package do not reach it. */
export interface Terms {
  /** Empty: every zone of the store. */
  zones: { zone_id: string; name: string; credits: number }[];
  allowed_device_ids: string[] | null;
  anti_passback_s: number;
  /** ISO weekdays of the business dates that it admits on; null: every day. */
  weekdays: number[] | null;
  reentry: ReentryPolicy;
  /** So many guests go in on one business date, besides those who come back; null: as many as the ticket has. */
  uses_per_day: number | null;
  /** On so many business dates, whichever they are; null: on every one. */
  max_days: number | null;
  /** Minutes before its window and after it in which it admits all the same (rule G8). */
  tolerance_before_min: number;
  tolerance_after_min: number;
  /** What the gate shows with a pass: words of the park, and whom the package is meant for; null: nothing. */
  attention: Message | null;
  min_height_cm: number | null;
  max_height_cm: number | null;
  min_age_years: number | null;
  max_age_years: number | null;
  /** Asked at each use, and not of who comes back. */
  questions: Question[];
}

/** The terms of a ticket that was sold before all of them existed. */
export function completeTerms(terms: Partial<Terms>): Terms {
  const anywhere = { zones: [], allowed_device_ids: null, anti_passback_s: 0, weekdays: null };
  const unbounded = { uses_per_day: null, max_days: null, tolerance_before_min: 0, tolerance_after_min: 0 };
  const heights = { min_height_cm: null, max_height_cm: null };
  const bands = { ...heights, min_age_years: null, max_age_years: null };
  return { ...anywhere, reentry: "none", ...unbounded, attention: null, ...bands, questions: [], ...terms };
}

/** What a decision needs to know of a ticket and that never changes. */
export interface TicketTerms {
  store_id: string;
  type: TicketType;
  quota_or_minutes: number;
  /** Epoch ms, inclusive (rule G8). */
  valid_from: number;
  /** Epoch ms, inclusive; null: no end. */
  valid_to: number | null;
  terms: Terms;
  /** IANA name of the store's zone, and the hour at which its business dates begin (rule I5). */
  time_zone: string;
  cutoff_hour: number;
}

/** What never changes about a ticket. */
export interface TicketFacts extends TicketTerms {
  tenant_id: string;
  ticket_id: string;
  /** Null while unbound. */
  package_id: string | null;
  short_code_no: number;
  key_version: number;
  /** A blank of a lot whose sale has not been handed in yet (rule O8). */
  unbound?: boolean;
}

export interface Pass {
  at: number;
  device_id: string;
  device_name: string;
  zone: string | null;
}

/** How many of a ticket's guests are in by a zone, and how many of them went out again, on a business date. */
export interface Presence {
  zone_id: string | null;
  business_date: string;
  inside: number;
  outside: number;
}

/** The business dates on which a ticket was used: the latest with their uses, of those before them only the number. */
export interface Days {
  before: number;
  since: { business_date: string; uses: number }[];
}

/** What the uses so far have made of a ticket. */
export interface Usage {
  status: TicketStatus;
  used: number;
  first_pass: Pass | null;
  last_pass_at: number | null;
  presence: Presence[];
  /** Only of a ticket whose terms bound the uses of a date, or the dates. */
  days?: Days;
  /** The movements that led to the presence, and what it was before them; absent where only the presence is known. */
  movements?: { before: Presence[]; since: Movement[] };
  /** Places of a party that went back, by refund; 0 for one that was given up, which takes none any more (rule A4). */
  places_refunded?: Record<string, number> | null;
  /** When each refund took its places, epoch ms; absent where that is not known. */
  places_refunded_at?: Record<string, number>;
  /** Since when it admits nobody any more, by the act that ended or held it, epoch ms; absent where that is not known. */
  ended_at?: number;
  /** How many of its passes were taken back; none unless it says so (rule G11). */
  annuls?: number;
}

/** Guests who went in, or as many as are inside went out, at a moment. */
export interface Movement {
  /** Epoch ms. */
  at: number;
  /** Guests in; below zero: guests out, as the gate says. */
  by: number;
  /** How many of those in had been in before, and took no further use. */
  back: number;
  zone_id: string | null;
  business_date: string;
  scan_id?: string;
}

export interface Scan {
  scan_id?: string;
  /** The moment to decide for: now, or when an offline gate saw the guest. */
  now: number;
  store_id: string;
  device_id: string;
  device_name: string;
  zone: { zone_id: string; name: string | null } | null;
  direction: Direction;
  /** How many guests go through at once (rule G10). */
  party: number;
  /** A person with the right let the guest in all the same (rule G12). */
  overridden?: boolean;
  /** Why the gate, deciding alone, did not let the guest in: nothing is used up. */
  refused?: FailReason | null;
  /** How many more people the zone takes, by the count of the last second; absent where it has no limit. */
  room?: number;
  /** What the guest was asked before going in. */
  answers?: readonly Answer[];
  /** The gate has let the guest in or out by itself: nobody can be asked any more. */
  admitted?: boolean;
  /** The code is of a version of the key that is void (rule G14). */
  withdrawn?: boolean;
}

/** How a scan changes the number of people in a zone, on the business date that they came in on. */
export interface Move {
  zone_id: string | null;
  business_date: string;
  by: number;
  /** Guests by the zone's own gates. */
  entries: number;
  exits: number;
}

/** An earlier exit counts another number of guests, because an entry before it was handed in after it. */
export interface Recount {
  scan_id: string;
  party: number;
  party_before: number;
}

/**
 * `remaining` is what is left after the scan, in `unit`. `reason` is null for a pass, but for one that was forced.
 * `conflict`: what the ticket became after its gate had let the guest in by right (rule O5).
 */
export interface Decision {
  result: "pass" | "fail";
  reason: FailReason | null;
  forced: boolean;
  conflict?: TicketStatus;
  remaining: number;
  unit: Unit;
  usage: Usage;
  moves: Move[];
  /** How many guests it counts, in or out. */
  people: number;
  recounts: Recount[];
}
