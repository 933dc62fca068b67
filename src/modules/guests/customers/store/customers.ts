/** Reads and statements: customers. A merged customer stays inactive, in any order of writes. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, insertPages, type Statement, sql } from "../../../../platform/db/sql.ts";
import { customers } from "../tables.ts";

export type Customer = typeof customers.$inferSelect;

export function findCustomer(db: Database, customer_id: string): Promise<Customer | undefined> {
  return db.rowOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id} AND customer_id = ${customer_id}`,
  );
}

/** The customers with those ids, in any order; unknown ids are left out. */
export function findCustomers(db: Database, customer_ids: readonly string[]): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id}
          AND customer_id IN (SELECT value FROM json_each(${customer_ids}))`,
  );
}

/** Active customers in the order of their ids, one more than `limit`. */
export function listCustomersAfter(
  db: Database,
  { after = "", limit }: { after?: string; limit: number },
): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id} AND customer_id > ${after} AND active = 1
        ORDER BY customer_id LIMIT ${limit + 1}`,
  );
}

/** Inserts many customers. */
export function insertCustomers(rows: (typeof customers.$inferInsert)[]): Statement[] {
  return insertPages(customers, rows);
}

/** The number of earliest customers with a number that are checked; later ones are never named as a hint. */
const FIRST_LOOKED_AT = 100;

/** The earliest active customer with a number, other than `other_than`. */
export async function findFirstOfPhone(
  db: Database,
  phone: string,
  other_than: string,
): Promise<Pick<Customer, "customer_id"> | undefined> {
  const [first] = await db.all<{ customer_id: string }>(
    sql`SELECT customer_id FROM (
          SELECT customer_id, active FROM customers INDEXED BY customers_phone
          WHERE tenant_id = ${db.tenant_id} AND phone = ${phone} ORDER BY customer_id LIMIT ${FIRST_LOOKED_AT})
        WHERE active = 1 AND customer_id <> ${other_than} LIMIT 1`,
  );
  return first;
}

/** The customers with one number; a family may share it. */
export function listCustomersByPhone(db: Database, phone: string): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_phone WHERE tenant_id = ${db.tenant_id} AND phone = ${phone}`,
  );
}

export interface CustomerFilter {
  /** The beginning of the number, in its stored form. */
  phone?: string;
  /** In its stored form. */
  email?: string;
  /** By default both. */
  active?: boolean;
  /** Bounds of the creation time, epoch ms, inclusive. */
  from?: number;
  to?: number;
  before?: string;
  limit: number;
}

/** Customers, latest first, one more than `limit`. */
export function listCustomerRows(db: Database, filter: CustomerFilter): Promise<Customer[]> {
  const { phone, email, active, from, to, before, limit } = filter;
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    phone !== undefined ? beginsWith(phone) : undefined,
    email !== undefined ? sql`email = ${email}` : undefined,
    active !== undefined ? sql`active = ${active}` : undefined,
    from !== undefined ? sql`created_at >= ${from}` : undefined,
    to !== undefined ? sql`created_at <= ${to}` : undefined,
    before !== undefined ? sql`customer_id < ${before}` : undefined,
  ]);
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers ${indexFor(filter)} WHERE ${where} ORDER BY customer_id DESC LIMIT ${limit + 1}`,
  );
}

/** Without the hint the planner takes the primary key, which is in order, and reads every customer. */
function indexFor({ phone, email }: CustomerFilter): Statement {
  if (email !== undefined) return sql`INDEXED BY customers_email`;
  return phone !== undefined ? sql`INDEXED BY customers_phone` : sql``;
}

/** The condition of a prefix as a range, which the index can use; a colon sorts right after the digits. */
export function beginsWith(phone: string): Statement {
  return sql`phone >= ${phone} AND phone < ${`${phone}:`}`;
}

/** Active customers by spend, highest first. */
export function listTopSpenders(db: Database, limit: number): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_spend
        WHERE tenant_id = ${db.tenant_id} AND spend_total > 0 AND active = 1
        ORDER BY spend_total DESC, customer_id DESC LIMIT ${limit}`,
  );
}

export function insertCustomer(row: typeof customers.$inferInsert): Statement {
  return insert(customers, row);
}

/** Replaces a customer's data; aborts the batch, naming customers.active, for a merged or erased customer. */
export function updateCustomer({ tenant_id, customer_id, name, phone, email, note, active }: Customer): Statement {
  return sql`UPDATE customers SET name = ${name}, phone = ${phone}, email = ${email}, note = ${note}, keys_due = 0,
               active = iif(merged_into IS NULL AND erased_at IS NULL, ${active}, NULL)
             WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}`;
}

/** Deactivates a customer; a merged one stays inactive for good. */
export function deactivateCustomer(customer: Customer, merged_into?: string): Statement {
  const { tenant_id, customer_id } = customer;
  return sql`UPDATE customers SET active = 0, merged_into = COALESCE(${merged_into}, merged_into)
             WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}`;
}
