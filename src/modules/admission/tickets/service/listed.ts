/** The tickets of a gate's list, phase by phase, and as changes left them (rules O1, O2). */

import type { Context } from "../../../../platform/http/context.ts";
import { firstIdOf } from "../../../../shared/ids.ts";
import { placesRefunded } from "../domain/admission.ts";
import { isRevoked } from "../domain/changes.ts";
import type { ListEntry } from "../domain/list.ts";
import { LASTING_MS } from "../domain/validity.ts";
import { completeTerms, type Terms, type TicketStatus } from "../domain/words.ts";
import {
  type ListScope,
  listEndlessTickets,
  listLastingTickets,
  listRecentTickets,
  listRevocations,
} from "../store/list.ts";
import { listTicketRows, type Ticket, withTerms } from "../store/tickets.ts";

/** A ticket or blank whose code is printed. */
type Coded = { ticket_id: string; key_version: number };
/** One that no gate admits. */
export type RevokedTicket = Coded & { status: TicketStatus };
/** One that a gate may admit. */
export type ListedTicket = Coded & Omit<ListEntry, "h" | "terms"> & { terms: Terms };

/** Some rows of a phase, and the place to go on after; null when the phase is over. */
export interface Found {
  listed?: ListedTicket[];
  revoked?: RevokedTicket[];
  after: string | null;
}

/** What reads each kind of rows of a whole list. */
export const READ_TICKETS: Record<
  "revoked" | "recent" | "lasting" | "endless",
  (ctx: Context, scope: ListScope, after: string, limit: number) => Promise<Found>
> = {
  async revoked(ctx, scope, after, limit) {
    const found = await listRevocations(ctx.db, scope, after, limit);
    const revoked = found.map(({ reason, ...code }) => ({ ...code, status: reason }));
    return { revoked, after: placeAfter(revoked, limit, ({ ticket_id }) => ticket_id) };
  },
  async recent(ctx, scope, after, limit) {
    // Ids bear the time of the world, also where a sandbox has moved its clock.
    const oldest = firstIdOf(ctx.arrived_at - LASTING_MS);
    const found = await listRecentTickets(ctx.db, scope, [after, oldest], limit);
    return { listed: found.map(listedOf), after: placeAfter(found, limit, ({ ticket_id }) => ticket_id) };
  },
  async lasting(ctx, scope, after, limit) {
    const [end = "0", ticket_id = ""] = after.split("/");
    const found = await listLastingTickets(ctx.db, scope, [Number(end), ticket_id], limit);
    return {
      listed: found.map(listedOf),
      after: placeAfter(found, limit, (row) => `${row.valid_to}/${row.ticket_id}`),
    };
  },
  async endless(ctx, scope, after, limit) {
    const found = await listEndlessTickets(ctx.db, scope, after, limit);
    return { listed: found.map(listedOf), after: placeAfter(found, limit, ({ ticket_id }) => ticket_id) };
  },
};

/** The place behind the last of some rows; null where they are fewer than asked for. */
export function placeAfter<Row>(rows: readonly Row[], limit: number, place: (row: Row) => string): string | null {
  const last = rows.at(-1);
  return rows.length === limit && last ? place(last) : null;
}

function listedOf(ticket: Ticket): ListedTicket {
  const { ticket_id, key_version, type, quota_or_minutes, used, valid_from, valid_to, first_pass, last_pass_at } =
    ticket;
  return {
    ...{ ticket_id, key_version, type, used, valid_from, valid_to, first_pass, last_pass_at },
    // A gate knows a party as it is by now: without the places that went back.
    quota_or_minutes: quota_or_minutes - placesRefunded(ticket),
    presence: ticket.presence ?? [],
    days: ticket.days,
    terms: completeTerms(ticket.terms),
    unbound: false,
  };
}

/** Those of the tickets that are a store's, as they are now. */
export async function ticketsNow(
  ctx: Context,
  store_id: string,
  ticket_ids: readonly string[],
): Promise<{ listed: ListedTicket[]; revoked: RevokedTicket[] }> {
  const rows = (await listTicketRows(ctx.db, ticket_ids)).filter((ticket) => ticket.store_id === store_id);
  const changed = await withTerms(ctx.db, rows);
  return {
    listed: changed.filter(({ status }) => status === "active").map(listedOf),
    revoked: changed.filter(({ status }) => isRevoked(status)),
  };
}
