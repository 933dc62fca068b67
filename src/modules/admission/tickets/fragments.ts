/** SQL fragments over tickets, for statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** The number of a lot's blanks that are tickets, as an SQL value. In the key of tickets, blanks follow their lot. */
export function boundCount(lot: Statement): Statement {
  return sql`(SELECT COUNT(*) FROM tickets t WHERE t.tenant_id = ${lot}.tenant_id AND t.ticket_id > ${lot}.lot_id
    AND t.ticket_id < substr(${lot}.lot_id, 1, 20) || 'a' AND t.lot_no = ${lot}.lot_id)`;
}
