/** SQL fragments over customers for the statements of higher modules. */

import type { Database } from "../../../platform/db/session.ts";
import { type Statement, sql } from "../../../platform/db/sql.ts";

/** A customer with the chain of customers into which it was merged; `merged_into` of the last one is null. */
export function chainOf({ tenant_id }: Database, customer_id: string): Statement {
  return sql`WITH RECURSIVE chain (customer_id, merged_into) AS (
      SELECT customer_id, merged_into FROM customers WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}
      UNION
      SELECT next.customer_id, next.merged_into FROM chain
      JOIN customers AS next ON next.tenant_id = ${tenant_id} AND next.customer_id = chain.merged_into)`;
}

/** The last customer of a chain of merges, as SQL within a statement; an unmerged customer is its own last one. */
export function lastOfMerges(db: Database, customer_id: string): Statement {
  return sql`(${chainOf(db, customer_id)} SELECT customer_id FROM chain WHERE merged_into IS NULL)`;
}
