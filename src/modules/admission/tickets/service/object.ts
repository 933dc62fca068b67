/** The stub of a ticket's object. */

import type { Context } from "../../../../platform/http/context.ts";

/** The object that decides for a ticket. */
export function ticketObject(ctx: Context, ticket_id: string) {
  return ctx.env.TICKET.getByName(`${ctx.tenant_id}:${ticket_id}`);
}
