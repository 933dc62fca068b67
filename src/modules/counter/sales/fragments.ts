/** SQL fragments over sales for the statements of other modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** Selects the ids of the tickets that customers bought. */
export function ticketsSoldTo(tenant_id: string, customer_ids: readonly string[]): Statement {
  return sql`SELECT sold.value FROM sales s, json_each(s.lines) line, json_each(line.value, '$.ticket_ids') sold
    WHERE s.tenant_id = ${tenant_id} AND s.customer_id IN (SELECT value FROM json_each(${customer_ids}))`;
}
