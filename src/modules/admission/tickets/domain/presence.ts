/**
 * Presence: the number of a ticket's guests in the park, and the zone where they last went in. The time of a scan
 * counts, not its arrival. Each zone's count is the sum over tickets, and never below zero (rule G9).
 */

import { businessDate } from "../../../../shared/time.ts";
import { KINDS } from "./kinds.ts";
import type { Move, Movement, Presence, Recount, Scan, TicketTerms, Usage } from "./words.ts";

/** The latest movements are kept one by one, so a movement that is handed in late finds its place. */
const MOVEMENTS_KEPT = 20;

export interface Passage extends Pick<Usage, "presence" | "movements"> {
  /** The changes of zone counts. */
  moves: Move[];
  /** The number of guests that the scan counts. */
  people: number;
  /** Corrected counts of earlier exits. */
  recounts: Recount[];
}

/** The guests of the party who went out before and may come back without a further use, each exit once. */
export function reenteringOf(ticket: TicketTerms, usage: Usage, scan: Scan): number {
  if (ticket.terms.reentry === "none") return 0;
  const date = dateOf(ticket, scan);
  const { before, since } = movementsOf(usage);
  const place = placeOf(since, scan);
  const { states } = replay(ticket, before, since);
  // The log may already have a later re-entry: that guest is not outside any more.
  const later = states.slice(place).filter((_, index) => index === 0 || lasts(ticket, since[place + index - 1], date));
  return Math.min(scan.party, ...later.map((presence) => outsideFor(ticket, presence, scan, date)));
}

/** The number of the ticket's guests inside at the moment of a scan. */
export function insideAt(ticket: TicketTerms, usage: Usage, scan: Scan): number {
  const { before, since } = movementsOf(usage);
  const { states } = replay(ticket, before, since.slice(0, placeOf(since, scan)));
  return insideUntil(states.at(-1) ?? [], dateOf(ticket, scan)).reduce((sum, { inside }) => sum + inside, 0);
}

/** The party goes in. Guests of an earlier date without an exit do not count today. */
export function enter(ticket: TicketTerms, usage: Usage, scan: Scan): Passage {
  return move(ticket, usage, scan, scan.party, reenteringOf(ticket, usage, scan));
}

/** The party goes out by any gate; at most the guests inside count. */
export function leave(ticket: TicketTerms, usage: Usage, scan: Scan): Passage {
  return move(ticket, usage, scan, -scan.party, 0);
}

function move(ticket: TicketTerms, usage: Usage, scan: Scan, by: number, back: number): Passage {
  const { before, since } = movementsOf(usage);
  const { now: at, scan_id, zone } = scan;
  const movement: Movement = { at, by, back, zone_id: zone?.zone_id ?? null, business_date: dateOf(ticket, scan) };
  const place = placeOf(since, scan);
  const all = since.toSpliced(place, 0, scan_id === undefined ? movement : { ...movement, scan_id });
  const old = replay(ticket, before, since);
  const fresh = replay(ticket, before, all);
  const counted = old.people.toSpliced(place, 0, 0);
  const recounts = all.flatMap(({ scan_id }, index) => {
    const [party = 0, party_before = 0] = [fresh.people[index], counted[index]];
    return index === place || !scan_id || party === party_before ? [] : [{ scan_id, party, party_before }];
  });
  const folded = Math.max(0, all.length - MOVEMENTS_KEPT);
  return {
    presence: fresh.states.at(-1) ?? [],
    movements: { before: fresh.states[folded] ?? [], since: all.slice(folded) },
    moves: differenceOf(old.moves, fresh.moves),
    people: fresh.people[place] ?? 0,
    recounts,
  };
}

function movementsOf({ presence, movements }: Usage): NonNullable<Usage["movements"]> {
  return movements ?? { before: presence, since: [] };
}

/** A scan's place among movements: by its time, and at equal times by its arrival. */
function placeOf(since: readonly Movement[], { now }: Scan): number {
  const place = since.findIndex(({ at }) => at > now);
  return place === -1 ? since.length : place;
}

/** True when guests who went out may come back on `date`: only on the same date, unless re-entry is for the window. */
function lasts({ terms }: TicketTerms, movement: Movement | undefined, date: string): boolean {
  return terms.reentry === "window" || movement?.business_date === date;
}

/** Replays movements: the presence before and after each, the guests of each, and all changes of zone counts. */
function replay(ticket: TicketTerms, before: Presence[], since: readonly Movement[]) {
  const states = [before];
  const people: number[] = [];
  const moves: Move[] = [];
  for (const movement of since) {
    const step = (movement.by < 0 ? goOut : goIn)(ticket, states.at(-1) ?? [], movement);
    states.push(step.presence);
    people.push(step.people);
    moves.push(...step.moves);
  }
  return { states, people, moves };
}

interface Step {
  presence: Presence[];
  people: number;
  moves: Move[];
}

