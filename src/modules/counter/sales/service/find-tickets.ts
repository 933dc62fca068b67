/** Use-case of finding tickets by code, id, receipt number or telephone number. */

import { type Context, may, mayHere, permissionError } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Listed, listed } from "../../../../shared/hidden.ts";
import type { Page } from "../../../../shared/page.ts";
import { requireStores } from "../../../access/tenants/index.ts";
import {
  findNamedTicket,
  listTickets,
  type NamedTicket,
  type TicketQuery,
  type TicketView,
} from "../../../admission/tickets/index.ts";
import { customerIdsOfPhone } from "../../../guests/customers/index.ts";
import { blindShifts } from "../../shifts/index.ts";
import { readReceiptNo, receiptNo } from "../domain.ts";
import { listReceipts, listSalesIn, listSalesOfCustomers, type Sale } from "../store.ts";

/** The longest text that is searched; a longer text cannot name a ticket. */
const MAX_TEXT = 1_000;
/** The most sales that are read: a guest's latest ones, or a number's first copies. */
const SALES_READ = 50;
/** The most tickets of these sales that are read, as sales of school classes have many. */
const TICKETS_READ = 2_000;

export type MatchedBy = NamedTicket["matched_by"] | "receipt_no" | "phone" | "replacement";

/** `receipt_no` is set when the text was a receipt number; several sales with that number have different copies. */
export type FoundTicket = Listed<TicketView, "price"> & { matched_by: MatchedBy | null; receipt_no: string | null };

/**
 * Finds tickets of the stores where the caller sells or redeems, latest first; a reissued ticket also finds its replacement.
 * A telephone number finds nothing without `guests_read`. A device without a person finds only by code.
 * Errors: E_PERMISSION, and those of a named store.
 */
export async function findTickets(
  ctx: Context,
  { q, store_id, ...query }: TicketQuery & { q?: string; store_id?: string },
): Promise<Page<FoundTicket>> {
  const asked = await requireStores(ctx, null, store_id);
  const store_ids = asked.filter((store) => may(ctx, "sell", store) || may(ctx, "redeem", store));
  if (store_ids.length === 0) throw new AppError(errors.permission, { permission: "redeem" });

  const text = q?.trim() ?? "";
  // A device without a person sees only the ticket whose code it was shown.
  if (text === "" && !ctx.employee) throw permissionError(ctx, "sales_read");
  const named = text === "" ? undefined : await findNamedTickets(ctx, text, store_ids);
  const page = await listTickets(ctx, query, { store_ids, ticket_ids: named?.ticket_ids });
  const blind = await soldBlind(ctx, store_ids, page.items);
  const items = page.items.map((ticket) => ({
    ...listed(ticket, ["price"], blind.has(ticket.sale_id)),
    matched_by: named ? matchOf(named, ticket) : null,
    receipt_no: named?.receipts?.get(ticket.sale_id) ?? null,
  }));
  return { ...page, items };
}

/** The sales of tickets whose amounts lists hide from the caller (rule S5). */
async function soldBlind(
  ctx: Context,
  store_ids: readonly string[],
  tickets: readonly TicketView[],
): Promise<ReadonlySet<string>> {
  const shift_ids = (await blindShifts(ctx, store_ids)).map(({ shift_id }) => shift_id);
  if (shift_ids.length === 0) return new Set();
  const sale_ids = [...new Set(tickets.map(({ sale_id }) => sale_id))];
  return new Set(await listSalesIn(ctx.db, shift_ids, sale_ids));
}

interface Named {
  matched_by: MatchedBy;
  ticket_ids: readonly string[];
  /** The receipt numbers of the sales that were found, by sale. */
  receipts?: ReadonlyMap<string, string>;
}

async function findNamedTickets(ctx: Context, text: string, store_ids: readonly string[]): Promise<Named> {
  const nothing: Named = { matched_by: "ticket_id", ticket_ids: [] };
  if (text.length > MAX_TEXT) return nothing;
  const ticket = await findNamedTicket(ctx, text);
  const by_code = ticket !== undefined && ticket.matched_by !== "ticket_id";
  if (!ctx.employee && !by_code) return nothing;
  if (ticket) return { matched_by: ticket.matched_by, ticket_ids: [ticket.ticket_id] };
  const receipts = await salesOfReceipt(ctx, text, store_ids);
  if (receipts.length > 0)
    return {
      matched_by: "receipt_no",
      ticket_ids: ticketsOf(receipts),
      receipts: new Map(receipts.map((sale) => [sale.sale_id, receiptNo(sale)])),
    };
  const customer_ids = mayHere(ctx, "guests_read") ? await customerIdsOfPhone(ctx, text) : [];
  if (customer_ids.length === 0) return nothing;
  const sales = await listSalesOfCustomers(ctx.db, customer_ids, SALES_READ);
  return { matched_by: "phone", ticket_ids: ticketsOf(sales) };
}

/** The sales with a receipt number: each store has its own numbers, and a till may have printed one twice. */
async function salesOfReceipt(ctx: Context, text: string, store_ids: readonly string[]): Promise<Sale[]> {
  const receipt = readReceiptNo(text);
  return receipt ? listReceipts(ctx.db, { ...receipt, store_ids }, SALES_READ) : [];
}

function ticketsOf(sales: readonly Sale[]): string[] {
  return sales.flatMap(({ lines }) => lines.flatMap(({ ticket_ids }) => ticket_ids)).slice(0, TICKETS_READ);
}

function matchOf({ matched_by, ticket_ids }: Named, { ticket_id }: TicketView): MatchedBy {
  return ticket_ids.includes(ticket_id) ? matched_by : "replacement";
}
