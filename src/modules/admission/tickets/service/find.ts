/** Finds tickets: by code, id or short code, or by filter. */

import type { Context } from "../../../../platform/http/context.ts";
import { throttle } from "../../../../platform/http/rates.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { normalizeForeignCode } from "../../../../shared/foreign-codes.ts";
import { isUlid } from "../../../../shared/ids.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import {
  findForeignTickets,
  hasForeignCodes,
  hashShortCode,
  normalizeShortCode,
  readCode,
  readTicketCode,
} from "../../ticket-codes/index.ts";
import { listFilteredTickets, type TicketFilter } from "../store/history.ts";
import { findTicketIdByShortCode } from "../store/tickets.ts";
import { type TicketView, viewsOf } from "./read.ts";

export interface NamedTicket {
  ticket_id: string;
  matched_by: "qr_token" | "ticket_id" | "short_code" | "foreign_code";
}

/**
 * Finds the ticket with this code, id or short code, however it was scanned or typed. Short codes are guessable, so those of
 * a device, or of a person in the console, are limited per minute (rule G15), and so are codes of other systems (rule M8).
 * Error: E_RATE_LIMIT.
 */
export async function findNamedTicket(ctx: Context, text: string): Promise<NamedTicket | undefined> {
  const { text: bare } = readCode(text);
  if (isUlid(bare)) return { ticket_id: bare, matched_by: "ticket_id" };
  const signed = await readTicketCode(ctx.env, ctx.tenant_id, text);
  if (signed) return { ticket_id: signed.ticket_id, matched_by: "qr_token" };
  const short_code = normalizeShortCode(text);
  if (short_code !== undefined) {
    await throttle(ctx.env, tryerOf(ctx), "short_code", ctx.arrived_at);
    const typed = await findTicketIdByShortCode(ctx.db, await hashShortCode(ctx, short_code));
    if (typed) return { ticket_id: typed.ticket_id, matched_by: "short_code" };
  }
  return findByForeignCode(ctx, text);
}

/** Finds an imported ticket. A text that is no such code is sought elsewhere, once its tries are used up, too. */
async function findByForeignCode(ctx: Context, text: string): Promise<NamedTicket | undefined> {
  if (normalizeForeignCode(text) === undefined || !(await hasForeignCodes(ctx.db))) return undefined;
  const ticket_id = (await findForeignTickets(ctx, tryerOf(ctx), [text])).found.get(text);
  return ticket_id === undefined ? undefined : { ticket_id, matched_by: "foreign_code" };
}

/** The counter of short codes that a caller tries: a device has the one of its scans. */
function tryerOf({ tenant_id, device, actor }: Context): string {
  return device ? `device:${tenant_id}:${device.device_id}` : `${actor.kind}:${tenant_id}:${actor.id}`;
}

export type TicketQuery = Omit<TicketFilter, "store_ids" | "ticket_ids" | "before"> & { cursor?: string };

/** Tickets of stores, latest first: all, or the named tickets and their replacements. */
export async function listTickets(
  ctx: Context,
  { cursor, ...filter }: TicketQuery,
  within: Pick<TicketFilter, "store_ids" | "ticket_ids">,
): Promise<Page<TicketView>> {
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listFilteredTickets(ctx.db, { ...filter, ...within, before });
  const page = pageOf(rows, filter.limit, ({ ticket_id }) => [ticket_id]);
  return { ...page, items: await viewsOf(ctx, page.items) };
}
