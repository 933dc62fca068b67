/** Tickets of a voided sale: all end together; if one was used, none ends (rules S1, G3). */

import type { Context } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError } from "../../../../shared/errors.ts";
import { wasUsed } from "../domain/changes.ts";
import type { Ticket } from "../store/tickets.ts";
import { change } from "./change.ts";

/** The number of objects called at once. */
const AT_ONCE = 50;

/**
 * Cancels unused tickets for a void. It first blocks all, so that no gate admits one during the check for uses. If one
 * was used, it releases all and returns the used ids. A repeat after a crash finishes the work.
 * Error: E_UNAVAILABLE while D1 does not have a change.
 */
export async function withdrawTickets(
  ctx: Context,
  tickets: readonly Ticket[],
  reason: string,
): Promise<{ used: string[] }> {
  const held = await atOnce(tickets, ({ ticket_id, status }) =>
    admits(status) ? holdTicket(ctx, ticket_id, reason) : { ticket_id, was_used: false },
  ).catch(async (error) => {
    await release(ctx, tickets, reason);
    throw error;
  });
  const used = held.flatMap(({ ticket_id, was_used }) => (was_used ? [ticket_id] : []));
  if (used.length === 0) {
    await atOnce(tickets, ({ ticket_id, status }) =>
      admits(status) ? change(ctx, ticket_id, "cancel", reason, null) : undefined,
    );
    return { used };
  }
  await release(ctx, tickets, reason);
  return { used };
}

/** Unblocks tickets that were active before; other changes made meanwhile stay. */
async function release(ctx: Context, tickets: readonly Ticket[], reason: string): Promise<void> {
  await atOnce(tickets, async ({ ticket_id, status }) => {
    if (status === "active") await unblock(ctx, ticket_id, reason);
  });
}

/** Unblocks the tickets of a held sale at its release; other changes made meanwhile stay. */
export async function releaseHeld(ctx: Context, tickets: readonly Ticket[], reason: string): Promise<void> {
  await atOnce(tickets, ({ ticket_id, status }) =>
    status === "blocked" ? unblock(ctx, ticket_id, reason) : undefined,
  );
}

async function unblock(ctx: Context, ticket_id: string, reason: string): Promise<void> {
  await change(ctx, ticket_id, "unblock", reason, null).catch((error) => {
    if (!(error instanceof AppError) || error.spec !== ticketErrors.ticket_state) throw error;
  });
}

async function holdTicket(ctx: Context, ticket_id: string, reason: string) {
  const { line } = await change(ctx, ticket_id, "block", reason, null);
  return { ticket_id, was_used: wasUsed(line.usage) };
}

/** True for a ticket that admits, or could after a release; a reissued or cancelled ticket will not. */
export function admits(status: Ticket["status"]): boolean {
  return status === "active" || status === "blocked";
}

/** Does the work for each item, `AT_ONCE` items at a time. */
export async function atOnce<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Value | Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    values.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return values;
}
