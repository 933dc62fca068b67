/** Whether a ticket admits its bearer: one pure decision over the ticket's state, the scan and the time (rules G3–G8). */

import { defineErrors } from "../../../shared/errors.ts";

export const TICKET_TYPES = ["single", "multi", "timepass", "credit"] as const;
export type TicketType = (typeof TICKET_TYPES)[number];

export const TICKET_STATUSES = ["active", "cancelled", "refunded", "revoked", "blocked", "expired"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** Rule G6; clients must accept reasons that they do not know. */
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
] as const;
export type FailReason = (typeof FAIL_REASONS)[number];

export const UNITS = ["uses", "minutes", "credits", "places"] as const;
export type Unit = (typeof UNITS)[number];

/** What a ticket was sold with; later changes of the package do not reach it. */
export interface Terms {
  /** Empty: every zone of the store. */
  zones: { zone_id: string; name: string; credits: number }[];
  allowed_device_ids: string[] | null;
  anti_passback_s: number;
}

/** What never changes about a ticket. */
export interface TicketFacts {
  tenant_id: string;
  ticket_id: string;
  store_id: string;
  package_id: string;
  short_code: string;
  type: TicketType;
  quota_or_minutes: number;
  /** Epoch ms, inclusive (rule G8). */
  valid_from: number;
  /** Epoch ms, inclusive; null: no end. */
  valid_to: number | null;
  terms: Terms;
  /** IANA name of the store's zone, for messages. */
  time_zone: string;
}

export interface Pass {
  at: number;
  device_id: string;
  device_name: string;
  zone: string | null;
}

/** What the uses so far have made of a ticket. */
export interface Usage {
  status: TicketStatus;
  used: number;
  first_pass: Pass | null;
  last_pass_at: number | null;
}

export interface Scan {
  now: number;
  store_id: string;
  device_id: string;
  device_name: string;
  /** A handheld names its zone by id alone. */
  zone: { zone_id: string; name: string | null } | null;
}

/** `remaining` is what is left after the scan, in `unit`. */
export type Decision =
  | { result: "pass"; reason: null; remaining: number; unit: Unit; usage: Usage }
  | { result: "fail"; reason: FailReason; remaining: number; unit: Unit; usage: Usage };

const UNIT_OF: Record<TicketType, Unit> = { single: "uses", multi: "uses", timepass: "minutes", credit: "credits" };
const MINUTE_MS = 60_000;

/** Decides a scan in the order of rule G5. The result carries the usage to keep; a fail changes none of it. */
export function decideScan(ticket: TicketFacts, usage: Usage, scan: Scan): Decision {
  const unit = UNIT_OF[ticket.type];
  const reason = refusalOf(ticket, usage, scan);
  if (reason) return { result: "fail", reason, remaining: remainingOf(ticket, usage, scan.now), unit, usage };
  const { device_id, device_name, now } = scan;
  const after: Usage = {
    ...usage,
    used: usage.used + costOf(ticket, scan),
    first_pass: usage.first_pass ?? { at: now, device_id, device_name, zone: zoneName(ticket, scan) },
    // Scans may reach the object out of the order in which their Workers read the clock.
    last_pass_at: Math.max(now, usage.last_pass_at ?? now),
  };
  return { result: "pass", reason: null, remaining: remainingOf(ticket, after, now), unit, usage: after };
}

function refusalOf(ticket: TicketFacts, usage: Usage, scan: Scan): FailReason | null {
  const { terms } = ticket;
  if (usage.status !== "active") return usage.status;
  if (scan.store_id !== ticket.store_id) return "wrong_store";
  if (scan.zone && terms.zones.length > 0 && !zoneTerms(ticket, scan)) return "wrong_zone";
  if (terms.allowed_device_ids && !terms.allowed_device_ids.includes(scan.device_id)) return "wrong_device";
  if (scan.now < ticket.valid_from) return "not_started";
  if (ticket.valid_to !== null && scan.now > ticket.valid_to) return "expired";
  if (ticket.type === "timepass" && isTimeOver(ticket, usage, scan.now)) return "expired";
  if (isPassback(terms, usage, scan.now)) return "duplicate_use";
  if (ticket.type === "timepass" || costOf(ticket, scan) <= left(ticket, usage)) return null;
  return ticket.type === "single" ? "duplicate_use" : "exhausted";
}

function isPassback(terms: Terms, usage: Usage, now: number): boolean {
  if (terms.anti_passback_s === 0 || usage.last_pass_at === null) return false;
  return now - usage.last_pass_at < terms.anti_passback_s * 1000;
}

function zoneTerms(ticket: TicketFacts, scan: Pick<Scan, "zone">) {
  return ticket.terms.zones.find(({ zone_id }) => zone_id === scan.zone?.zone_id);
}

/** What people call the zone of a scan. */
export function zoneName(ticket: TicketFacts, scan: Pick<Scan, "zone">): string | null {
  return scan.zone?.name ?? zoneTerms(ticket, scan)?.name ?? null;
}

/** What one pass takes off the quota. Where no zone is told, a credit ticket pays for its dearest. */
function costOf(ticket: TicketFacts, scan: Scan): number {
  if (ticket.type !== "credit") return 1;
  const dearest = Math.max(1, ...ticket.terms.zones.map(({ credits }) => credits));
  return zoneTerms(ticket, scan)?.credits ?? dearest;
}

function left(ticket: TicketFacts, usage: Usage): number {
  return Math.max(0, ticket.quota_or_minutes - usage.used);
}

function isTimeOver(ticket: TicketFacts, usage: Usage, now: number): boolean {
  const ends_at = playEndsAt(ticket, usage);
  return ends_at !== null && now > ends_at;
}

/** When the minutes of a time pass are over; null before its first pass and for other kinds. */
export function playEndsAt(ticket: Pick<TicketFacts, "type" | "quota_or_minutes">, usage: Usage): number | null {
  if (ticket.type !== "timepass" || !usage.first_pass) return null;
  return usage.first_pass.at + ticket.quota_or_minutes * MINUTE_MS;
}

/** What is left of a ticket in its unit: uses or credits, or whole minutes of a time pass. */
export function remainingOf(ticket: Pick<TicketFacts, "type" | "quota_or_minutes">, usage: Usage, now: number): number {
  if (ticket.type !== "timepass") return Math.max(0, ticket.quota_or_minutes - usage.used);
  const ends_at = playEndsAt(ticket, usage) ?? now + ticket.quota_or_minutes * MINUTE_MS;
  return Math.min(ticket.quota_or_minutes, Math.max(0, Math.floor((ends_at - now) / MINUTE_MS)));
}

export function unitOf(type: TicketType): Unit {
  return UNIT_OF[type];
}

export const ticketErrors = defineErrors({
  scan_id_reused: {
    code: "E_SCAN_ID_REUSED",
    status: 409,
    message: "This scan_id was used for another ticket. Make a new scan_id for each scan.",
  },
  device_required: {
    code: "E_DEVICE_REQUIRED",
    status: 403,
    message: "Only a device admits guests. Log in on a gate or till.",
  },
});
