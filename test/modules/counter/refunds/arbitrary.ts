/** Random sales as they are priced, and random refunds that fit the rest of a sale. */

import type { PaidLine } from "../../../../src/modules/counter/refunds/domain/left.ts";
import { placesLeft } from "../../../../src/modules/counter/refunds/domain/parties.ts";
import type { RefundTerms, SaleLeft } from "../../../../src/modules/counter/refunds/domain/refund.ts";
import { paidUnits } from "../../../../src/modules/offer/pricing/domain/paid.ts";
import { priceCart } from "../../../../src/modules/offer/pricing/domain/price.ts";
import { refundOf } from "../../../../src/modules/offer/pricing/domain/refund.ts";
import { allocate } from "../../../../src/shared/money.ts";
import { fc } from "../../../support/properties.ts";
import { cart, tariff } from "../../offer/pricing/arbitrary.ts";

export interface Paid {
  grand_total: number;
  tax_total: number;
  rounding: number;
  lines: PaidLine[];
}

/**
 * A line of some units, with tickets A1, A2, … if it has a letter. Tickets of a bundle cost by their `weights`, and each may
 * admit a `party`.
 */
export function paidLine(
  line_no: number,
  qty: number,
  total: number,
  tax_total: number,
  letter: string | null,
  weights: readonly number[] = Array<number>(qty).fill(1),
  party: number | null = null,
): PaidLine {
  const totals = allocate(total, weights);
  const taxes = allocate(tax_total, totals);
  const units = { lines: [{ line_no, paid_units: paidUnits(qty, total, tax_total) }], rounding: 0 };
  return {
    ...{ line_no, qty, total, tax_total },
    ticket_ids: letter === null ? null : Array.from({ length: qty }, (_, index) => `${letter}${index + 1}`),
    worthOf: (asked, before) => {
      const worth = refundOf(units, [{ line_no, qty: before }], asked > 0 ? [{ line_no, qty: asked }] : []);
      if (!worth.ok) throw new Error("more units than there are");
      return worth.value;
    },
    priceOf: (ticket_id) => {
      const place = Number(ticket_id.slice(letter?.length)) - 1;
      return { total: totals[place] ?? 0, tax_total: taxes[place] ?? 0 };
    },
    partyOf: () => party,
  };
}

/** Sales as they are priced; a line of a bundle issues more tickets than it has units, and some tickets are of parties. */
export const sold: fc.Arbitrary<Paid> = fc
  .tuple(
    ...([cart, tariff] as const),
    fc.array(fc.constantFrom(null, 1, 1, 3), { minLength: 5, maxLength: 5 }),
    fc.array(fc.constantFrom(null, 2, 7, 10), { minLength: 5, maxLength: 5 }),
  )
  .map(([given, terms, tickets_each, parties]) => {
    const { lines, ...totals } = priceCart(given, terms);
    return {
      ...totals,
      lines: lines.map(({ qty, total, tax_total }, index) => {
        const each = tickets_each[index] ?? null;
        const weights = Array.from({ length: qty * (each ?? 1) }, (_, place) => (each === 3 ? place % 4 : 1));
        const letter = each === null ? null : `${index}.`;
        return paidLine(index + 1, weights.length, total, tax_total, letter, weights, parties[index]);
      }),
    };
  });

/** A request described by numbers, so that it fits any rest of a sale. */
export const step = fc.record({
  kind: fc.constantFrom("tickets", "lines", "places", "places", "amount", "amount", "goodwill", "use", "give_up"),
  share: fc.integer({ min: 1, max: 100 }),
  start: fc.nat(1000),
});

export function askOf(
  left: SaleLeft,
  { kind, share, start }: { kind: string; share: number; start: number },
): RefundTerms {
  const tickets = left.lines.flatMap(({ ticket_ids }) => ticket_ids ?? []);
  const from = tickets.length > 0 ? start % tickets.length : 0;
  const ticket_ids = tickets.slice(from, from + Math.ceil((tickets.length * share) / 200));
  const amount = Math.max(1, Math.floor((left.amount_left * share) / 100));
  if (kind === "tickets") return { ticket_ids };
  if (kind === "places") return { places: placesAsked(left, share, from) };
  if (kind === "amount") return { amount };
  if (kind === "goodwill") return { amount, goodwill: true };
  return {
    lines: left.lines.flatMap(({ line_no, qty_left, ticket_ids: own }) =>
      own === null && qty_left > 0 ? [{ line_no, qty: Math.ceil((qty_left * share) / 100) }] : [],
    ),
  };
}

/** A share of the places of one party with places left. */
function placesAsked({ lines }: SaleLeft, share: number, start: number) {
  const parties = lines.flatMap((line) =>
    (line.ticket_ids ?? []).flatMap((ticket_id) => {
      const places = placesLeft(line, ticket_id) ?? 0;
      return places > 0 ? [{ ticket_id, places: Math.ceil((places * share) / 100) }] : [];
    }),
  );
  const one = parties[start % parties.length];
  return one ? [one] : [];
}
