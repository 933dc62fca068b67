/** Reads the rest of a sale: its refunds, its current tickets and its payments (rule A4). */

import type { Context } from "../../../../platform/http/context.ts";
import { allocate } from "../../../../shared/money.ts";
import type { Settings } from "../../../access/settings/index.ts";
import { latestOf, placesOf } from "../../../admission/tickets/index.ts";
import { paidUnits, refundOf } from "../../../offer/pricing/index.ts";
import { type RefundablePayment, refundablePayments } from "../../payments/index.ts";
import type { Sale } from "../../sales/index.ts";
import { leftOf, type PaidLine } from "../domain/left.ts";
import { withSurcharges } from "../domain/surcharges.ts";
import { listRefundsOf } from "../store.ts";

type Tickets = Awaited<ReturnType<typeof latestOf>>;

export type SaleRemainder = ReturnType<typeof leftOf> & {
  paid: PaidLine[];
  /** The current ticket for each id that a ticket of the sale ever had. */
  tickets: Tickets;
  payments: RefundablePayment[];
  /** By payment_no: the refunded satang of its surcharge, pending refunds included. */
  surcharges_given: ReadonlyMap<number, number>;
};

/** Reads the rest of a sale. */
export async function gatherLeft(ctx: Context, { sale_id, grand_total, lines }: Sale): Promise<SaleRemainder> {
  const [refunds, tickets, payments] = await Promise.all([
    listRefundsOf(ctx.db, sale_id),
    latestOf(
      ctx,
      lines.flatMap(({ ticket_ids }) => ticket_ids),
    ),
    refundablePayments(ctx, sale_id),
  ]);
  const paid = lines.map((line) => paidLine(line, tickets));
  const given = refunds.map(({ amount, lines }) => ({
    amount,
    lines: lines.map((line) => ({
      ...line,
      ticket_ids: line.ticket_ids.map((id) => byNow(id, tickets)),
      parts: line.parts?.map((part) => ({ ...part, ticket_id: part.ticket_id && byNow(part.ticket_id, tickets) })),
    })),
  }));
  const surcharges_given = new Map<number, number>();
  for (const { payment_no, surcharge = 0 } of refunds.flatMap((refund) => refund.payments))
    surcharges_given.set(payment_no, (surcharges_given.get(payment_no) ?? 0) + surcharge);
  return { ...leftOf({ grand_total, lines: paid }, given), paid, tickets, payments, surcharges_given };
}

/** The surcharges that the refund of all that is left returns on top; satang. */
export function surchargeLeft({ payments, surcharges_given }: SaleRemainder, settings: Settings): number {
  const terms = { policy: settings["refunds.surcharges"], takes_rest: true };
  return withSurcharges([], payments, surcharges_given, terms).reduce((sum, { surcharge = 0 }) => sum + surcharge, 0);
}

function byNow(ticket_id: string, tickets: Tickets): string {
  return tickets.get(ticket_id)?.ticket_id ?? ticket_id;
}

function paidLine(
  { line_no, qty: sold, total, tax_total, ticket_ids }: Sale["lines"][number],
  tickets: Tickets,
): PaidLine {
  const has_tickets = ticket_ids.length > 0;
  const qty = has_tickets ? ticket_ids.length : sold;
  const prices = ticketPrices({ total, tax_total, ticket_ids }, tickets);
  const units = { lines: [{ line_no, paid_units: paidUnits(qty, total, tax_total) }], rounding: 0 };
  return {
    ...{ line_no, qty, total, tax_total },
    ticket_ids: has_tickets ? ticket_ids.map((id) => byNow(id, tickets)) : null,
    worthOf: (asked, before) => {
      const worth = asked > 0 ? refundOf(units, [{ line_no, qty: before }], [{ line_no, qty: asked }]) : undefined;
      return worth?.ok ? worth.value : NOTHING;
    },
    priceOf: (ticket_id) => prices.get(ticket_id) ?? NOTHING,
    partyOf: (ticket_id) => {
      const ticket = tickets.get(ticket_id);
      return ticket ? placesOf(ticket) : null;
    },
  };
}

const NOTHING = { total: 0, tax_total: 0 };

/** The paid price of each ticket of a line, by current ticket id; the prices add up to the line's total and tax. */
function ticketPrices(
  { total, tax_total, ticket_ids }: Pick<Sale["lines"][number], "total" | "tax_total" | "ticket_ids">,
  tickets: Tickets,
): Map<string, { total: number; tax_total: number }> {
  const sold_at = ticket_ids.map((id) => tickets.get(id)?.price ?? 0);
  const totals = allocate(total, sold_at);
  const taxes = allocate(tax_total, totals);
  return new Map(
    ticket_ids.map((id, index) => [byNow(id, tickets), { total: totals[index] ?? 0, tax_total: taxes[index] ?? 0 }]),
  );
}
