/** Decides whether a ticket admits its guests: pure, from the ticket's state, the scan and the time (rules G3–G12). */

import type { Question } from "../../../../shared/questions.ts";
import { businessDate, businessDayEnd, isoWeekday, MINUTE_MS } from "../../../../shared/time.ts";
import { dayLimitOf, daysAfter } from "./days.ts";
import { BLANK_TYPE, KINDS } from "./kinds.ts";
import { creditsOf, enter, insideAt, leave, reenteringOf } from "./presence.ts";
import { openQuestions } from "./questions.ts";
import type {
  Decision,
  FailReason,
  Scan,
  TicketFacts,
  TicketStatus,
  TicketTerms,
  TicketType,
  Unit,
  Usage,
} from "./words.ts";

/** Decides a scan in the order of rule G5. The result has the usage to keep; a fail does not change it. */
export function decideScan(ticket: TicketTerms, usage: Usage, scan: Scan): Decision {
  const { unit } = KINDS[ticket.type];
  const reason = scan.refused ?? refusalOf(ticket, asItWas(usage, scan), scan);
  const conflict = conflictOf(ticket, usage, scan);
  const forced = reason !== null && scan.overridden === true;
  if (reason && !forced) {
    const nobody = { moves: [], people: 0, recounts: [] };
    return { result: "fail", reason, forced, unit, usage, ...nobody, remaining: remainingOf(ticket, usage, scan.now) };
  }
  const is_exit = scan.direction === "exit";
  const { presence, movements, ...moved } = (is_exit ? leave : enter)(ticket, usage, scan);
  const present = { ...usage, presence, movements };
  const after = is_exit ? present : admit(ticket, present, usage, scan);
  return {
    result: "pass",
    reason,
    forced,
    ...(conflict && { conflict }),
    unit,
    usage: after,
    ...moved,
    remaining: remainingOf(ticket, after, scan.now),
  };
}

/** The usage after an entry. A forced entry takes at most the remainder. */
function admit(ticket: TicketTerms, present: Usage, before: Usage, scan: Scan): Usage {
  const { device_id, device_name, now } = scan;
  const is_timed = KINDS[ticket.type].plays_ms !== null;
  const cost = costOf(ticket, before, scan);
  const days = daysAfter(ticket, before, now, newcomersOf(ticket, before, scan));
  const { first_pass, last_pass_at } = before;
  // Scans may reach the object out of order: late from offline gates, or from two Workers at once.
  const is_first = first_pass === null || (is_timed && now < first_pass.at);
  return {
    ...present,
    used: before.used + (is_timed ? cost : Math.min(cost, left(ticket, before))),
    first_pass: is_first ? { at: now, device_id, device_name, zone: zoneName(ticket, scan) } : first_pass,
    last_pass_at: Math.max(now, last_pass_at ?? now),
    ...(days && { days }),
  };
}

function refusalOf(ticket: TicketTerms, usage: Usage, scan: Scan): FailReason | null {
  const { terms } = ticket;
  const status = scan.withdrawn ? "revoked" : usage.status;
  // A guest inside may go out, whatever the ticket's status. A guest whom a gate let out was inside, even when no entry
  // is known yet (rule G9).
  const may_leave = scan.direction === "exit" && (scan.admitted === true || insideAt(ticket, usage, scan) > 0);
  if (status !== "active" && !may_leave) return status;
  if (scan.store_id !== ticket.store_id) return "wrong_store";
  // A guest inside may go out anywhere, at any time (rule G9).
  if (scan.direction === "exit") return null;
  if (scan.zone && terms.zones.length > 0 && !zoneTerms(ticket, scan)) return "wrong_zone";
  if (terms.allowed_device_ids && !terms.allowed_device_ids.includes(scan.device_id)) return "wrong_device";
  const newcomers = newcomersOf(ticket, usage, scan);
  const refusal = outsideTime(ticket, usage, scan) ?? (newcomers > 0 ? spent(ticket, usage, scan) : null);
  if (refusal) return refusal;
  if (dayLimitOf(ticket, usage, scan.now, newcomers)) return "exhausted";
  if (isFull(ticket, usage, scan)) return "zone_full";
  return !scan.admitted && askedOf(ticket, usage, scan).length > 0 ? "incomplete" : null;
}

