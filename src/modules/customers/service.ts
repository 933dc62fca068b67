/** Use-cases of customers; what is known of a guest stands in the guest's row alone, so that it can be forgotten there. */

import { commit } from "../../platform/db/commit.ts";
import type { Context } from "../../platform/http/context.ts";
import { readCursor } from "../../platform/http/request.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { type Page, pageOf } from "../../shared/page.ts";
import { normalizePhone } from "./domain.ts";
import {
  type Customer,
  type CustomerFilter,
  findCustomer,
  insertCustomer,
  listCustomerRows,
  listCustomersByPhone,
  updateCustomer,
} from "./store.ts";

export interface CustomerInput {
  name: string;
  /** E.164. */
  phone?: string | null;
  email?: string | null;
}

export async function createCustomer(ctx: Context, input: CustomerInput): Promise<Customer> {
  const { tenant_id, now: created_at } = ctx;
  const customer = { tenant_id, customer_id: ctx.newId(), ...wholeOf(input), created_at };
  await commit(ctx, {
    writes: [insertCustomer(customer)],
    audit: [{ event: "customer.created", subject: ["customer", customer.customer_id] }],
    reply: customer,
  });
  return customer;
}

/** Puts what is known of a customer in place of what was. Error: E_NOT_FOUND. */
export async function replaceCustomer(ctx: Context, customer_id: string, input: CustomerInput): Promise<Customer> {
  const before = await getCustomer(ctx, customer_id);
  const customer = { ...before, ...wholeOf(input) };
  const changed = (["name", "phone", "email"] as const).filter((field) => customer[field] !== before[field]);
  await commit(ctx, {
    writes: [updateCustomer(customer)],
    // The audit is for ever: it names the fields, and not what they say of a guest.
    audit: [{ event: "customer.changed", subject: ["customer", customer_id], changes: { fields: changed } }],
    reply: customer,
  });
  return customer;
}

function wholeOf({ name, phone = null, email = null }: CustomerInput) {
  return { name, phone, email };
}

/** A customer. Error: E_NOT_FOUND, the same for another tenant's. */
export async function getCustomer(ctx: Context, customer_id: string): Promise<Customer> {
  const customer = await findCustomer(ctx.db, customer_id);
  if (!customer) throw new AppError(errors.not_found);
  return customer;
}

/** Error: E_VALIDATION, where a request names a customer that is not there. */
export async function meetCustomer(ctx: Context, customer_id: string): Promise<void> {
  if (await findCustomer(ctx.db, customer_id)) return;
  throw new AppError(errors.validation, {
    fields: [{ path: "customer_id", message: "is not a customer of this park" }],
  });
}

/** Customers of the tenant, latest first, by a part of the name or the beginning of the number. */
export async function listCustomers(
  ctx: Context,
  { cursor, ...filter }: Omit<CustomerFilter, "before"> & { cursor?: string },
): Promise<Page<Customer>> {
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listCustomerRows(ctx.db, { ...filter, before });
  return pageOf(rows, filter.limit, ({ customer_id }) => [customer_id]);
}

/** The ids of the customers who have that number, however it is written; none for what is no number. */
export async function customerIdsOfPhone(ctx: Context, text: string): Promise<string[]> {
  const phone = normalizePhone(text);
  if (phone === undefined) return [];
  return (await listCustomersByPhone(ctx.db, phone)).map(({ customer_id }) => customer_id);
}
