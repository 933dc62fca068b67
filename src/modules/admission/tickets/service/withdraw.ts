/** The tickets of a sale that is undone end together, unless one of them was used: then none does (rules S1, G3). */

import type { Context } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError } from "../../../../shared/errors.ts";
import { wasUsed } from "../domain/changes.ts";
import type { Ticket } from "../store/tickets.ts";
import { change } from "./change.ts";

/** Objects that are asked at once. */
const AT_ONCE = 50;

/**
 * Cancels tickets that nobody has used, for a sale that is undone. All are blocked first, so that no gate admits one
 * while it is looked whether any was used; if one was, those are released again and their ids answered. Begun again after
 * a crash it ends what was begun. Error: E_UNAVAILABLE when D1 could not be told yet.
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

/** Lets tickets admit again that were held; what another act made of one meanwhile stands. */
async function release(ctx: Context, tickets: readonly Ticket[], reason: string): Promise<void> {
  await atOnce(tickets, async ({ ticket_id, status }) => {
    if (status === "active") await unblock(ctx, ticket_id, reason);
  });
}

/** Lets tickets admit that waited with their sale for its release. What another act made of one meanwhile stands. */
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

/** Whether a ticket may still let somebody in, or could after a release; one that was reissued or cancelled will not. */
export function admits(status: Ticket["status"]): boolean {
  return status === "active" || status === "blocked";
}

/** Does the work for each item, for some of them at once. */
export async function atOnce<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Value | Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    values.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return values;
}
