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
    last_pass_at: now,
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
  if (ticket.type === "timepass") {
    if (isTimeOver(ticket, usage, scan.now)) return "expired";
  } else if (costOf(ticket, scan) > left(ticket, usage))
    return ticket.type === "single" ? "duplicate_use" : "exhausted";
  const passed_ago_ms = usage.last_pass_at === null ? Number.POSITIVE_INFINITY : scan.now - usage.last_pass_at;
  return passed_ago_ms < terms.anti_passback_s * 1000 ? "duplicate_use" : null;
}

function zoneTerms(ticket: TicketFacts, scan: Pick<Scan, "zone">) {
  return ticket.terms.zones.find(({ zone_id }) => zone_id === scan.zone?.zone_id);
}

/** What people call the zone of a scan. */
export function zoneName(ticket: TicketFacts, scan: Pick<Scan, "zone">): string | null {
  return scan.zone?.name ?? zoneTerms(ticket, scan)?.name ?? null;
}

/** What one pass takes off the quota. A time pass counts its entries but is bounded by time. */
function costOf(ticket: TicketFacts, scan: Scan): number {
  return ticket.type === "credit" ? (zoneTerms(ticket, scan)?.credits ?? 1) : 1;
}

function left(ticket: TicketFacts, usage: Usage): number {
  return Math.max(0, ticket.quota_or_minutes - usage.used);
}

function isTimeOver(ticket: TicketFacts, usage: Usage, now: number): boolean {
  return usage.first_pass !== null && now > usage.first_pass.at + ticket.quota_or_minutes * MINUTE_MS;
}

/** What is left of a ticket in its unit: uses or credits, or whole minutes of a time pass. */
export function remainingOf(ticket: Pick<TicketFacts, "type" | "quota_or_minutes">, usage: Usage, now: number): number {
  if (ticket.type !== "timepass") return Math.max(0, ticket.quota_or_minutes - usage.used);
  if (!usage.first_pass) return ticket.quota_or_minutes;
  const passed_ms = now - usage.first_pass.at;
  return Math.max(0, Math.floor((ticket.quota_or_minutes * MINUTE_MS - passed_ms) / MINUTE_MS));
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
