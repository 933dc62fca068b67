/** What modules above tickets add to the rows of attempts, which tickets keep. */

import { bookkeep, type CommitPart } from "../../../../platform/db/commit.ts";
import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { emptyAnswers } from "../store/history.ts";
import { countUnread, insertRedemption } from "../store/tickets.ts";

/**
 * What the erasure of guests adds to its own commit: the attempts stay, without what the guests answered. `sold` selects the
 * ids of the tickets that they bought.
 */
export function forgetAnswers(ctx: Context, sold: Statement): CommitPart {
  return { writes: [emptyAnswers(ctx.db, sold)] };
}

/** The attempt whose code leads to no ticket. Refusal: E_SCAN_ID_REUSED where its scan id is another's. */
export function recordUnread(row: Parameters<typeof insertRedemption>[0]): CommitPart {
  return { writes: [insertRedemption(row)], refusals: [["redemptions.redemption_id", ticketErrors.scan_id_reused]] };
}

/** Writes down how many attempts the row of an unread code tells by now. */
export async function countUnreads(ctx: Context, told: Parameters<typeof countUnread>[1]): Promise<void> {
  await bookkeep(ctx.db, [countUnread(ctx.tenant_id, told)]);
}
