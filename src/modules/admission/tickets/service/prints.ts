/** Prints: counted in the commit of the reprint that allows them, each once (rule A5). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { addPrint, printedCount } from "../store/tickets.ts";

/**
 * Counts a print. `printed_count` is SQL for later statements of the commit: the ticket's number of prints, null where
 * the ticket is not active.
 */
export function countPrint({ db }: Context, ticket_id: string): CommitPart & { printed_count: Statement } {
  return { writes: [addPrint(db, ticket_id)], printed_count: printedCount(db, ticket_id) };
}
