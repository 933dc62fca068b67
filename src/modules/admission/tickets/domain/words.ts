/** Vocabulary and state types of tickets, scans and verdicts. */

import type { Question } from "../../../../shared/questions.ts";

export const TICKET_TYPES = ["single", "multi", "timepass", "credit", "party"] as const;
export type TicketType = (typeof TICKET_TYPES)[number];

/** What issued a ticket: a sale here, or the import of a ticket that was sold elsewhere. */
export const TICKET_ORIGINS = ["sale", "import"] as const;

export const TICKET_STATUSES = ["active", "cancelled", "refunded", "revoked", "blocked", "expired"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export const DIRECTIONS = ["entry", "exit"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Rule G6: clients must accept unknown reasons. Only an offline gate gives the last three (rule O10). */
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
/** A gate may send its own word, which is kept. */
export type FailReason = KnownReason | (string & {});

export const UNITS = ["uses", "minutes", "credits", "places"] as const;
export type Unit = (typeof UNITS)[number];

/** A text for people, in both languages. */
export interface Message {
  en: string;
  th: string;
}

export interface Answer {
  question_id: string;
  value: string | number | boolean;
}

export type ReentryPolicy = "none" | "same_day" | "window";

/** The terms a ticket was sold with; later changes of the package do not change them. */
export interface Terms {
  /** Empty: every zone of the store. */
  zones: { zone_id: string; name: string; credits: number }[];
  allowed_device_ids: string[] | null;
  anti_passback_s: number;
  /** ISO weekdays of the business dates on which it admits; null: every day. */
  weekdays: number[] | null;
  reentry: ReentryPolicy;
  /** Most guests who go in on one business date, without those who come back; null: as many as the ticket has. */
  uses_per_day: number | null;
  /** Most business dates on which it is used; null: no limit. */
  max_days: number | null;
  /** Minutes before and after its window in which it still admits (rule G8). */
  tolerance_before_min: number;
  tolerance_after_min: number;
  /** The park's text that the gate shows with a pass, beside the bands of height and age; null: none. */
  attention: Message | null;
  min_height_cm: number | null;
  max_height_cm: number | null;
  min_age_years: number | null;
  max_age_years: number | null;
  /** Asked at each use, but not of guests who come back. */
  questions: Question[];
}

/** Fills in the terms of a ticket that was sold before all fields existed. */
export function completeTerms(terms: Partial<Terms>): Terms {
  const anywhere = { zones: [], allowed_device_ids: null, anti_passback_s: 0, weekdays: null };
  const unbounded = { uses_per_day: null, max_days: null, tolerance_before_min: 0, tolerance_after_min: 0 };
  const heights = { min_height_cm: null, max_height_cm: null };
  const bands = { ...heights, min_age_years: null, max_age_years: null };
  return { ...anywhere, reentry: "none", ...unbounded, attention: null, ...bands, questions: [], ...terms };
}

/** The unchanging facts of a ticket that a decision needs. */
export interface TicketTerms {
  store_id: string;
  type: TicketType;
  quota_or_minutes: number;
  /** Epoch ms, inclusive (rule G8). */
  valid_from: number;
  /** Epoch ms, inclusive; null: no end. */
  valid_to: number | null;
  terms: Terms;
  /** IANA name of the store's time zone, and the hour at which its business dates begin (rule I5). */
  time_zone: string;
  cutoff_hour: number;
}

/** All unchanging facts of a ticket. */
export interface TicketFacts extends TicketTerms {
  tenant_id: string;
  ticket_id: string;
  /** Null while unbound. */
  package_id: string | null;
  short_code_no: number;
  key_version: number;
  /** True for a blank of a lot whose sale is not handed in yet (rule O8). */
  unbound?: boolean;
}

export interface Pass {
  at: number;
  device_id: string;
  device_name: string;
  zone: string | null;
}

/** A ticket's guests by zone and business date: those inside, and those who went out again. */
export interface Presence {
  zone_id: string | null;
  business_date: string;
  inside: number;
  outside: number;
}

/** The business dates of a ticket's uses: the latest with their uses, and the number of dates before them. */
export interface Days {
  before: number;
  since: { business_date: string; uses: number }[];
}

/** A ticket's state after its uses so far. */
export interface Usage {
  status: TicketStatus;
  used: number;
  first_pass: Pass | null;
  last_pass_at: number | null;
  presence: Presence[];
  /** Only for a ticket whose terms limit the uses of a date, or the dates. */
  days?: Days;
  /** The movements that led to the presence, and the presence before them; absent where only the presence is known. */
  movements?: { before: Presence[]; since: Movement[] };
  /** Refunded places of a party, by refund; 0 for an abandoned refund, which takes no places later (rule A4). */
  places_refunded?: Record<string, number> | null;
  /** The moment of each refund of places, epoch ms; absent where unknown. */
  places_refunded_at?: Record<string, number>;
  /** The moment of its end or block, epoch ms: it admits nobody since then; absent where unknown. */
  ended_at?: number;
  /** The number of its annulled passes; absent: none (rule G11). */
  annuls?: number;
}

/** Guests going in or out at a moment; at most the guests inside go out. */
export interface Movement {
  /** Epoch ms. */
  at: number;
  /** Guests in; below zero: guests out, as the gate counted them. */
  by: number;
  /** The guests among them who had been in before, and took no further use. */
  back: number;
  zone_id: string | null;
  business_date: string;
  scan_id?: string;
}

export interface Scan {
  scan_id?: string;
  /** The moment of the decision: now, or when an offline gate saw the guest. */
  now: number;
  store_id: string;
  device_id: string;
  device_name: string;
  zone: { zone_id: string; name: string | null } | null;
  direction: Direction;
  /** The number of guests who go through at once (rule G10). */
  party: number;
  /** An employee with the permission admitted the guest anyway (rule G12). */
  overridden?: boolean;
  /** The reason of an offline gate's own refusal: nothing is used up. */
  refused?: FailReason | null;
  /** The room for more people in the zone, by the count of the last second; absent where it has no limit. */
  room?: number;
  /** The guest's answers to the ticket's questions. */
  answers?: readonly Answer[];
  /** The gate already let the guest in or out while offline, so it is too late for questions. */
  admitted?: boolean;
  /** The code has a revoked version of the key (rule G14). */
  withdrawn?: boolean;
}

/** A scan's change of the people in a zone, on the business date on which they came in. */
export interface Move {
  zone_id: string | null;
  business_date: string;
  by: number;
  /** Guests through the zone's own gates. */
  entries: number;
  exits: number;
}

/** A corrected count of an earlier exit, because an entry before it was handed in after it. */
export interface Recount {
  scan_id: string;
  party: number;
  party_before: number;
}

/**
 * `remaining` is the rest after the scan, in `unit`. `reason` is null for a pass that was not forced.
 * `conflict`: the ticket's later status, when its gate had rightly let the guest in before (rule O5).
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
  /** The number of guests it counts, in or out. */
  people: number;
  recounts: Recount[];
}
