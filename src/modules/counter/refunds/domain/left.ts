/** What is left of a sale is what was paid less all that went back, or is about to (rule A4). */

import type { DecidedRefund, SaleLeft } from "./refund.ts";
import { type LineLeft, sumOf, type Worth } from "./units.ts";
import type { RefundPart } from "./words.ts";

/** A line as it was paid, in satang. Its units are its tickets where it brought some, else what was sold. */
export interface PaidLine {
  line_no: number;
  qty: number;
  total: number;
  tax_total: number;
  ticket_ids: readonly string[] | null;
  /** What was paid for `qty` units without tickets after so many that went back before. */
  worthOf(qty: number, before: number): Worth;
  /** What was paid for a ticket of the line. */
  priceOf(ticket_id: string): Worth;
  /** How many places a ticket was sold with, if it is of a party. */
  partyOf?(ticket_id: string): number | null;
}

type Given = Pick<DecidedRefund, "lines" | "amount">;

/** `given` are the refunds so far; `seen` is what they come to, `goodwill_given` what of it was goodwill. */
export function leftOf(
  sale: { grand_total: number; lines: readonly PaidLine[] },
  given: readonly Given[],
): SaleLeft & { seen: { qty: number; amount: number }; goodwill_given: number } {
  const parts = given.flatMap(({ lines }) => lines);
  const amount = sumOf(given, (refund) => refund.amount);
  return {
    lines: sale.lines.map((line) =>
      lineLeft(
        line,
        parts.filter(({ line_no }) => line_no === line.line_no),
      ),
    ),
    amount_left: sale.grand_total - amount,
    goodwill_given: sumOf(
      given.filter(({ lines }) => lines.some(({ goodwill }) => goodwill)),
      (refund) => refund.amount,
    ),
    seen: { qty: sumOf(parts, ({ qty }) => qty), amount },
  };
}

function lineLeft(
  { line_no, qty, total, tax_total, ticket_ids, worthOf, priceOf, partyOf }: PaidLine,
  given: DecidedRefund["lines"],
): LineLeft {
  const qty_given = sumOf(given, (part) => part.qty);
  const gone = new Set(given.flatMap((part) => part.ticket_ids));
  return {
    line_no,
    qty_left: qty - qty_given,
    amount_left: total - sumOf(given, ({ amount }) => amount),
    tax_left: tax_total - sumOf(given, (part) => part.tax_total),
    ticket_ids: ticket_ids?.filter((id) => !gone.has(id)) ?? null,
    parts: ticket_ids ? partsOf(given, gone) : begunUnit(given, worthOf(qty_given, 0).total, qty - qty_given),
    worthOf: (asked) => worthOf(asked, qty_given),
    priceOf,
    ...(partyOf && { partyOf }),
  };
}

/** What went back of tickets that did not end by it, nor since, and how many places of parties. */
function partsOf(given: DecidedRefund["lines"], gone: ReadonlySet<string>): RefundPart[] {
  const sums = new Map<string, { amount: number; places: number }>();
  for (const { ticket_id, amount, places = 0 } of given.flatMap(({ parts = [] }) => parts)) {
    if (ticket_id === null || gone.has(ticket_id)) continue;
    const before = sums.get(ticket_id) ?? { amount: 0, places: 0 };
    sums.set(ticket_id, { amount: before.amount + amount, places: before.places + places });
  }
  return [...sums].map(([ticket_id, { amount, places }]) => ({ ticket_id, amount, ...(places > 0 && { places }) }));
}

/** Units without names are alike and go one after another: what went back beyond those that are gone is of the next. */
function begunUnit(given: DecidedRefund["lines"], gone_for: number, qty_left: number): RefundPart[] {
  const for_units = given.filter(({ qty, parts }) => qty > 0 || parts !== undefined);
  const amount = sumOf(for_units, (line) => line.amount) - gone_for;
  return amount > 0 && qty_left > 0 ? [{ ticket_id: null, amount }] : [];
}
