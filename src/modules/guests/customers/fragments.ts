/** SQL over customers that the statements of higher modules take in. */

import type { Database } from "../../../platform/db/session.ts";
import { type Statement, sql } from "../../../platform/db/sql.ts";

/** A customer and whom it was merged into, and so on to the one who is nobody else; that one's `merged_into` is null. */
export function chainOf({ tenant_id }: Database, customer_id: string): Statement {
  return sql`WITH RECURSIVE chain (customer_id, merged_into) AS (
      SELECT customer_id, merged_into FROM customers WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}
      UNION
      SELECT next.customer_id, next.merged_into FROM chain
      JOIN customers AS next ON next.tenant_id = ${tenant_id} AND next.customer_id = chain.merged_into)`;
}

/** Whom a customer turned out to be by now, as SQL within a statement: who is nobody else is themselves. */
export function customerByNow(db: Database, customer_id: string): Statement {
  return sql`(${chainOf(db, customer_id)} SELECT customer_id FROM chain WHERE merged_into IS NULL)`;
}