function goIn(ticket: TicketTerms, before: Presence[], { by: people, back, zone_id, business_date }: Movement): Step {
  const moves = [{ ...moveOf(zone_id, business_date, people), entries: people }];
  // The ticket already has a later date: these late guests are not inside today.
  if (before.some((known) => known.business_date > business_date)) return { presence: before, people, moves };
  let presence = before
    .filter((known) => known.business_date === business_date || ticket.terms.reentry === "window")
    .map((known) => ({ ...known, business_date, inside: known.business_date === business_date ? known.inside : 0 }));
  // A single guest leaves the previous zone.
  if (KINDS[ticket.type].one_guest) {
    const left = take(presence, "inside", people, zone_id);
    presence = left.presence;
    moves.push(...left.taken.map((known) => moveOf(known.zone_id, business_date, -known.count)));
  }
  presence = take(presence, "outside", back, zone_id, (known) => isPaid(ticket, known.zone_id, zone_id)).presence;
  const here = presence.find((known) => known.zone_id === zone_id) ?? { zone_id, business_date, inside: 0, outside: 0 };
  const others = presence.filter((known) => known !== here && known.inside + known.outside > 0);
  return { presence: [...others, { ...here, inside: here.inside + people }], people, moves };
}

function goOut(_: TicketTerms, before: Presence[], { by, zone_id, business_date }: Movement): Step {
  const { presence, taken } = take(before, "inside", -by, zone_id, (known) => known.business_date <= business_date);
  const left = (known: Presence) => taken.find(({ of }) => of === known)?.count ?? 0;
  const outside = before.map((known, index) => ({
    ...(presence[index] ?? known),
    outside: known.outside + left(known),
  }));
  return {
    presence: outside,
    people: taken.reduce((sum, { count }) => sum + count, 0),
    moves: taken.flatMap(({ of, count }) => [
      moveOf(of.zone_id, of.business_date, -count),
      { ...moveOf(zone_id, of.business_date, 0), exits: count },
    ]),
  };
}

/** Takes off at most `wanted` guests: those of the zone first, then the latest in others. */
function take(
  presence: Presence[],
  from: "inside" | "outside",
  wanted: number,
  zone_id: string | null,
  counts: (known: Presence) => boolean = () => true,
) {
  const order = presence.filter(counts).toReversed();
  let missing = wanted;
  const taken = [...order.filter((one) => one.zone_id === zone_id), ...order.filter((one) => one.zone_id !== zone_id)]
    .map((of) => {
      const count = Math.min(missing, of[from]);
      missing -= count;
      return { of, zone_id: of.zone_id, count };
    })
    .filter(({ count }) => count > 0);
  const countOf = (known: Presence) => taken.find(({ of }) => of === known)?.count ?? 0;
  return { presence: presence.map((known) => ({ ...known, [from]: known[from] - countOf(known) })), taken };
}

function insideUntil(presence: readonly Presence[], date: string): Presence[] {
  return presence.filter(({ business_date }) => business_date <= date);
}

function outsideFor(ticket: TicketTerms, presence: readonly Presence[], { zone }: Scan, date: string): number {
  const zone_id = zone?.zone_id ?? null;
  return presence
    .filter((known) => known.business_date === date || ticket.terms.reentry === "window")
    .filter((known) => isPaid(ticket, known.zone_id, zone_id))
    .reduce((sum, { outside }) => sum + outside, 0);
}

/** True when a guest who paid for one zone may re-enter by another: it must not cost more credits. */
function isPaid(ticket: TicketTerms, paid_for: string | null, zone_id: string | null): boolean {
  if (KINDS[ticket.type].cost === "one" || paid_for === zone_id) return true;
  return creditsOf(ticket, zone_id) <= creditsOf(ticket, paid_for);
}

/** The credits that a zone costs; without a zone, the cost of the dearest. */
export function creditsOf({ terms }: TicketTerms, zone_id: string | null): number {
  const dearest = Math.max(1, ...terms.zones.map(({ credits }) => credits));
  return terms.zones.find((zone) => zone.zone_id === zone_id)?.credits ?? dearest;
}

function dateOf({ time_zone, cutoff_hour }: TicketTerms, { now }: Scan): string {
  return businessDate(now, time_zone, cutoff_hour);
}

function moveOf(zone_id: string | null, business_date: string, by: number): Move {
  return { zone_id, business_date, by, entries: 0, exits: 0 };
}

/** The difference of two lists of moves per zone; moves without a zone are left out. */
function differenceOf(old: readonly Move[], fresh: readonly Move[]): Move[] {
  const sums = new Map<string, Move>();
  const add = (moves: readonly Move[], sign: 1 | -1) => {
    for (const { zone_id, business_date, by, entries, exits } of moves) {
      if (zone_id === null) continue;
      const key = `${business_date} ${zone_id}`;
      const sum = sums.get(key) ?? moveOf(zone_id, business_date, 0);
      const counts = { entries: sum.entries + sign * entries, exits: sum.exits + sign * exits };
      sums.set(key, { ...sum, by: sum.by + sign * by, ...counts });
    }
  };
  add(old, -1);
  add(fresh, 1);
  return [...sums.values()].filter(({ by, entries, exits }) => by !== 0 || entries !== 0 || exits !== 0);
}
