/** The issue of tickets: a sale writes rows, and calls no ticket's object before its first scan. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { EventEntry } from "../../../../platform/events/define.ts";
import { type Context, doerOf } from "../../../../platform/http/context.ts";
import { defineRace, errors } from "../../../../shared/errors.ts";
import { timeOfId } from "../../../../shared/ids.ts";
import type { Package } from "../../../offer/catalog/index.ts";
import { codesOf, type FreeShortCode, hashCode, shortCodeOf, withShortCodeHash } from "../../ticket-codes/index.ts";
import { remainingOf } from "../domain/admission.ts";
import { slotWindow, windowOf } from "../domain/validity.ts";
import type { Terms, TicketType } from "../domain/words.ts";
import { TICKET_ISSUED } from "../events.ts";
import { adoptPasses, insertRevocations, insertTickets, type Ticket } from "../store/tickets.ts";

/** The tickets of one line of a sale; `prices` has the price of each in satang. */
export interface TicketOrder {
  line_no: number;
  offer: Package;
  qty: number;
  prices: readonly number[];
  /** The slot of the day, for a package with places per slot; epoch ms, end excluded. */
  slot?: { start: number; end: number } | null;
  /** Blanks that the line's guests already hold; they become its first tickets (rule O8). */
  blanks?: readonly ({ ticket_id: string; lot_id: string; key_version: number } & FreeShortCode)[];
}

/** The sale that issues the tickets. */
export interface IssuingSale {
  sale_id: string;
  store: { store_id: string; time_zone: string; cutoff_hour: number };
  key_version: number;
  /** Epoch ms. */
  sold_at: number;
  /** Its tickets admit nobody until the sale is released (rule O7). */
  held?: boolean;
}

/** The tickets of a sale, as a part of its commit: a few statements for any number of tickets. */
export async function issueTickets(
  ctx: Context,
  sale: IssuingSale,
  orders: readonly TicketOrder[],
): Promise<CommitPart & { tickets: Ticket[] }> {
  const tickets: Ticket[] = [];
  for (const order of orders) {
    const terms = await termsOf(order.offer);
    tickets.push(
      ...(await Promise.all(order.prices.map((price, index) => newTicket(ctx, sale, order, { price, terms, index })))),
    );
  }
  const bound = tickets.flatMap(({ lot_no, ticket_id }) => (lot_no === null ? [] : [ticket_id]));
  return {
    tickets,
    writes: [
      ...(tickets.length > 0 ? insertTickets(tickets) : []),
      ...(bound.length > 0 ? [adoptPasses(ctx.tenant_id, bound)] : []),
      ...(sale.held && tickets.length > 0 ? insertRevocations(tickets, ctx.now) : []),
    ],
    events: tickets.length > 0 ? [issuedEvent(sale, tickets)] : [],
    refusals: [
      ["tickets.short_code_hash", SHORT_CODE_TAKEN],
      ["tickets.ticket_id", BLANK_BOUND],
    ],
  };
}

/** One event, and so one row, for all tickets of a sale. */
function issuedEvent({ sale_id, store: { store_id } }: IssuingSale, tickets: readonly Ticket[]): EventEntry {
  const data = {
    sale_id,
    tickets: tickets.map(({ ticket_id, line_no, package_id, type, price, lot_no, valid_from, valid_to, status }) => {
      return { ticket_id, line_no, package_id, type, price, lot_no, valid_from, valid_to, status };
    }),
  };
  return TICKET_ISSUED.of(["sale", sale_id], data, { store_id });
}

interface TermsWithId {
  terms_id: string;
  terms: Terms;
}

/** The package's terms now; equal terms have one id. */
export async function termsOf(offer: Package): Promise<TermsWithId> {
  const { zones, allowed_device_ids, anti_passback_s, weekdays, reentry } = offer;
  const { uses_per_day, max_days, tolerance_before_min, tolerance_after_min } = offer;
  const bounds = { uses_per_day, max_days, tolerance_before_min, tolerance_after_min };
  const { attention, min_height_cm, max_height_cm, min_age_years, max_age_years } = offer;
  const { questions } = offer;
  const shown = { questions, attention, min_height_cm, max_height_cm, min_age_years, max_age_years };
  const terms: Terms = { zones, allowed_device_ids, anti_passback_s, weekdays, reentry, ...bounds, ...shown };
  return { terms_id: await hashCode(JSON.stringify(terms)), terms };
}

async function newTicket(
  ctx: Context,
  sale: IssuingSale,
  order: TicketOrder,
  { price, terms, index }: { price: number; terms: TermsWithId; index: number },
): Promise<Ticket> {
  const { line_no, offer } = order;
  const blank = order.blanks?.[index];
  const named = blank ?? (await withShortCodeHash(ctx, { ticket_id: ctx.newId(), short_code_no: 0 }));
  const { sale_id, store, key_version, sold_at, held } = sale;
  const { package_id, quota_or_minutes } = offer;
  // A bundle is split into its parts earlier.
  const type = offer.type as TicketType;
  const id_at = blank && timeOfId(blank.ticket_id);
  return {
    tenant_id: ctx.tenant_id,
    ticket_id: named.ticket_id,
    store_id: store.store_id,
    sale_id,
    line_no,
    package_id,
    short_code_hash: named.short_code_hash,
    short_code_no: named.short_code_no,
    key_version: blank?.key_version ?? key_version,
    type,
    quota_or_minutes,
    ...(order.slot
      ? slotWindow({ ...offer, type }, order.slot, sold_at, id_at)
      : windowOf(offer, sold_at, store, id_at)),
    ...terms,
    price,
    lot_no: blank?.lot_id ?? null,
    issued_by: doerOf(ctx),
    issued_at: ctx.now,
    printed_count: 0,
    status: held ? "blocked" : "active",
    used: 0,
    first_pass: null,
    last_pass_at: null,
    places_refunded: null,
    presence: null,
    days: null,
    projected_sequence: 0,
    replaces: null,
    replaced_by: null,
    origin: "sale",
  };
}

/** Two tickets got the same short code: the commit is retried with other tickets. */
export const SHORT_CODE_TAKEN = defineRace("a ticket takes its short code", errors.unavailable);

/** Another sale bound a blank at the same moment: the commit is retried with a new ticket in its place. */
export const BLANK_BOUND = defineRace("a blank is bound", errors.unavailable);

/** Tickets in the form for their buyer, with their codes, which are made again each time and never stored. */
export async function presentTickets(ctx: Context, tickets: readonly Ticket[]) {
  const codes = await codesOf(ctx, tickets);
  const short_codes = await Promise.all(tickets.map((ticket) => shortCodeOf(ctx, ticket)));
  return tickets.map((ticket, index) => ({
    ...ticket,
    short_code: short_codes[index] ?? "",
    qr_token: codes[index] ?? "",
    remaining: remainingOf(ticket, ticket, ctx.now),
  }));
}
