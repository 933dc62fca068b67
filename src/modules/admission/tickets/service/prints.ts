/** A ticket is printed again in the commit of the act that allows it, and each print counts once (rule A5). */

import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { addPrint, printedCount } from "../store/tickets.ts";

/** What such a commit holds: the count, and after it the ticket's number of prints, null where it admits nobody any more. */
export function countPrint({ db }: Context, ticket_id: string): { write: Statement; printed_count: Statement } {
  return { write: addPrint(db, ticket_id), printed_count: printedCount(db, ticket_id) };
}
