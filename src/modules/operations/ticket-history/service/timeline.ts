/** A ticket's timeline: its history from issue to end, in one list (rules G16, U3). */

import type { Context } from "../../../../platform/http/context.ts";
import {
  type Conflict,
  getTicket,
  listAttempts,
  listChanges,
  listConflictsOf,
  listLineage,
  type Redemption,
  type Ticket,
  type TicketChange,
} from "../../../admission/tickets/index.ts";
import { type Reprint, reprintsOf } from "../../../counter/reprints/index.ts";

const MAX_ENTRIES = 1000;

export interface Timeline {
  ticket_id: string;
  /** The tickets that it replaced, oldest first; the entries include theirs. */
  replaces: string[];
  replaced_by: string | null;
  /** True when later entries are left out. */
  truncated: boolean;
  entries: TimelineEntry[];
}

/** An event in a ticket's history; `actor_id` is an employee, or a device that acted alone. */
export type TimelineEntry = { at: number; ticket_id: string; store_id: string | null; actor_id: string } & (
  | ({ kind: "issued" } & Pick<Ticket, "sale_id" | "lot_no" | "replaces">)
  | ({ kind: "attempt" } & Redemption)
  | ({ kind: TicketChange["kind"] } & TicketChange)
  | ({ kind: "conflict" } & Conflict)
  | ({ kind: "reprint" } & Reprint)
);

/** The timeline, oldest first, from the ticket that was sold. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function readTimeline(ctx: Context, ticket_id: string): Promise<Timeline> {
  const { replaced_by } = await getTicket(ctx, ticket_id);
  const line = await listLineage(ctx.db, ticket_id);
  const ids = line.map((ticket) => ticket.ticket_id);
  const [attempts, changes, conflicts, reprints] = await Promise.all([
    listAttempts(ctx.db, ids, MAX_ENTRIES + 1),
    listChanges(ctx.db, ids, MAX_ENTRIES + 1),
    listConflictsOf(ctx.db, ids),
    reprintsOf(ctx.db, ids),
  ]);
  // Entries of one moment keep this order for each ticket: issue, scans, changes, conflicts, reprints.
  const entries = line
    .flatMap((ticket) => {
      const own = (entry: { ticket_id: string | null }) => entry.ticket_id === ticket.ticket_id;
      return [
        issuedEntry(ticket),
        ...attempts.filter(own).map((attempt) => attemptEntry(ticket, attempt)),
        ...changes.filter(own),
        ...conflicts.filter(own).map(conflictEntry),
        ...reprints.filter(own).map(reprintEntry),
      ];
    })
    .sort((a, b) => a.at - b.at);
  const replaces = ids.slice(0, -1);
  const truncated = entries.length > MAX_ENTRIES;
  return { ticket_id, replaces, replaced_by, truncated, entries: entries.slice(0, MAX_ENTRIES) };
}

function issuedEntry(ticket: Ticket): TimelineEntry {
  return { ...ticket, kind: "issued", at: ticket.issued_at, actor_id: ticket.issued_by };
}

function attemptEntry({ ticket_id }: Ticket, attempt: Redemption): TimelineEntry {
  const actor_id = attempt.employee_id ?? attempt.device_id;
  return { ...attempt, ticket_id, kind: "attempt", at: attempt.happened_at, actor_id };
}

function conflictEntry(conflict: Conflict): TimelineEntry {
  return { ...conflict, kind: "conflict", at: conflict.received_at, actor_id: conflict.admitted.device_id };
}

function reprintEntry(reprint: Reprint): TimelineEntry {
  return { ...reprint, kind: "reprint", at: reprint.created_at, actor_id: reprint.requested_by };
}