/** True when the scan would bring more people into the zone than fit; guests already in it do not count. */
function isFull(ticket: TicketTerms, usage: Usage, scan: Scan): boolean {
  const { room, zone } = scan;
  if (room === undefined) return false;
  const { moves } = enter(ticket, usage, scan);
  const more = moves.reduce((sum, { zone_id, by }) => sum + (zone_id === zone?.zone_id ? by : 0), 0);
  return more > 0 && more > room;
}

/** The ticket's questions that a scan leaves open. Guests who go out or come back are not asked. */
export function askedOf(ticket: TicketTerms, usage: Usage, scan: Scan): Question[] {
  const { questions } = ticket.terms;
  if (questions.length === 0 || scan.direction === "exit" || newcomersOf(ticket, usage, scan) === 0) return [];
  return openQuestions(questions, scan.answers);
}

/** The number of a scan's guests, without those who come back. */
function newcomersOf(ticket: TicketTerms, usage: Usage, scan: Scan): number {
  return scan.party - reenteringOf(ticket, usage, scan);
}

/** The usage at the moment of an offline admission: without later status changes and place refunds (rule O5). */
function asItWas(usage: Usage, { admitted, withdrawn, now }: Scan): Usage {
  if (!admitted || withdrawn) return usage;
  const { status, ended_at, places_refunded, places_refunded_at = {} } = usage;
  const was_ended_later = status !== "active" && ended_at !== undefined && now < ended_at;
  const given = Object.entries(places_refunded ?? {});
  const given_then = given.filter(([refund_id]) => now >= (places_refunded_at[refund_id] ?? now));
  if (!was_ended_later && given_then.length === given.length) return usage;
  return { ...usage, ...(was_ended_later && { status: "active" }), places_refunded: Object.fromEntries(given_then) };
}

/** The ticket's later status, when its gate had rightly let the guest in before; else undefined. */
function conflictOf(ticket: TicketTerms, usage: Usage, scan: Scan): TicketStatus | undefined {
  const then = asItWas(usage, scan);
  if (then === usage || scan.direction === "exit") return undefined;
  if (then.status !== usage.status) return usage.status;
  return refusalOf(ticket, usage, scan) === null ? undefined : "refunded";
}

/**
 * The moment nearest to `reported_at` within `may_be` at which the ticket admits; `reported_at` where there is none.
 * The scan happened at one moment of `may_be` (rule O4).
 */
export function likeliestMoment(
  ticket: TicketTerms,
  usage: Usage,
  reported_at: number,
  may_be: { from: number; to: number },
): number {
  const { before_ms, after_ms } = toleranceOf(ticket);
  const ends_at = ticket.valid_to === null ? may_be.to : ticket.valid_to + after_ms;
  const from = Math.max(may_be.from, ticket.valid_from - before_ms);
  const to = Math.min(may_be.to, ends_at, playEndsAt(ticket, usage) ?? may_be.to);
  return from > to ? reported_at : Math.min(Math.max(reported_at, from), to);
}

function outsideTime(ticket: TicketTerms, usage: Usage, { now }: Scan): "not_started" | "expired" | null {
  const { before_ms, after_ms } = toleranceOf(ticket);
  if (now < ticket.valid_from - before_ms) return "not_started";
  if (ticket.valid_to !== null && now > ticket.valid_to + after_ms) return "expired";
  const ends_at = playEndsAt(ticket, usage);
  if (ends_at !== null && now > ends_at) return "expired";
  if (admitsOn(ticket, now)) return null;
  return nextDayWithin(ticket, now) ? "not_started" : "expired";
}

function spent(ticket: TicketTerms, usage: Usage, scan: Scan): "duplicate_use" | "exhausted" | null {
  if (isPassback(ticket, usage, scan.now)) return "duplicate_use";
  const kind = KINDS[ticket.type];
  if (kind.one_guest && scan.party !== 1) return "exhausted";
  if (kind.plays_ms || costOf(ticket, usage, scan) <= left(ticket, usage)) return null;
  return kind.once && left(ticket, usage) === 0 ? "duplicate_use" : "exhausted";
}

/** True for a pass shortly before or after, since an offline scan may be handed in late. */
function isPassback({ terms }: TicketTerms, usage: Usage, now: number): boolean {
  if (terms.anti_passback_s === 0 || usage.last_pass_at === null) return false;
  return Math.abs(now - usage.last_pass_at) < terms.anti_passback_s * 1000;
}

