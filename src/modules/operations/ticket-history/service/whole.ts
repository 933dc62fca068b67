/** What became of tickets, told whole to whose they are. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { emptyAnswers, listAttempts, listWithReplacements } from "../../../admission/tickets/store/history.ts";
import type { Redemption, Ticket } from "../../../admission/tickets/store/tickets.ts";

/**
 * What the erasure of guests adds to its own commit: the attempts stay, without what the guests answered. `sold` selects the
 * ids of the tickets that they bought.
 */
export function forgetAnswers(ctx: Context, sold: Statement): CommitPart {
  return { writes: [emptyAnswers(ctx.db, sold)] };
}

const NO_LIMIT = -1;

/** Tickets with those that were issued in place of one of them, and every attempt to use them, first one first. */
export async function wholeTickets(
  ctx: Context,
  ticket_ids: readonly string[],
): Promise<{ tickets: Ticket[]; attempts: Redemption[] }> {
  const tickets = await listWithReplacements(ctx.db, ticket_ids);
  const ids = tickets.map(({ ticket_id }) => ticket_id);
  return { tickets, attempts: await listAttempts(ctx.db, ids, NO_LIMIT) };
}
