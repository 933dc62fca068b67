/** Computes the rest of a sale: the paid sum less all refunds, pending ones included (rule A4). */

import type { DecidedRefund, SaleLeft } from "./refund.ts";
import { type LineLeft, sumOf, type Worth } from "./units.ts";
import type { RefundPart } from "./words.ts";

/** A line as it was paid, in satang. Its units are its tickets if it issued some, else the sold units. */
export interface PaidLine {
  line_no: number;
  qty: number;
  total: number;
  tax_total: number;
  ticket_ids: readonly string[] | null;
  /** The price of `qty` units without tickets, after `before` refunded units. */
  worthOf(qty: number, before: number): Worth;
  /** The price that was paid for a ticket of the line. */
  priceOf(ticket_id: string): Worth;
  /** The number of places of a party ticket; null for other tickets. */
  partyOf?(ticket_id: string): number | null;
}

type EarlierRefund = Pick<DecidedRefund, "lines" | "amount">;

/** The rest of a sale after the refunds `given`; `seen` is their sum, `goodwill_given` the goodwill in it. */
export function leftOf(
  sale: { grand_total: number; lines: readonly PaidLine[] },
  given: readonly EarlierRefund[],
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

/** The refunded parts of tickets that have not ended, with the refunded places of parties. */
function partsOf(given: DecidedRefund["lines"], gone: ReadonlySet<string>): RefundPart[] {
  const sums = new Map<string, { amount: number; places: number }>();
  for (const { ticket_id, amount, places = 0 } of given.flatMap(({ parts = [] }) => parts)) {
    if (ticket_id === null || gone.has(ticket_id)) continue;
    const before = sums.get(ticket_id) ?? { amount: 0, places: 0 };
    sums.set(ticket_id, { amount: before.amount + amount, places: before.places + places });
  }
  return [...sums].map(([ticket_id, { amount, places }]) => ({ ticket_id, amount, ...(places > 0 && { places }) }));
}

/** Units without tickets are equal and end one after another, so a sum beyond the ended units belongs to the next unit. */
function begunUnit(given: DecidedRefund["lines"], gone_for: number, qty_left: number): RefundPart[] {
  const for_units = given.filter(({ qty, parts }) => qty > 0 || parts !== undefined);
  const amount = sumOf(for_units, (line) => line.amount) - gone_for;
  return amount > 0 && qty_left > 0 ? [{ ticket_id: null, amount }] : [];
}
