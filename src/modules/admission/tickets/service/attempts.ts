/** Attempts' rows: changes that higher modules make to them. */

import { bookkeep, type CommitPart } from "../../../../platform/db/commit.ts";
import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { emptyAnswers } from "../store/history.ts";
import { countUnread, insertRedemption } from "../store/tickets.ts";

/**
 * The part of a guest erasure's commit that empties the guests' answers; the attempts stay. `sold` selects the ids of
 * the tickets that they bought.
 */
export function forgetAnswers(ctx: Context, sold: Statement): CommitPart {
  return { writes: [emptyAnswers(ctx.db, sold)] };
}

/** Records an attempt whose code leads to no ticket. Refusal: E_SCAN_ID_REUSED when another attempt has its id. */
export function recordUnread(row: Parameters<typeof insertRedemption>[0]): CommitPart {
  return { writes: [insertRedemption(row)], refusals: [["redemptions.redemption_id", ticketErrors.scan_id_reused]] };
}

/** Updates the number of attempts that an unread code's row counts. */
export async function countUnreads(ctx: Context, counted: Parameters<typeof countUnread>[1]): Promise<void> {
  await bookkeep(ctx.db, [countUnread(ctx.tenant_id, counted)]);
}
