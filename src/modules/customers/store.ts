/** Reads and statements of customers. */

import type { Database } from "../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../platform/db/sql.ts";
import { customers } from "./tables.ts";

export type Customer = typeof customers.$inferSelect;

export function findCustomer(db: Database, customer_id: string): Promise<Customer | undefined> {
  return db.rowOf(
    customers,
    sql`SELECT * FROM customers WHERE tenant_id = ${db.tenant_id} AND customer_id = ${customer_id}`,
  );
}

/** The customers of one number: a family may share it. */
export function listCustomersByPhone(db: Database, phone: string): Promise<Customer[]> {
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers INDEXED BY customers_phone WHERE tenant_id = ${db.tenant_id} AND phone = ${phone}`,
  );
}

export interface CustomerFilter {
  /** A part of the name. */
  q?: string;
  /** The beginning of the number, as it is stored. */
  phone?: string;
  before?: string;
  limit: number;
}

/** Customers, latest first, one more than `limit`. */
export function listCustomerRows(db: Database, { q, phone, before, limit }: CustomerFilter): Promise<Customer[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    // A colon follows the last digit: a range is found by the index, and LIKE would not take long Thai patterns.
    phone !== undefined ? sql`phone >= ${phone} AND phone < ${`${phone}:`}` : undefined,
    q !== undefined ? sql`instr(lower(name), lower(${q})) > 0` : undefined,
    before !== undefined ? sql`customer_id < ${before}` : undefined,
  ]);
  // Left to itself the planner takes the key, which is in order, and reads every customer.
  const by = phone !== undefined ? sql`INDEXED BY customers_phone` : sql``;
  return db.rowsOf(
    customers,
    sql`SELECT * FROM customers ${by} WHERE ${where} ORDER BY customer_id DESC LIMIT ${limit + 1}`,
  );
}

export function insertCustomer(row: typeof customers.$inferInsert): Statement {
  return insert(customers, row);
}

export function updateCustomer({ tenant_id, customer_id, name, phone, email }: Customer): Statement {
  return sql`UPDATE customers SET name = ${name}, phone = ${phone}, email = ${email}
             WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id}`;
}
