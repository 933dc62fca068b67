/** Decides refunds of a sale after earlier ones: never more than was paid, and the last one leaves exactly zero (rules A4, P5). */

import { allocate, scaleHalfUp } from "../../../../shared/money.ts";
import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { placesLeft } from "./parties.ts";
import { type LineLeft, mostOf, type NamedUnits, refundMoney, refundUnits, sumOf } from "./units.ts";
import type { RefundLine } from "./words.ts";

/** The rest of a sale; `amount_left` is the rest of the paid sum, cash rounding included. */
export interface SaleLeft {
  lines: readonly LineLeft[];
  amount_left: number;
}

/** A request: tickets, units of lines without tickets, places, an amount, or, if all are empty, the whole rest. */
export interface RefundTerms {
  ticket_ids?: readonly string[];
  lines?: readonly { line_no: number; qty: number }[];
  /** Places of party tickets; the tickets stay valid with their other places. */
  places?: readonly { ticket_id: string; places: number }[];
  /** Satang; together with units it must be their price. */
  amount?: number;
  /** The amount belongs to no unit; allowed once no refundable unit is left. */
  goodwill?: boolean;
}

/** A decided refund; `amount` is the sum that the guest gets: the lines' amounts and `rounding`. */
export interface DecidedRefund {
  lines: RefundLine[];
  ticket_ids: string[];
  amount: number;
  tax_total: number;
  rounding: number;
}

/** `path` is the field of the request. `left` is how much of it can still be refunded. */
export type RefundRefusal =
  | { reason: "unknown" | "twice" | "has_tickets" | "no_party"; path: string }
  | { reason: "over" | "under" | "units_left"; path: string; left: number }
  | { reason: "used"; path: string; left: number };

/**
 * Decides a refund. A unit is refunded at the price that was paid for it. An amount is taken from units, lowest line first,
 * without `closed` tickets, which were used and may not be refunded. Goodwill is an amount that belongs to no unit.
 * The refund that empties all lines also takes the rounding.
 */
export function decideRefund(
  left: SaleLeft,
  ask: RefundTerms,
  closed: ReadonlySet<string> = new Set(),
): Result<DecidedRefund, RefundRefusal> {
  if (ask.goodwill) return decideGoodwill(left, ask.amount ?? 0, closed);
  const names_units = ask.ticket_ids !== undefined || ask.lines !== undefined || ask.places !== undefined;
  return ask.amount === undefined || names_units
    ? decideUnits(left, ask, names_units)
    : decideMoney(left, ask.amount, closed);
}

function decideUnits(left: SaleLeft, ask: RefundTerms, names_units: boolean): Result<DecidedRefund, RefundRefusal> {
  const units = unitsOf(left, ask, names_units);
  if (!units.ok) return units;
  const shares = left.lines.map((line) => {
    const own = units.value.get(line.line_no) ?? { qty: 0, ticket_ids: [] };
    return names_units ? refundUnits(line, own) : allOf(line, own);
  });
  const worth = sumOf(shares, ({ amount }) => amount);
  const most = takesRest(left, shares) ? left.amount_left : Math.min(worth, left.amount_left);
  const { amount = most } = ask;
  if (amount !== most) return refuse({ reason: amount > most ? "over" : "under", path: "amount", left: most });
  return decided(shares, amount);
}

function decideMoney(
  left: SaleLeft,
  amount: number,
  closed: ReadonlySet<string>,
): Result<DecidedRefund, RefundRefusal> {
  const most_of = left.lines.map((line) => mostOf(line, closed));
  const worth = sumOf(most_of, (satang) => satang);
  const open = worth === sumOf(left.lines, ({ amount_left }) => amount_left);
  const most = open ? left.amount_left : Math.min(worth, left.amount_left);
  if (amount > most)
    return refuse({ reason: open ? ("over" as const) : ("used" as const), path: "amount", left: most });
  const takes_rest = open && amount === most;
  let missing = takes_rest ? worth : Math.min(amount, worth);
  const shares = left.lines.map((line, index) => {
    const most_of_line = most_of[index] ?? 0;
    const share = Math.min(missing, most_of_line);
    missing -= share;
    return refundMoney(line, share, closed, takes_rest || (share > 0 && share === most_of_line));
  });
  return decided(shares, amount);
}

/** Spreads goodwill over the lines in proportion to their rest; it belongs to no unit. */
function decideGoodwill(
  left: SaleLeft,
  amount: number,
  closed: ReadonlySet<string>,
): Result<DecidedRefund, RefundRefusal> {
  const for_units = sumOf(left.lines, (line) => mostOf(line, closed));
  if (for_units > 0) return refuse({ reason: "units_left", path: "goodwill", left: for_units });
  if (amount > left.amount_left) return refuse({ reason: "over", path: "amount", left: left.amount_left });
  const all = left.lines.map((line) => allOf(line, { qty: 0, ticket_ids: [] }));
  const worth = sumOf(all, (line) => line.amount);
  const shares = amount === left.amount_left ? all : spread(Math.min(amount, worth), all);
  return decided(
    shares.map((share) => ({ ...share, goodwill: true })),
    amount,
  );
}