/** The ticket's tolerance before and after its window, in ms. */
export function toleranceOf({ terms }: Pick<TicketTerms, "terms">): { before_ms: number; after_ms: number } {
  const { tolerance_before_min, tolerance_after_min } = terms;
  return { before_ms: tolerance_before_min * MINUTE_MS, after_ms: tolerance_after_min * MINUTE_MS };
}

function admitsOn(ticket: TicketTerms, now: number): boolean {
  const { terms, time_zone, cutoff_hour } = ticket;
  const { before_ms, after_ms } = toleranceOf(ticket);
  const moments = [now, now + before_ms, now - after_ms];
  const dates = moments.map((at) => isoWeekday(businessDate(at, time_zone, cutoff_hour)));
  return terms.weekdays === null || dates.some((day) => terms.weekdays?.includes(day));
}

const DAYS_OF_A_WEEK = 7;

/** True when one of its weekdays is still to come. */
function nextDayWithin(ticket: TicketTerms, now: number): boolean {
  let at = now;
  for (let day = 0; day < DAYS_OF_A_WEEK; day++) {
    at = businessDayEnd(at, ticket.time_zone, ticket.cutoff_hour) + 1;
    if (ticket.valid_to !== null && at > ticket.valid_to) return false;
    if (admitsOn(ticket, at)) return true;
  }
  return false;
}

function zoneTerms(ticket: TicketTerms, scan: Pick<Scan, "zone">) {
  return ticket.terms.zones.find(({ zone_id }) => zone_id === scan.zone?.zone_id);
}

/** The name of a scan's zone. */
export function zoneName(ticket: TicketTerms, scan: Pick<Scan, "zone">): string | null {
  return scan.zone?.name ?? zoneTerms(ticket, scan)?.name ?? null;
}

/**
 * A pass's cost in units of the quota: for each guest without those who come back (rules G9, G10). Without a zone, a
 * credit ticket pays for its dearest zone.
 */
function costOf(ticket: TicketTerms, usage: Usage, scan: Scan): number {
  const guests = newcomersOf(ticket, usage, scan);
  return KINDS[ticket.type].cost === "one" ? guests : guests * creditsOf(ticket, scan.zone?.zone_id ?? null);
}

function left(ticket: Pick<TicketTerms, "quota_or_minutes">, usage: QuotaUsage): number {
  return Math.max(0, ticket.quota_or_minutes - placesRefunded(usage) - usage.used);
}

/** The number of refunded places of a party; the ticket continues with the rest. */
export function placesRefunded({ places_refunded }: Pick<Usage, "places_refunded">): number {
  return Object.values(places_refunded ?? {}).reduce((sum, places) => sum + places, 0);
}

type Quota = Pick<TicketTerms, "type" | "quota_or_minutes">;
type QuotaUsage = Pick<Usage, "used" | "first_pass" | "places_refunded">;

/** The end of a time pass's minutes; null before its first pass and for other kinds. */
export function playEndsAt(ticket: Quota, usage: QuotaUsage): number | null {
  const { plays_ms } = KINDS[ticket.type];
  return plays_ms && usage.first_pass ? usage.first_pass.at + plays_ms(ticket.quota_or_minutes) : null;
}

/** The remainder of a ticket in its unit: uses, credits or places, or whole minutes of a time pass. */
export function remainingOf(ticket: Quota, usage: QuotaUsage, now: number): number {
  const { plays_ms } = KINDS[ticket.type];
  if (!plays_ms) return left(ticket, usage);
  const ends_at = playEndsAt(ticket, usage) ?? now + plays_ms(ticket.quota_or_minutes);
  return Math.min(ticket.quota_or_minutes, Math.max(0, Math.floor((ends_at - now) / MINUTE_MS)));
}

export function unitOf(type: TicketType): Unit {
  return KINDS[type].unit;
}

/** The facts of an unbound blank until its sale is handed in: one use, everywhere in its store (rule O8). */
export function blankTerms(lot: {
  store_id: string;
  created_at: number;
  expires_at: number;
}): Pick<TicketFacts, "store_id" | "type" | "quota_or_minutes" | "valid_from" | "valid_to"> {
  const { store_id, created_at: valid_from, expires_at: valid_to } = lot;
  return { store_id, type: BLANK_TYPE, quota_or_minutes: 1, valid_from, valid_to };
}
