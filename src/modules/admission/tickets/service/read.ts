/** Reads of tickets and their views. */

import { type Context, may, requireRecord, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { shortCodeOf } from "../../ticket-codes/index.ts";
import { remainingOf, toleranceOf, unitOf } from "../domain/admission.ts";
import { isHeldByGuest } from "../domain/blanks.ts";
import { completeTerms, type Unit } from "../domain/words.ts";
import {
  findTicket,
  type IssuedBySale,
  listIssuingSales,
  listTicketRows,
  type Ticket,
  withTerms,
} from "../store/tickets.ts";

/** The short code admits like the printed code, so it is null for callers who may not reprint tickets (rule A7). */
export type TicketView = Ticket & {
  short_code: string | null;
  remaining: number;
  unit: Unit;
} & Pick<IssuedBySale, "shift_id" | "payment_method">;

/** Views of tickets for the caller. Tickets of a handed-in sale show no short code, except blanks (rule O7). */
export async function viewsOf(ctx: Context, tickets: readonly Ticket[]): Promise<TicketView[]> {
  const sale_ids = [...new Set(tickets.map(({ sale_id }) => sale_id))];
  const sales = sale_ids.length > 0 ? await listIssuingSales(ctx.db, sale_ids) : new Map<string, IssuedBySale>();
  return Promise.all(
    tickets.map(async (ticket) => {
      const { shift_id = null, payment_method = null, handed_in = false } = sales.get(ticket.sale_id) ?? {};
      const shows_code = may(ctx, "reprint", ticket.store_id) && isHeldByGuest(ticket, { handed_in });
      return {
        ...ticket,
        short_code: shows_code ? await shortCodeOf(ctx, ticket) : null,
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
export async function getOwnTicket(ctx: Context, ticket_id: string): Promise<Ticket> {
  const ticket = await findTicket(ctx.db, ticket_id);
  if (!ticket) throw new AppError(errors.not_found);
  storeFor(ctx, null, ticket.store_id);
  return ticket;
}

/** A ticket's view from D1, at most a moment behind its object. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function getTicket(ctx: Context, ticket_id: string): Promise<TicketView> {
  const ticket = await getOwnTicket(ctx, ticket_id);
  // A device without an employee reads only what it sold; a gate learns of a ticket by its verdict.
  if (!ctx.employee) requireRecord(ctx, { ...ticket, device_id: ticket.issued_by, at: ticket.issued_at });
  return viewOf(ctx, ticket);
}

/** A ticket's view with the zones where it admits; no zones mean every zone of its store. Errors as in `getTicket`. */
export async function readTicket(
  ctx: Context,
  ticket_id: string,
): Promise<TicketView & { zones: { zone_id: string; name: string }[] }> {
  const ticket = await getTicket(ctx, ticket_id);
  const [known = ticket] = await withTerms(ctx.db, [ticket]);
  const { zones } = completeTerms(known.terms);
  return { ...ticket, zones: zones.map(({ zone_id, name }) => ({ zone_id, name })) };
}

/** The tickets with those ids. */
export function ticketsById(ctx: Context, ticket_ids: readonly string[]): Promise<Ticket[]> {
  return listTicketRows(ctx.db, ticket_ids);
}

/** The last moment at which a ticket admits, with the tolerance of its terms; null: no end. */
export async function admitsUntil(ctx: Context, ticket: Ticket): Promise<number | null> {
  if (ticket.valid_to === null || ctx.now <= ticket.valid_to) return ticket.valid_to;
  const [known = ticket] = await withTerms(ctx.db, [ticket]);
  return ticket.valid_to + toleranceOf({ terms: completeTerms(known.terms) }).after_ms;
}

/**
 * The latest replacement of each ticket, or the ticket itself, by ticket id. The map also has the ids of the
 * replacements.
 */
export async function latestOf(ctx: Context, ticket_ids: readonly string[]): Promise<Map<string, Ticket>> {
  const tickets = await ticketsById(ctx, ticket_ids);
  const replaced = tickets.flatMap(({ replaced_by }) => replaced_by ?? []);
  const latest = replaced.length > 0 ? await latestOf(ctx, replaced) : new Map<string, Ticket>();
  for (const ticket of tickets) latest.set(ticket.ticket_id, latest.get(ticket.replaced_by ?? "") ?? ticket);
  return latest;
}
