/** Tickets are rows when they are sold; no ticket's object is touched before its first scan. */

import { randomBytes } from "../../../platform/crypto/secrets.ts";
import type { Statement } from "../../../platform/db/sql.ts";
import type { Context } from "../../../platform/http/context.ts";
import type { ErrorSpec } from "../../../shared/errors.ts";
import type { Package } from "../../catalog/index.ts";
import { remainingOf, type TicketType } from "../domain/admission.ts";
import { shortCode } from "../domain/codes.ts";
import { insertTickets, type Ticket } from "../store.ts";
import { signTicket } from "./signing.ts";

const DAY_MS = 86_400_000;

/** How many tickets of which package a line of a sale brings; `prices` are satang for each. */
export interface TicketOrder {
  line_no: number;
  offer: Package;
  qty: number;
  prices: readonly number[];
}

/** Makes the tickets of a sale, for the sale's own commit: one statement however many there are. */
export function issueTickets(
  ctx: Context,
  sale: { sale_id: string; store_id: string; key_version: number },
  orders: readonly TicketOrder[],
): { tickets: Ticket[]; writes: Statement[] } {
  const tickets = orders.flatMap((order) => order.prices.map((price) => newTicket(ctx, sale, order, price)));
  return { tickets, writes: tickets.length > 0 ? [insertTickets(tickets)] : [] };
}

function newTicket(
  ctx: Context,
  sale: { sale_id: string; store_id: string; key_version: number },
  { line_no, offer }: TicketOrder,
  price: number,
): Ticket {
  const { tenant_id, now } = ctx;
  const { sale_id, store_id, key_version } = sale;
  const { package_id, type, quota_or_minutes, valid_for_days, zones, allowed_device_ids, anti_passback_s } = offer;
  return {
    tenant_id,
    ticket_id: ctx.newId(),
    store_id,
    sale_id,
    line_no,
    package_id,
    short_code: newShortCode(),
    key_version,
    type: type as TicketType,
    quota_or_minutes,
    valid_from: now,
    valid_to: valid_for_days === null ? null : now + valid_for_days * DAY_MS,
    terms: { zones, allowed_device_ids, anti_passback_s },
    price,
    lot_no: null,
    issued_by: ctx.actor.id,
    issued_at: now,
    printed_count: 0,
    status: "active",
    used: 0,
    first_pass: null,
    last_pass_at: null,
    projected_sequence: 0,
  };
}

function newShortCode(): string {
  for (;;) {
    const code = shortCode(randomBytes(16));
    if (code) return code;
  }
}

/** Two tickets got the same short code: the commit is tried again with new ones. */
export const SHORT_CODE_TAKEN: ErrorSpec = {
  code: "E_SHORT_CODE_TAKEN",
  status: 503,
  message: "The same short code was drawn twice. Try again.",
};

/** A ticket as its buyer gets it: with its code, which is signed anew each time and never stored. */
export async function presentTickets(ctx: Context, tickets: readonly Ticket[]) {
  const { env, tenant_id, now } = ctx;
  return Promise.all(
    tickets.map(async (ticket) => ({
      ...ticket,
      qr_token: await signTicket(env, tenant_id, ticket.ticket_id, ticket.key_version),
      remaining: remainingOf(ticket, ticket, now),
    })),
  );
}
