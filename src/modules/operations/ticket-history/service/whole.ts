/** Full ticket history for a guest's data export. */

import type { Context } from "../../../../platform/http/context.ts";
import { listAttempts, listWithReplacements, type Redemption, type Ticket } from "../../../admission/tickets/index.ts";

const NO_LIMIT = -1;

/** Tickets with their replacements, and all attempts to use them, oldest first. */
export async function wholeTickets(
  ctx: Context,
  ticket_ids: readonly string[],
): Promise<{ tickets: Ticket[]; attempts: Redemption[] }> {
  const tickets = await listWithReplacements(ctx.db, ticket_ids);
  const ids = tickets.map(({ ticket_id }) => ticket_id);
  return { tickets, attempts: await listAttempts(ctx.db, ids, NO_LIMIT) };
}
