/** Decides units of a line: the rest of each unit's price, and the units that an amount ends (rules A4, P5). */

import { scaleHalfUp } from "../../../../shared/money.ts";
import type { RefundLine, RefundPart } from "./words.ts";

/** The refundable rest of a line. Its units are its tickets if it issued some, else the sold units. */
export interface LineLeft {
  line_no: number;
  qty_left: number;
  /** Satang. */
  amount_left: number;
  tax_left: number;
  /** The tickets of the units that are left; null for a line without tickets. */
  ticket_ids: readonly string[] | null;
  /** The refunded parts of the prices of units that are left. */
  parts: readonly RefundPart[];
  /** The price that was paid for the next `qty` units without tickets. */
  worthOf(qty: number): Worth;
  /** The price that was paid for a ticket of the line. */
  priceOf(ticket_id: string): Worth;
  /** The number of places of a party ticket; null for other tickets. */
  partyOf?(ticket_id: string): number | null;
}

/** Satang. */
export interface Worth {
  total: number;
  tax_total: number;
}

/** A unit that is left: the price that was paid for it, and the rest of that price; satang. */
interface Unit {
  ticket_id: string | null;
  total: number;
  tax_total: number;
  left: number;
}

/**
 * The units of a line that `isTaken` chooses, and the number of the others. A ticket has its own price. Units without tickets
 * get the line's prices in order: partly refunded units first, then the others. So a remainder goes back with the first units.
 */
function unitsOf(line: LineLeft, isTaken: (ticket_id: string | null, index: number) => boolean) {
  const given = new Map(line.parts.map(({ ticket_id, amount }) => [ticket_id, amount]));
  const names = line.ticket_ids ?? Array.from({ length: line.qty_left }, () => null);
  const nextBegun = prices(line, 0);
  const nextFresh = prices(line, given.size);
  const nextOf = (begun: boolean) => (begun ? nextBegun() : nextFresh());
  const unitOf = (ticket_id: string | null): Unit => {
    const part = given.get(ticket_id) ?? 0;
    // Units without tickets are equal: the first one is the partly refunded one.
    if (ticket_id === null) given.delete(null);
    const { total, tax_total } = ticket_id === null ? nextOf(part > 0) : line.priceOf(ticket_id);
    return { ticket_id, total, tax_total, left: Math.max(0, total - part) };
  };
  const taken = names.filter(isTaken).map(unitOf);
  return { taken, others: names.length - taken.length };
}

/** The rest of the price of each unit that is left, in satang: of each ticket, or in the order in which refunds take units. */
export function amountsLeft(line: LineLeft): number[] {
  return unitsOf(line, () => true).taken.map(({ left }) => left);
}

/** Returns the prices of a line's units one after another, from `place` on. */
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

/** Named units: these tickets, or the next `qty` units of a line without tickets; and places of party tickets that stay. */
export interface NamedUnits {
  qty: number;
  ticket_ids: string[];
  places?: { ticket_id: string; places: number }[];
}

/**
 * The refund of named units: the rest of their prices, at most the rest of the line. The last units take the whole rest of
 * the line.
 */
export function refundUnits(line: LineLeft, named: NamedUnits): RefundLine {
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
 * The refund of places of a party. All places of a ticket together cost its price; a remainder falls on the first places.
 * It is at most the rest of the ticket's price.
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

/** The most that a line can give back by amount: its whole rest, or the rest of its units that are not closed; satang. */
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
 * Refunds an amount of a line, from its first open units on. A unit whose price is used up ends; a unit that stays records
 * its refunded part. With `gives_all` all open units of the line end.
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

/** The tax inside `amount` satang of a unit's rest; the taxes of all parts add up to the unit's tax. */
function taxOf({ total, tax_total, left }: Unit, amount: number): number {
  if (total <= 0) return 0;
  const upTo = (satang: number) => scaleHalfUp(tax_total, Math.min(satang, total), total);
  return upTo(total - left + amount) - upTo(total - left);
}

export function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
