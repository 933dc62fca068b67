/** Tickets are rows when they are sold; no ticket's object is touched before its first scan. */

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

/** How many tickets of which package a line of a sale brings; `prices` are satang for each. */
export interface TicketOrder {
  line_no: number;
  offer: Package;
  qty: number;
  prices: readonly number[];
  /** When they admit, where the package has places per slot of the day; epoch ms, the end not included. */
  slot?: { start: number; end: number } | null;
  /** Blanks that the guests of this line hold already; the first of its tickets are these (rule O8). */
  blanks?: readonly ({ ticket_id: string; lot_id: string; key_version: number } & FreeShortCode)[];
}

/** The sale that brings the tickets. */
export interface IssuingSale {
  sale_id: string;
  store: { store_id: string; time_zone: string; cutoff_hour: number };
  key_version: number;
  /** Epoch ms. */
  sold_at: number;
  /** Its tickets admit nobody until the sale is released (rule O7). */
  held?: boolean;
}

/** Makes the tickets of a sale, for the sale's own commit: a few statements however many there are. */
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

/** One event for all tickets of a sale: a row, however many they are. */
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

/** The terms of a package as it is now; equal terms have one id. */
async function termsOf(offer: Package): Promise<TermsWithId> {
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
  // A bundle is laid out into its parts before.
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
  };
}

/** Two tickets got the same short code: the commit is tried again with other tickets. */
export const SHORT_CODE_TAKEN = defineRace("a ticket takes its short code", errors.unavailable);

/** A blank was bound by another sale at the same moment: the commit is tried again with a new ticket in its place. */
export const BLANK_BOUND = defineRace("a blank is bound", errors.unavailable);

/** Tickets as their buyer gets them: with their codes, which are made anew each time and never stored. */
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
