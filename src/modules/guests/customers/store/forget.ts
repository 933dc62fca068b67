/** Reads and statements: a guest's data over all its merged rows, for export and erasure. */

import type { Env } from "../../../../env.ts";
import { type ClockOffset, tenantsWith } from "../../../../platform/db/leap.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { customer_entries, customers } from "../tables.ts";
import type { Customer } from "./customers.ts";
import type { CustomerEntry } from "./ledger.ts";

/**
 * All rows of guests: the chain into which they were merged, and all customers merged into its last one. The merge entries of
 * the ledger name those; their key finds them.
 */
export function listGuests(db: Database, customer_ids: readonly string[]): Promise<Customer[]> {
  const { tenant_id } = db;
  return db.rowsOf(
    customers,
    sql`WITH RECURSIVE up (customer_id, merged_into) AS (
          SELECT customer_id, merged_into FROM customers
          WHERE tenant_id = ${tenant_id} AND customer_id IN (SELECT value FROM json_each(${customer_ids}))
          UNION
          SELECT next.customer_id, next.merged_into FROM up
          JOIN customers AS next ON next.tenant_id = ${tenant_id} AND next.customer_id = up.merged_into),
        guest (customer_id) AS (
          SELECT customer_id FROM up WHERE merged_into IS NULL
          UNION
          SELECT substr(e.entry_id, 7) FROM guest
          JOIN customer_entries AS e ON e.tenant_id = ${tenant_id} AND e.customer_id = guest.customer_id
            AND e.entry_id >= 'merge:' AND e.entry_id < 'merge;')
        SELECT customers.* FROM guest CROSS JOIN customers
          ON customers.tenant_id = ${tenant_id} AND customers.customer_id = guest.customer_id
        ORDER BY customers.customer_id`,
  );
}

/** The last rows of guests without a visit since `idle_before` (epoch ms) that are not erased yet. */
export function listIdle(db: Database, idle_before: number, limit: number): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id} AND merged_into IS NULL AND erased_at IS NULL
          AND COALESCE(last_visit_at, created_at) < ${idle_before} LIMIT ${limit}`,
  );
}

/** Every tenant that has a customer. */
export function tenantsWithCustomers(env: Env): Promise<string[]> {
  return tenantsWith(env, sql`customers WHERE 1`);
}

/**
 * The tenants that have a guest who last came before their moment (epoch ms, moved like the tenant's clock): one query, none
 * for no tenants.
 */
export async function tenantsWithIdle(
  env: Env,
  tenants: readonly { tenant_id: string; idle_before: number }[],
  offset: ClockOffset,
): Promise<string[]> {
  if (tenants.length === 0) return [];
  const found = await openDatabase(env, EVERY_TENANT).all<{ tenant_id: string }>(
    sql`SELECT value ->> '$.tenant_id' AS tenant_id FROM json_each(${tenants}) WHERE EXISTS (
          SELECT 1 FROM customers WHERE customers.tenant_id = value ->> '$.tenant_id' AND merged_into IS NULL
            AND erased_at IS NULL AND COALESCE(last_visit_at, created_at)
              < (value ->> '$.idle_before') + ${offset(sql`customers.tenant_id`)})`,
  );
  return found.map(({ tenant_id }) => tenant_id);
}

/** All entries of some customers, oldest first. */
export function listWholeLedger(db: Database, customer_ids: readonly string[]): Promise<CustomerEntry[]> {
  return db.rowsOf(
    customer_entries,
    sql`SELECT * FROM customer_entries WHERE tenant_id = ${db.tenant_id}
          AND customer_id IN (SELECT value FROM json_each(${customer_ids})) ORDER BY at, entry_id`,
  );
}

/**
 * Empties rows and deletes all their search keys. Aborts the batch, naming customers.name, for a row that is already erased,
 * or that had a visit since `idle_before`.
 */
export function eraseRows(
  { tenant_id }: Database,
  customer_ids: readonly string[],
  { erased_at, idle_before }: { erased_at: number; idle_before: number | null },
): Statement[] {
  const these = sql`tenant_id = ${tenant_id} AND customer_id IN (SELECT value FROM json_each(${customer_ids}))`;
  const idle = sql`${idle_before} IS NULL OR merged_into IS NOT NULL OR COALESCE(last_visit_at, created_at) < ${idle_before}`;
  return [
    sql`UPDATE customers SET name = iif(erased_at IS NULL AND (${idle}), '', NULL), phone = NULL, email = NULL,
          note = NULL, active = 0, keys_due = 0, erased_at = ${erased_at} WHERE ${these}`,
    // All keys of the rows, because keys of an earlier name may still be there.
    sql`DELETE FROM customer_grams WHERE ${these}`,
  ];
}
