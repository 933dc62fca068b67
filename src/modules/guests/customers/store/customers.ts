/** Reads and statements of customers. A merged customer stays inactive, whoever writes last. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { customers } from "../tables.ts";

export type Customer = typeof customers.$inferSelect;

export function findCustomer(db: Database, customer_id: string): Promise<Customer | undefined> {
  return db.rowOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id} AND customer_id = ${customer_id}`,
  );
}

/** Of those who were noted first with a number; what is behind them is nobody's hint. */
const FIRST_LOOKED_AT = 100;

/** The first active customer who was noted with a number, other than one. */
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

/** The customers of one number: a family may share it. */
export function listCustomersByPhone(db: Database, phone: string): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_phone WHERE tenant_id = ${db.tenant_id} AND phone = ${phone}`,
  );
}

export interface CustomerFilter {
  /** The beginning of the number, as it is stored. */
  phone?: string;
  /** As it is stored. */
  email?: string;
  /** Both kinds unless given. */
  active?: boolean;
  /** Epoch ms of the note, inclusive. */
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

/** Left to itself the planner takes the key, which is in order, and reads every customer. */
function indexFor({ phone, email }: CustomerFilter): Statement {
  if (email !== undefined) return sql`INDEXED BY customers_email`;
  return phone !== undefined ? sql`INDEXED BY customers_phone` : sql``;
}

/** A colon follows the last digit: a range is found by the index. */
export function beginsWith(phone: string): Statement {
  return sql`phone >= ${phone} AND phone < ${`${phone}:`}`;
}

/** Active customers by what they spent, most first. */
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

/** Puts what is known of a customer in place of what was; aborts the batch, naming customers.active, for one merged or erased. */
export function updateCustomer({ tenant_id, customer_id, name, phone, email, note, active }: Customer): Statement {
  return sql`UPDATE customers SET name = ${name}, phone = ${phone}, email = ${email}, note = ${note}, keys_due = 0,
               active = iif(merged_into IS NULL AND erased_at IS NULL, ${active}, NULL)
             WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}`;
}

/** Takes a customer out of use, for good when it turned out to be another. */
export function deactivateCustomer(customer: Customer, merged_into?: string): Statement {
  const { tenant_id, customer_id } = customer;
  return sql`UPDATE customers SET active = 0, merged_into = COALESCE(${merged_into}, merged_into)
             WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}`;
}
