/** Visits of guests on seeded days: each scan is decided by the rules of the ticket's own object, with its rows. */

import { decideScan } from "../../src/modules/admission/tickets/domain/admission.ts";
import type { FailReason, Scan } from "../../src/modules/admission/tickets/domain/words.ts";
import { conflicts, redemptions, tickets } from "../../src/modules/admission/tickets/tables.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/shared/time.ts";
import type { Random } from "../random.ts";
import { type Act, changeOf, insertOf, seededId, type Write } from "./acts.ts";
import type { Books } from "./books.ts";
import type { SeededGate, SeededPark } from "./park.ts";
import type { LiveTicket } from "./sale.ts";

/** A scan that a guest will make. */
export interface Visit {
  at: number;
  gate: SeededGate;
  ticket: LiveTicket;
  direction: "entry" | "exit";
  party: number;
  /** The gate decided alone, and handed it in at this moment. */
  handed_in_at: number | null;
}

interface Plans {
  park: SeededPark;
  random: Random;
  /** The end of the ticket's day, epoch ms. */
  closes_at: number;
  /** The share of guests whom a gate sees going out. */
  leaving: number;
}

/** The park is empty from this time after its closing on. */
const LEFT_BY_MS = 30 * MINUTE_MS;
/** The time from one closing to the next opening. */
const NIGHT_MS = 14 * HOUR_MS;

/** The visits of a new ticket, today and on later days, while the park is open. */
export function planVisits(plans: Plans, ticket: LiveTicket, sold_at: number): Visit[] {
  return wishedVisits(plans, ticket, sold_at).filter(({ at }) => {
    const after_closing = (((at - plans.closes_at) % DAY_MS) + DAY_MS) % DAY_MS;
    return after_closing < LEFT_BY_MS || after_closing > NIGHT_MS;
  });
}

function wishedVisits({ park, random, closes_at, leaving }: Plans, ticket: LiveTicket, sold_at: number): Visit[] {
  const { type, quota_or_minutes } = ticket.facts;
  const visit = (at: number, gate: SeededGate | undefined, more: Partial<Visit> = {}): Visit[] =>
    gate ? [{ at, gate, ticket, direction: "entry", party: 1, handed_in_at: null, ...more }] : [];
  const entrance = () => random.pick(park.entrances);
  const soon = sold_at + random.integer(2, 25) * MINUTE_MS + random.integer(0, 59_999);
  const closesOf = (at: number) => closes_at + Math.ceil((at - closes_at) / DAY_MS) * DAY_MS;
  const stay = (from: number) =>
    Math.min(from + random.integer(70, 240) * MINUTE_MS, closesOf(from) - random.integer(1, 900_000));
  const stays = (from: number, party = 1): Visit[] => {
    const until = stay(from);
    const leaves = until > from + MINUTE_MS && random.chance(leaving);
    return [
      ...visit(from, entrance(), { party }),
      ...(leaves ? visit(until, entrance(), { direction: "exit", party }) : []),
    ];
  };
  const inside = (zone: SeededGate | undefined, from: number): Visit[] => [
    ...visit(from, zone),
    ...visit(from + random.integer(12, 19) * MINUTE_MS, zone, { direction: "exit" }),
  ];

  if (type === "multi") {
    const times = random.integer(1, Math.min(6, quota_or_minutes));
    return Array.from({ length: times }, (_, index) => stays(soon + index * random.integer(5, 9) * DAY_MS)).flat();
  }
  if (type === "party") {
    const guests = random.integer(Math.ceil(quota_or_minutes * 0.6), quota_or_minutes);
    const first = Math.ceil(guests * 0.7);
    return [
      ...stays(soon, first),
      ...(guests > first ? visit(soon + 9 * MINUTE_MS, entrance(), { party: guests - first }) : []),
    ];
  }
  if (random.chance(0.03)) return [];
  if (type === "credit") {
    const uses = random.integer(2, 5);
    return Array.from({ length: uses }, (_, index) =>
      inside(random.pick(park.inner_gates), soon + index * 25 * MINUTE_MS),
    ).flat();
  }
  if (type === "timepass") {
    const zones = Array.from({ length: random.integer(0, 2) }, (_, index) =>
      inside(random.pick(park.inner_gates), soon + (index + 1) * 22 * MINUTE_MS),
    ).flat();
    // Some guests stay too long and try to come in again.
    const too_late = random.chance(0.04) ? visit(soon + quota_or_minutes * MINUTE_MS + 5 * MINUTE_MS, entrance()) : [];
    const out_at = soon + random.integer(70, quota_or_minutes) * MINUTE_MS;
    const out = too_late.length > 0 || random.chance(leaving) ? visit(out_at, entrance(), { direction: "exit" }) : [];
    return [...visit(soon, entrance()), ...zones, ...out, ...too_late];
  }
  // Some come on another day, and a few show the ticket twice or at a gate that it does not open.
  const valid_days = Math.floor(((ticket.facts.valid_to ?? sold_at) - sold_at) / DAY_MS);
  const slot_at = Math.max(sold_at + MINUTE_MS, ticket.facts.valid_from + random.integer(1, 40) * MINUTE_MS);
  if (valid_days < 1) return inside(park.inner_gates.at(-1), slot_at);
  const later = random.chance(0.05) ? random.integer(1, Math.min(9, valid_days)) * DAY_MS : 0;
  const wrong = random.chance(0.012) ? visit(soon + later + 8 * MINUTE_MS, park.inner_gates[0]) : [];
  const twice = random.chance(0.015) ? visit(soon + later + random.integer(1, 30) * MINUTE_MS, entrance()) : [];
  return [...stays(soon + later), ...wrong, ...twice];
}

