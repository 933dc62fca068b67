/** What the units of a line have left of their prices, and which of them money takes (rules A4, P5). */

import { scaleHalfUp } from "../../../../shared/money.ts";
import type { RefundLine, RefundPart } from "./words.ts";

/** What is left of a line. Its units are its tickets where it brought some, else what was sold. */
export interface LineLeft {
  line_no: number;
  qty_left: number;
  /** Satang. */
  amount_left: number;
  tax_left: number;
  /** The tickets of the units that are left; null where the line brought none. */
  ticket_ids: readonly string[] | null;
  /** What went back of the prices of units that are left. */
  parts: readonly RefundPart[];
  /** What was paid for the next so many units without tickets. */
  worthOf(qty: number): Worth;
  /** What was paid for a ticket of the line. */
  priceOf(ticket_id: string): Worth;
  /** How many places a ticket was sold with, if it is of a party. */
  partyOf?(ticket_id: string): number | null;
}

/** Satang. */
export interface Worth {
  total: number;
  tax_total: number;
}

/** A unit that is left: what was paid for it, and what of that is left; satang. */
interface Unit {
  ticket_id: string | null;
  total: number;
  tax_total: number;
  left: number;
}

/**
 * The units of a line, those that are taken first. A ticket has its own price. On units without tickets falls what was paid
 * in this order: on those of which something went back, then on the others, so that what does not divide goes back with the first.
 */
function unitsOf(line: LineLeft, isTaken: (ticket_id: string | null, index: number) => boolean) {
  const given = new Map(line.parts.map(({ ticket_id, amount }) => [ticket_id, amount]));
  const names = line.ticket_ids ?? Array.from({ length: line.qty_left }, () => null);
  const nextBegun = prices(line, 0);
  const nextFresh = prices(line, given.size);
  const nextOf = (begun: boolean) => (begun ? nextBegun() : nextFresh());
  const unitOf = (ticket_id: string | null): Unit => {
    const part = given.get(ticket_id) ?? 0;
    // Units without names are alike: the first is the one that has begun.
    if (ticket_id === null) given.delete(null);
    const { total, tax_total } = ticket_id === null ? nextOf(part > 0) : line.priceOf(ticket_id);
    return { ticket_id, total, tax_total, left: Math.max(0, total - part) };
  };
  const taken = names.filter(isTaken).map(unitOf);
  return { taken, others: names.length - taken.length };
}

/** What was paid for the units of a line one after another, from a place on. */
function prices({ worthOf }: LineLeft, place: number): () => Worth {
  let next = place;
  let before = worthOf(place);
  return () => {
    next += 1;
    const after = worthOf(next);
    const price = { total: after.total - before.total, tax_total: after.tax_total - before.tax_total };
    before = after;
    return price;
  };
}

/** Units that are named: these tickets, or the next so many of a line without tickets; and places of parties that stay. */
export interface AskedUnits {
  qty: number;
  ticket_ids: string[];
  places?: { ticket_id: string; places: number }[];
}

/**
 * What goes back for named units: what their prices have left, as far as the line has it left. The last units take all
 * that is.
 */
export function refundUnits(line: LineLeft, named: AskedUnits): RefundLine {
  const { line_no, qty_left, amount_left, tax_left } = line;
  const { places = [], ...units } = named;
  const names = new Set(named.ticket_ids);
  const { taken } = unitsOf(line, (ticket_id, index) =>
    ticket_id === null ? index < named.qty : names.has(ticket_id),
  );
  const shares = places.map((party) => placesShare(line, party));
  const amount = sumOf(taken, ({ left }) => left) + sumOf(shares, ({ part }) => part.amount);
  const parts = shares.length > 0 && { parts: shares.map(({ part }) => part) };
  const is_last = named.qty > 0 && named.qty === qty_left;
  if (is_last || amount >= amount_left)
    return { line_no, ...units, amount: amount_left, tax_total: tax_left, ...parts };
  const tax_total = sumOf(taken, (unit) => taxOf(unit, unit.left)) + sumOf(shares, (share) => share.tax_total);
  return { line_no, ...units, amount, tax_total: Math.min(tax_total, tax_left), ...parts };
}

/**
 * What goes back for places of a party: all places of a ticket cost together what it cost, what does not divide falls on
 * the first. No more than the ticket has left.
 */
function placesShare(line: LineLeft, { ticket_id, places }: { ticket_id: string; places: number }) {
  const { total, tax_total } = line.priceOf(ticket_id);
  const { amount: gone, places: before = 0 } = line.parts.find((part) => part.ticket_id === ticket_id) ?? { amount: 0 };
  const party = line.partyOf?.(ticket_id) ?? 1;
  const upTo = (count: number) => Math.floor(total / party) * count + Math.min(count, total % party);
  const left = Math.max(0, total - gone);
  const amount = Math.min(left, upTo(before + places) - upTo(before));
  return { part: { ticket_id, amount, places }, tax_total: taxOf({ ticket_id, total, tax_total, left }, amount) };
}

/** What a line can give back by amount: all of it, or, where units are closed, what the others have left; satang. */
export function mostOf(line: LineLeft, closed: ReadonlySet<string>): number {
  const { taken, others } = openUnits(line, closed);
  if (others === 0) return line.amount_left;
  return Math.min(
    line.amount_left,
    sumOf(taken, ({ left }) => left),
  );
}

function openUnits(line: LineLeft, closed: ReadonlySet<string>) {
  return unitsOf(line, (ticket_id) => ticket_id === null || !closed.has(ticket_id));
}

/**
 * Takes money of a line, its first open units first: one whose price is gone ends, of one that stays it is kept what went
 * back. A line that `gives_all` it can ends all its open units.
 */
export function refundMoney(
  line: LineLeft,
  amount: number,
  closed: ReadonlySet<string>,
  gives_all: boolean,
): RefundLine {
  const { line_no, amount_left, tax_left } = line;
  const { taken, others } = openUnits(line, closed);
  const ended: Unit[] = [];
  const parts: RefundPart[] = [];
  let missing = amount;
  let tax = 0;
  for (const [index, unit] of taken.entries()) {
    const is_last = others === 0 && index === taken.length - 1;
    const part = is_last ? missing : Math.min(unit.left, missing);
    missing -= part;
    tax += taxOf(unit, part);
    if (gives_all || (part > 0 && part === unit.left)) ended.push(unit);
    else if (part > 0) parts.push({ ticket_id: unit.ticket_id, amount: part });
  }
  return {
    line_no,
    qty: ended.length,
    amount,
    tax_total: amount === amount_left ? tax_left : Math.min(tax, tax_left),
    ticket_ids: ended.flatMap(({ ticket_id }) => ticket_id ?? []),
    ...(parts.length > 0 && { parts }),
  };
}

/** The tax inside so many satang of what a unit has left: part by part they come to the unit's own. */
function taxOf({ total, tax_total, left }: Unit, amount: number): number {
  if (total <= 0) return 0;
  const upTo = (satang: number) => scaleHalfUp(tax_total, Math.min(satang, total), total);
  return upTo(total - left + amount) - upTo(total - left);
}

export function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
