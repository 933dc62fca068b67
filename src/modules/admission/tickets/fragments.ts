/** SQL over tickets that the statements of higher modules take in. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** How many of a lot's blanks are tickets, as a value; blanks follow their lot in the key of tickets. */
export function boundCount(lot: Statement): Statement {
  return sql`(SELECT COUNT(*) FROM tickets t WHERE t.tenant_id = ${lot}.tenant_id AND t.ticket_id > ${lot}.lot_id
    AND t.ticket_id < substr(${lot}.lot_id, 1, 20) || 'a' AND t.lot_no = ${lot}.lot_id)`;
}