function decided(shares: readonly RefundLine[], amount: number): Result<DecidedRefund, RefundRefusal> {
  const lines = shares.filter(({ qty, amount, parts }) => qty > 0 || amount > 0 || parts !== undefined);
  if (lines.length === 0 && amount === 0) return refuse({ reason: "over", path: "sale_id", left: 0 });
  return accept({
    lines,
    ticket_ids: lines.flatMap(({ ticket_ids }) => ticket_ids),
    amount,
    tax_total: sumOf(lines, ({ tax_total }) => tax_total),
    rounding: amount - sumOf(lines, (line) => line.amount),
  });
}

function takesRest({ lines }: SaleLeft, shares: readonly RefundLine[]): boolean {
  return shares.every(({ amount }, index) => amount === lines[index]?.amount_left);
}

function unitsOf(
  { lines }: SaleLeft,
  ask: RefundTerms,
  names_units: boolean,
): Result<Map<number, NamedUnits>, RefundRefusal> {
  const { ticket_ids = [], lines: asked = [] } = ask;
  const units = new Map<number, NamedUnits>();
  if (!names_units)
    for (const { line_no, qty_left, ticket_ids: own } of lines)
      units.set(line_no, { qty: qty_left, ticket_ids: [...(own ?? [])] });
  for (const [index, ticket_id] of ticket_ids.entries()) {
    const path = `ticket_ids.${index}`;
    const line = lines.find((each) => each.ticket_ids?.includes(ticket_id));
    if (!line) return refuse({ reason: "unknown", path });
    const taken = units.get(line.line_no)?.ticket_ids ?? [];
    if (taken.includes(ticket_id)) return refuse({ reason: "twice", path });
    units.set(line.line_no, { qty: taken.length + 1, ticket_ids: [...taken, ticket_id] });
  }
  for (const [index, { line_no, qty }] of asked.entries()) {
    const line = lines.find((each) => each.line_no === line_no);
    if (!line) return refuse({ reason: "unknown", path: `lines.${index}.line_no` });
    if (line.ticket_ids) return refuse({ reason: "has_tickets", path: `lines.${index}.line_no` });
    if (units.has(line_no)) return refuse({ reason: "twice", path: `lines.${index}.line_no` });
    if (qty > line.qty_left) return refuse({ reason: "over", path: `lines.${index}.qty`, left: line.qty_left });
    units.set(line_no, { qty, ticket_ids: [] });
  }
  return addPlaces(lines, ask.places ?? [], units);
}

/** Adds places of parties; a ticket whose last places are refunded ends. */
function addPlaces(
  lines: SaleLeft["lines"],
  asked: NonNullable<RefundTerms["places"]>,
  units: Map<number, NamedUnits>,
): Result<Map<number, NamedUnits>, RefundRefusal> {
  for (const [index, { ticket_id, places }] of asked.entries()) {
    const path = `places.${index}.ticket_id`;
    const line = lines.find((each) => each.ticket_ids?.includes(ticket_id));
    if (!line) return refuse({ reason: "unknown", path });
    const own = units.get(line.line_no) ?? { qty: 0, ticket_ids: [] };
    const named = [...own.ticket_ids, ...(own.places ?? []).map((each) => each.ticket_id)];
    if (named.includes(ticket_id)) return refuse({ reason: "twice", path });
    const left = placesLeft(line, ticket_id);
    if (left === null) return refuse({ reason: "no_party", path });
    if (places > left) return refuse({ reason: "over", path: `places.${index}.places`, left });
    units.set(
      line.line_no,
      places === left
        ? { ...own, qty: own.qty + 1, ticket_ids: [...own.ticket_ids, ticket_id] }
        : { ...own, places: [...(own.places ?? []), { ticket_id, places }] },
    );
  }
  return accept(units);
}

/** Refunds the whole rest of a line, with these units. */
function allOf(line: LineLeft, { qty, ticket_ids }: NamedUnits): RefundLine {
  const { line_no, amount_left: amount, tax_left: tax_total } = line;
  return { line_no, qty, ticket_ids, amount, tax_total };
}

/** Spreads an amount that is less than the sum of the shares. */
function spread(amount: number, shares: readonly RefundLine[]): RefundLine[] {
  const parts = allocate(
    amount,
    shares.map((share) => share.amount),
  );
  return shares.map((share, index) => {
    const part = parts[index] ?? 0;
    const tax_total = share.amount === 0 ? 0 : scaleHalfUp(share.tax_total, part, share.amount);
    return { ...share, amount: part, tax_total };
  });
}
