/** What goes back of a sale, whatever went before: never more than was paid, and what takes the rest leaves nothing (rules A4, P5). */

import { allocate, scaleHalfUp } from "../../../shared/money.ts";
import { accept, type Result, refuse } from "../../../shared/result.ts";
import type { RefundLine } from "./words.ts";

/** What is left of a line. Its units are its tickets where it brought some, else what was sold. */
export interface LineLeft {
  line_no: number;
  qty_left: number;
  /** Satang. */
  amount_left: number;
  tax_left: number;
  /** The tickets of the units that are left; null where the line brought none. */
  ticket_ids: readonly string[] | null;
  /** What was paid for the next so many units; satang. */
  worthOf(qty: number): { total: number; tax_total: number };
}

/** What is left of a sale; `amount_left` is of what the guest paid, with the rounding of the cash. */
export interface SaleLeft {
  lines: readonly LineLeft[];
  amount_left: number;
}

/** What is asked for: tickets, units of lines without tickets, money, or, where nothing is named, all that is left. */
export interface RefundAsk {
  ticket_ids?: readonly string[];
  lines?: readonly { line_no: number; qty: number }[];
  /** Satang; beside units, what they are worth. */
  amount?: number;
}

/** `amount` is what the guest gets: the lines' amounts and `rounding`. */
export interface DecidedRefund {
  lines: RefundLine[];
  ticket_ids: string[];
  amount: number;
  tax_total: number;
  rounding: number;
}

/** `path` is the field of the ask. `left` is how much of that can still go back. */
export type RefundRefusal =
  | { reason: "unknown" | "twice" | "has_tickets"; path: string }
  | { reason: "over" | "under"; path: string; left: number };

/** What goes back of a line at most: the units with their worth, or, where none are named, all of its money. */
type Share = RefundLine & { of: LineLeft };

/**
 * Decides what goes back. Units go back for what was paid for them; money without units is spread over the lines in
 * proportion to what is left of them, its tax with it. The refund after which no line has anything left takes the rounding.
 */
export function decideRefund(left: SaleLeft, ask: RefundAsk): Result<DecidedRefund, RefundRefusal> {
  const units = unitsOf(left, ask);
  if (!units.ok) return units;
  const names_units = ask.ticket_ids !== undefined || ask.lines !== undefined;
  const shares = left.lines.map((line) => {
    const own = units.value.get(line.line_no) ?? { qty: 0, ticket_ids: [] };
    return names_units ? worthOf(line, own) : moneyOf(line, own);
  });

  const worth = sumOf(shares, ({ amount }) => amount);
  const takes_rest = shares.every(({ amount, of }) => amount === of.amount_left);
  const most = takes_rest ? left.amount_left : Math.min(worth, left.amount_left);
  const amount = ask.amount ?? most;
  if (amount > most) return refuse({ reason: "over", path: "amount", left: most });
  if (amount < most && names_units) return refuse({ reason: "under", path: "amount", left: most });

  const lines = (amount === most ? shares : spread(Math.min(amount, worth), shares)).flatMap(({ of, ...line }) =>
    line.qty > 0 || line.amount > 0 ? [line] : [],
  );
  if (lines.length === 0 && amount === 0) return refuse({ reason: "over", path: "sale_id", left: 0 });
  return accept({
    lines,
    ticket_ids: lines.flatMap(({ ticket_ids }) => ticket_ids),
    amount,
    tax_total: sumOf(lines, ({ tax_total }) => tax_total),
    rounding: amount - sumOf(lines, (line) => line.amount),
  });
}

interface Units {
  qty: number;
  ticket_ids: string[];
}

function unitsOf({ lines }: SaleLeft, ask: RefundAsk): Result<Map<number, Units>, RefundRefusal> {
  const { ticket_ids = [], lines: asked = [] } = ask;
  const units = new Map<number, Units>();
  const nothing_named = !ask.ticket_ids && !ask.lines && ask.amount === undefined;
  if (nothing_named)
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
  return accept(units);
}

/** All that is left of a line, with these of its units. */
function moneyOf(of: LineLeft, units: Units): Share {
  const { line_no, amount_left: amount, tax_left: tax_total } = of;
  return { of, line_no, ...units, amount, tax_total };
}

/**
 * What was paid for the units, as far as it is left: an earlier refund by amount may have taken of it. The last units take
 * all that is.
 */
function worthOf(of: LineLeft, units: Units): Share {
  const { line_no, qty_left, amount_left, tax_left } = of;
  const { total, tax_total } = of.worthOf(units.qty);
  const is_last = units.qty > 0 && units.qty === qty_left;
  if (is_last || total >= amount_left) return moneyOf(of, units);
  return { of, line_no, ...units, amount: total, tax_total: Math.min(tax_total, tax_left) };
}

/** Less than all the money of the lines. */
function spread(amount: number, shares: readonly Share[]): Share[] {
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

export function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