/** Decides a visit, and returns its act. */
export function makeVisit(park: SeededPark, books: Books, visit: Visit, day: string, random: Random): Act {
  const { at, gate, ticket, direction, party, handed_in_at } = visit;
  const { tenant_id } = park;
  const { ticket_id, store_id } = ticket.row;
  const { device_id, name: device_name, zone } = gate;
  const scan_id = seededId(at, random);
  const offline = handed_in_at !== null;
  const scan: Scan = { scan_id, now: at, store_id, device_id, device_name, zone, direction, party, admitted: offline };
  const decision = decideScan(ticket.facts, ticket.usage, scan);
  const { result, reason, remaining, unit, forced, usage, moves, people } = decision;
  const received_at = handed_in_at ?? at;
  const admitted_offline = offline && result === "fail";
  const writes: Write[] = [
    insertOf(redemptions, {
      tenant_id,
      redemption_id: scan_id,
      scan_id,
      ticket_id,
      store_id,
      device_id,
      device_name,
      zone_id: zone.zone_id,
      zone: zone.name,
      code_hash: "",
      result,
      reason,
      remaining,
      unit,
      forced,
      direction,
      party: result === "pass" && direction === "exit" ? people : party,
      happened_at: at,
      received_at,
      device_at: offline ? at : null,
      offline,
      admitted_offline,
    }),
  ];
  if (result === "pass") {
    ticket.usage = usage;
    const { used, first_pass, last_pass_at, presence } = usage;
    const set = { used, first_pass, last_pass_at, presence, days: usage.days ?? null };
    Object.assign(ticket.row, set);
    if (ticket.day !== day) writes.push(changeOf(tickets, { tenant_id, ticket_id }, set));
    books.countPeople(moves);
  } else books.countFails(zone.zone_id, day, 1);
  if (admitted_offline) {
    const admitted = { at, device_id, device_name, zone: zone.name };
    const first_pass = ticket.usage.first_pass;
    const known = { tenant_id, conflict_id: scan_id, ticket_id, store_id, reason: reason ?? "duplicate_use" };
    writes.push(insertOf(conflicts, { ...known, first_pass, admitted, received_at }));
  }
  const changes = {
    scan_id,
    reason,
    used: ticket.usage.used,
    zone: zone.name,
    ...(direction === "exit" && { direction }),
    ...(admitted_offline && { admitted_offline: true }),
  };
  const event = result === "pass" ? "ticket.redeemed.pass" : "ticket.redeemed.fail";
  const audit = {
    event,
    actor_kind: "device" as const,
    actor_id: device_id,
    device_id,
    subject: ["ticket", ticket_id] as const,
    changes,
  };
  return { at: received_at, writes, audits: [audit] };
}

/** A code that no ticket has: a photograph of another park's ticket, or a forged one. */
export function scanUnread(park: SeededPark, at: number, random: Random): Act {
  const gate = random.pick(park.entrances);
  if (!gate) return { at, writes: [], audits: [] };
  const { device_id, name: device_name, zone } = gate;
  const scan_id = seededId(at, random);
  const reason: FailReason = random.chance(0.7) ? "invalid_sig" : "unknown";
  const code_hash = seededId(at, random).slice(4);
  return {
    at,
    writes: [
      insertOf(redemptions, {
        tenant_id: park.tenant_id,
        redemption_id: scan_id,
        scan_id,
        ticket_id: null,
        store_id: park.facts.store.store_id,
        device_id,
        device_name,
        zone_id: zone.zone_id,
        zone: zone.name,
        code_hash,
        result: "fail",
        reason,
        remaining: 0,
        unit: "uses",
        forced: false,
        happened_at: at,
        received_at: at,
      }),
    ],
    audits: [
      {
        event: "ticket.redeemed.fail",
        actor_kind: "device",
        actor_id: device_id,
        device_id,
        subject: ["scan", scan_id],
        changes: { reason, code_hash },
      },
    ],
  };
}

/** A second gate without a connection lets a guest in again with the ticket of another, soon after the first. */
export function copyOf(park: SeededPark, visit: Visit, handed_in_at: number): Visit | undefined {
  const gate = park.entrances.find(({ device_id }) => device_id !== visit.gate.device_id);
  const at = visit.at + 3 * MINUTE_MS;
  return gate && { ...visit, gate, at, party: 1, handed_in_at: Math.max(handed_in_at, at + HOUR_MS / 6) };
}
