/** Reading tickets and the attempts to use them. */

import { type Context, storeFor } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { storesNamed } from "../../tenants/index.ts";
import { remainingOf, unitOf } from "../domain/admission.ts";
import type { Unit } from "../domain/words.ts";
import {
  findTicket,
  listRedemptionRows,
  listTicketRows,
  type Redemption,
  type RedemptionFilter,
  type Ticket,
} from "../store/tickets.ts";

export type TicketView = Ticket & { remaining: number; unit: Unit };

/** A ticket with what is left of it. */
export function viewOf(ticket: Ticket, now: number): TicketView {
  return { ...ticket, remaining: remainingOf(ticket, ticket, now), unit: unitOf(ticket.type) };
}

/** A ticket as the records show it, at most a moment behind its object. */
export async function getTicket(ctx: Context, ticket_id: string): Promise<TicketView> {
  const ticket = await findTicket(ctx.db, ticket_id);
  if (!ticket) throw new AppError(errors.not_found);
  storeFor(ctx, null, ticket.store_id);
  return viewOf(ticket, ctx.now);
}

/** The tickets with those ids. */
export function ticketsById(ctx: Context, ticket_ids: readonly string[]): Promise<Ticket[]> {
  return listTicketRows(ctx.db, ticket_ids);
}

export type RedemptionQuery = Omit<RedemptionFilter, "store_id" | "before"> & { store_id?: string; cursor?: string };

/** Attempts at the caller's stores, latest first. */
export async function listRedemptions(ctx: Context, query: RedemptionQuery): Promise<Page<Redemption>> {
  const { store_id, cursor, ...filter } = query;
  const store_ids = await storesNamed(ctx, "redeem", store_id);
  const place = readCursor(cursor, 2);
  const before = place && ([Number(place[0]), String(place[1])] as const);
  const lists = await Promise.all(
    store_ids.map((at) => listRedemptionRows(ctx.db, { ...filter, store_id: at, before })),
  );
  const rows = lists
    .flat()
    .sort((a, b) => b.happened_at - a.happened_at || (a.redemption_id < b.redemption_id ? 1 : -1));
  return pageOf(rows, query.limit, (row) => [row.happened_at, row.redemption_id]);
}
