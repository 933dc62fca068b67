/** The tickets of a sale that is undone end together, unless one of them was used: then none does (rules S1, G3). */

import type { Context } from "../../../platform/http/context.ts";
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
  const held = await each(tickets, ({ ticket_id, status }) =>
    admits(status) ? holdTicket(ctx, ticket_id, reason) : { ticket_id, was_used: false },
  );
  const used = held.flatMap(({ ticket_id, was_used }) => (was_used ? [ticket_id] : []));
  if (used.length === 0) {
    await each(tickets, ({ ticket_id, status }) =>
      admits(status) ? change(ctx, ticket_id, "cancel", reason, null) : undefined,
    );
    return { used };
  }
  await each(tickets, ({ ticket_id, status }) =>
    status === "active" ? change(ctx, ticket_id, "unblock", reason, null) : undefined,
  );
  return { used };
}

async function holdTicket(ctx: Context, ticket_id: string, reason: string) {
  const { line } = await change(ctx, ticket_id, "block", reason, null);
  return { ticket_id, was_used: line.usage.used > 0 || line.usage.first_pass !== null };
}

/** Whether a ticket may still let somebody in, or could after a release; one that was reissued or cancelled will not. */
function admits(status: Ticket["status"]): boolean {
  return status === "active" || status === "blocked";
}

async function each<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Value | Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    values.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return values;
}
