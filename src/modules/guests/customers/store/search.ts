/** Reads and statements: search keys, which find customers by a part of name, address or number without reading all. */

import type { Env } from "../../../../env.ts";
import { tenantsWith } from "../../../../platform/db/leap.ts";
import type { Database } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { customers } from "../tables.ts";
import { beginsWith, type Customer } from "./customers.ts";

/** The most rows of a gram that are counted to find the rarest gram. */
const COUNTED = 50;
/** The number of latest customers that are searched for a text too short to have a gram. */
const LATEST = 1_000;

/**
 * Active customers with all these grams (at least one), latest first: it reads the rarest gram and keeps those with all
 * others. Of several frequent grams it takes the last one, because the end of a typed text is the most selective.
 */
export function listCustomersByKeys(
  { tenant_id, ...db }: Database,
  grams: readonly string[],
  limit: number,
): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`WITH sought (place, gram) AS (SELECT key, value FROM json_each(${grams})),
        rarest (gram) AS (
          SELECT gram FROM sought ORDER BY (
            SELECT COUNT(*) FROM (
              SELECT 1 FROM customer_grams WHERE tenant_id = ${tenant_id} AND gram = sought.gram LIMIT ${COUNTED})),
            place DESC LIMIT 1)
        SELECT customers.* FROM customer_grams AS found
        CROSS JOIN customers ON customers.tenant_id = ${tenant_id} AND customers.customer_id = found.customer_id
        WHERE found.tenant_id = ${tenant_id} AND found.gram = (SELECT gram FROM rarest) AND customers.active = 1
          AND NOT EXISTS (
            SELECT 1 FROM sought WHERE NOT EXISTS (
              SELECT 1 FROM customer_grams AS other
              WHERE other.tenant_id = ${tenant_id} AND other.gram = sought.gram
                AND other.customer_id = found.customer_id))
        ORDER BY found.customer_id DESC LIMIT ${limit}`,
  );
}

/** The latest active customers, for a search of one or two letters. */
export function listLatestCustomers(db: Database): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id} AND active = 1
        ORDER BY customer_id DESC LIMIT ${LATEST}`,
  );
}

/** Active customers whose number begins with `phone`, by number. */
export function listCustomersByPhonePrefix(db: Database, phone: string, limit: number): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_phone
        WHERE tenant_id = ${db.tenant_id} AND ${beginsWith(phone)} AND active = 1 ORDER BY phone LIMIT ${limit}`,
  );
}

/** Active customers with an address, in its stored form. */
export function listCustomersByEmail(db: Database, email: string, limit: number): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_email
        WHERE tenant_id = ${db.tenant_id} AND email = ${email} AND active = 1 LIMIT ${limit}`,
  );
}

type Key = Pick<Customer, "tenant_id" | "customer_id">;

/**
 * Replaces a customer's keys; `before` are the keys that were read. Keys that were written in between stay. They do no harm,
 * because a search checks the name of each customer it finds.
 */
export function replaceKeys(key: Key, before: readonly string[], after: readonly string[]): Statement[] {
  const { tenant_id, customer_id } = key;
  const gone = before.filter((gram) => !after.includes(gram));
  return [
    sql`DELETE FROM customer_grams WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}
          AND gram IN (SELECT value FROM json_each(${gone}))`,
    sql`INSERT OR IGNORE INTO customer_grams (tenant_id, gram, customer_id)
        SELECT ${tenant_id}, value, ${customer_id} FROM json_each(${after})`,
  ];
}

/** Every tenant with such customers. */
export function tenantsWithKeysDue(env: Env): Promise<string[]> {
  return tenantsWith(env, sql`customers INDEXED BY customers_keys_due WHERE keys_due = 1`);
}

/** Customers, active or not, whose search keys must be renewed. */
export function listKeysDue(db: Database, limit: number): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_keys_due
        WHERE tenant_id = ${db.tenant_id} AND keys_due = 1 LIMIT ${limit}`,
  );
}

/**
 * Writes the renewed keys of customers; skips a customer that was changed or erased since it was read. Keys of an earlier
 * form stay. They do no harm, because a search checks the name of each customer it finds.
 */
export function writeRenewedKeys(
  { tenant_id }: Database,
  made: readonly { customer_id: string; keys: string[] }[],
): Statement[] {
  const these = sql`SELECT value ->> 'customer_id' FROM json_each(${made})`;
  return [
    sql`INSERT OR IGNORE INTO customer_grams (tenant_id, gram, customer_id)
        SELECT ${tenant_id}, key.value, c.customer_id
        FROM json_each(${made}) AS one
        JOIN customers AS c ON c.tenant_id = ${tenant_id} AND c.customer_id = one.value ->> 'customer_id' AND c.keys_due = 1
        JOIN json_each(one.value, '$.keys') AS key`,
    sql`UPDATE customers SET keys_due = 0 WHERE tenant_id = ${tenant_id} AND customer_id IN (${these})`,
  ];
}
