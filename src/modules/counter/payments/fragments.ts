/** SQL fragments over payments for the statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";

/** Whether a payment of a sale has a method, as a condition; `sale`: the alias of the sale's row. */
export function hasPayment(sale: Statement, method: string): Statement {
  return sql`EXISTS (SELECT 1 FROM payments p WHERE p.tenant_id = ${sale}.tenant_id AND p.sale_id = ${sale}.sale_id
    AND p.method = ${method})`;
}
