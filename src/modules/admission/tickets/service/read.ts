/** Reading tickets. */

import { type Context, may, requireRecord, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { shortCodeOf } from "../../ticket-codes/index.ts";
import { remainingOf, toleranceOf, unitOf } from "../domain/admission.ts";
import { completeTerms, type Unit } from "../domain/words.ts";
import {
  findTicket,
  type IssuedBySale,
  listIssuingSales,
  listTicketRows,
  type Ticket,
  withTerms,
} from "../store/tickets.ts";

/** The typed code admits as the printed one does, so it is null for who may not print tickets again (rule A7). */
export type TicketView = Ticket & {
  short_code: string | null;
  remaining: number;
  unit: Unit;
} & Pick<IssuedBySale, "shift_id" | "payment_method">;

/** Tickets with what is left of them, as the caller may see them. Those of a sale that was handed in tell no codes but blanks' (rule O7). */
export async function viewsOf(ctx: Context, tickets: readonly Ticket[]): Promise<TicketView[]> {
  const sale_ids = [...new Set(tickets.map(({ sale_id }) => sale_id))];
  const sales = sale_ids.length > 0 ? await listIssuingSales(ctx.db, sale_ids) : new Map<string, IssuedBySale>();
  return Promise.all(
    tickets.map(async (ticket) => {
      const { shift_id = null, payment_method = null, handed_in = false } = sales.get(ticket.sale_id) ?? {};
      const tells_code = may(ctx, "reprint", ticket.store_id) && (ticket.lot_no !== null || !handed_in);
      return {
        ...ticket,
        short_code: tells_code ? await shortCodeOf(ctx, ticket) : null,
        remaining: remainingOf(ticket, ticket, ctx.now),
        unit: unitOf(ticket.type),
        shift_id,
        payment_method,
      };
    }),
  );
}

export async function viewOf(ctx: Context, ticket: Ticket): Promise<TicketView> {
  const [view] = await viewsOf(ctx, [ticket]);
  if (!view) throw new AppError(errors.not_found);
  return view;
}

/** A ticket of the caller's store. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function ticketHere(ctx: Context, ticket_id: string): Promise<Ticket> {
  const ticket = await findTicket(ctx.db, ticket_id);
  if (!ticket) throw new AppError(errors.not_found);
  storeFor(ctx, null, ticket.store_id);
  return ticket;
}

/** A ticket as the records show it, at most a moment behind its object. Errors as above; E_PERMISSION. */
export async function getTicket(ctx: Context, ticket_id: string): Promise<TicketView> {
  const ticket = await ticketHere(ctx, ticket_id);
  // A device by itself reads what it sold; a gate is told of a ticket by its verdict.
  if (!ctx.employee) requireRecord(ctx, { ...ticket, device_id: ticket.issued_by, at: ticket.issued_at });
  return viewOf(ctx, ticket);
}

/** The tickets with those ids. */
export function ticketsById(ctx: Context, ticket_ids: readonly string[]): Promise<Ticket[]> {
  return listTicketRows(ctx.db, ticket_ids);
}

/** The last moment at which a ticket admits: its terms may tolerate some minutes after its window; null: no end. */
export async function admitsUntil(ctx: Context, ticket: Ticket): Promise<number | null> {
  if (ticket.valid_to === null || ctx.now <= ticket.valid_to) return ticket.valid_to;
  const [known = ticket] = await withTerms(ctx.db, [ticket]);
  return ticket.valid_to + toleranceOf({ terms: completeTerms(known.terms) }).after_ms;
}

/**
 * Tickets as what they are by now: by each id that is named, and by those of the tickets that were issued in their place,
 * the last of these.
 */
export async function latestOf(ctx: Context, ticket_ids: readonly string[]): Promise<Map<string, Ticket>> {
  const tickets = await ticketsById(ctx, ticket_ids);
  const replaced = tickets.flatMap(({ replaced_by }) => replaced_by ?? []);
  const latest = replaced.length > 0 ? await latestOf(ctx, replaced) : new Map<string, Ticket>();
  for (const ticket of tickets) latest.set(ticket.ticket_id, latest.get(ticket.replaced_by ?? "") ?? ticket);
  return latest;
}
