/** The tickets of a gate's list: phase by phase, and after changes (rules O1, O2). */

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

/** A ticket or blank, with the key version of its printed code. */
type PrintedCode = { ticket_id: string; key_version: number };
/** A ticket that no gate admits. */
export type RevokedTicket = PrintedCode & { status: TicketStatus };
/** A ticket that a gate may admit. */
export type ListedTicket = PrintedCode & Omit<ListEntry, "h" | "foreign_h" | "terms"> & { terms: Terms };

/** Some rows of a phase, and the place to continue after; null at the end of the phase. */
export interface PhaseRows {
  listed?: ListedTicket[];
  revoked?: RevokedTicket[];
  after: string | null;
}

/** The reader of each phase of a whole list. */
export const READ_TICKETS: Record<
  "revoked" | "recent" | "lasting" | "endless",
  (ctx: Context, scope: ListScope, after: string, limit: number) => Promise<PhaseRows>
> = {
  async revoked(ctx, scope, after, limit) {
    const found = await listRevocations(ctx.db, scope, after, limit);
    const revoked = found.map(({ reason, ...code }) => ({ ...code, status: reason }));
    return { revoked, after: placeAfter(revoked, limit, ({ ticket_id }) => ticket_id) };
  },
  async recent(ctx, scope, after, limit) {
    // Ids contain the real time, even when a sandbox has moved its clock.
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

/** The place after the last row; null when there are fewer rows than `limit`. */
export function placeAfter<Row>(rows: readonly Row[], limit: number, place: (row: Row) => string): string | null {
  const last = rows.at(-1);
  return rows.length === limit && last ? place(last) : null;
}

function listedOf(ticket: Ticket): ListedTicket {
  const { ticket_id, key_version, type, quota_or_minutes, used, valid_from, valid_to, first_pass, last_pass_at } =
    ticket;
  return {
    ...{ ticket_id, key_version, type, used, valid_from, valid_to, first_pass, last_pass_at },
    // A gate gets a party without its refunded places.
    quota_or_minutes: quota_or_minutes - placesRefunded(ticket),
    presence: ticket.presence ?? [],
    days: ticket.days,
    terms: completeTerms(ticket.terms),
    unbound: false,
  };
}

/** The state now of those tickets that belong to a store. */
export async function listTicketsNow(
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
