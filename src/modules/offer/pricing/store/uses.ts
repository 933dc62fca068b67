/** Counts of rule uses, written in the sale's own batch; a CHECK keeps the cap (rule P3). */

import type { Database } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { lastOfMerges } from "../../../guests/customers/fragments.ts";
import { OF_CUSTOMER, type Use } from "../domain/uses.ts";
import { rule_uses } from "../tables.ts";

/** The counters of a sale; that of its customer, `customer:<id>`, is SQL that the statement evaluates. */
export interface BucketsByNow {
  total: string;
  day: string;
  customer: Statement | null;
}

/** The counter of a customer, or of the customer into which it was merged. */
export function customerBucket(db: Database, customer_id: string): Statement {
  return sql`'customer:' || ${lastOfMerges(db, customer_id)}`;
}

/** The number of sales that used a rule with a cap on all sales. */
export async function countUses(db: Database, rule_id: string): Promise<number> {
  const row = await db.rowOf(
    rule_uses,
    sql`SELECT * FROM rule_uses WHERE tenant_id = ${db.tenant_id} AND rule_id = ${rule_id} AND bucket = 'total'`,
  );
  return row?.used ?? 0;
}

/** Counts uses; aborts the batch, naming rule_uses_cap, if one is above its cap. */
export function insertUses({ tenant_id }: Database, uses: readonly Use[], buckets: BucketsByNow): Statement {
  return sql`${newUses(tenant_id, uses, buckets)} DO UPDATE SET used = used + 1, cap = excluded.cap`;
}

/** Counts uses up to their caps, for sales that already happened. */
export function insertUsesMade({ tenant_id }: Database, uses: readonly Use[], buckets: BucketsByNow): Statement {
  return sql`${newUses(tenant_id, uses, buckets)} DO UPDATE
             SET used = MAX(used, MIN(used + 1, excluded.cap)), cap = MAX(used, excluded.cap)`;
}

function newUses(tenant_id: string, uses: readonly Use[], { customer }: BucketsByNow): Statement {
  const bucket = customer
    ? sql`iif(value ->> '$.bucket' = ${OF_CUSTOMER}, ${customer}, value ->> '$.bucket')`
    : sql`value ->> '$.bucket'`;
  return sql`INSERT INTO rule_uses (tenant_id, rule_id, bucket, used, cap)
             SELECT ${tenant_id}, value ->> '$.rule_id', ${bucket}, 1, value ->> '$.cap'
             FROM json_each(${uses}) WHERE 1
             ON CONFLICT (tenant_id, rule_id, bucket)`;
}

/** Takes back one use of each rule; an uncounted rule stays as it is. */
export function takeBackUses({ tenant_id }: Database, rule_ids: readonly string[], buckets: BucketsByNow): Statement {
  return sql`UPDATE rule_uses SET used = used - 1
             WHERE tenant_id = ${tenant_id} AND rule_id IN (SELECT value FROM json_each(${rule_ids}))
               AND bucket IN (${buckets.total}, ${buckets.day}, ${buckets.customer}) AND used > 0`;
}
