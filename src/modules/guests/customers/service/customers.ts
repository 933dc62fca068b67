/** Use-cases of customers: a guest's data is only in the customer's row, so that it can be erased there. */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, permissionError } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { CUSTOMER_CHANGED, customerErrors, keysOfCustomer, refuseMerge } from "../domain.ts";
import {
  type Customer,
  type CustomerFilter,
  deactivateCustomer,
  findCustomer,
  findFirstOfPhone,
  insertCustomer,
  listCustomerRows,
  listCustomersByPhone,
  listTopSpenders,
  updateCustomer,
} from "../store/customers.ts";
import { moveSums } from "../store/ledger.ts";
import { replaceKeys } from "../store/search.ts";
import { phoneOf, phonePartOf } from "./phones.ts";

export interface CustomerInput {
  name: string;
  /** In any spelling. */
  phone?: string | null;
  /** In small letters. */
  email?: string | null;
  note?: string | null;
}

/** A created or changed customer; `same_phone_as` is the first customer with the same number, perhaps the same guest. */
export type NotedCustomer = Customer & { same_phone_as: string | null };

/**
 * Creates a customer. Errors: E_PERMISSION for a device without a person, because a person must answer for guest data;
 * E_VALIDATION for a text that is not a telephone number.
 */
export async function createCustomer(ctx: Context, input: CustomerInput): Promise<NotedCustomer> {
  if (ctx.actor.kind === "device") throw permissionError(ctx, "guests_write", ctx.store_id ?? undefined);
  const customer: Customer = {
    tenant_id: ctx.tenant_id,
    customer_id: ctx.newId(),
    ...(await wholeOf(ctx, input)),
    active: true,
    merged_into: null,
    created_at: ctx.now,
    spend_total: 0,
    visits_count: 0,
    points: 0,
    last_visit_at: null,
    erased_at: null,
    keys_due: false,
  };
  const reply = await withNamesake(ctx, customer);
  await commit(ctx, {
    writes: [insertCustomer(customer), ...replaceKeys(customer, [], keysOfCustomer(customer))],
    audit: [{ event: "customer.created", subject: ["customer", customer.customer_id] }],
    reply,
  });
  return reply;
}

async function withNamesake(ctx: Context, customer: Customer): Promise<NotedCustomer> {
  const { phone, customer_id } = customer;
  const first = phone === null ? undefined : await findFirstOfPhone(ctx.db, phone, customer_id);
  return { ...customer, same_phone_as: first?.customer_id ?? null };
}

/**
 * Replaces a customer's data. Errors: E_NOT_FOUND, E_CUSTOMER_MERGED, E_CUSTOMER_ERASED; E_VALIDATION for a text that is not
 * a telephone number.
 */
export function replaceCustomer(
  ctx: Context,
  customer_id: string,
  input: CustomerInput & { active: boolean },
): Promise<NotedCustomer> {
  return decideAgain([CUSTOMER_CHANGED], () => replace(ctx, customer_id, input));
}

async function replace(
  ctx: Context,
  customer_id: string,
  { active, ...input }: CustomerInput & { active: boolean },
): Promise<NotedCustomer> {
  const before = await getCustomer(ctx, customer_id);
  const { merged_into } = before;
  if (merged_into !== null) throw new AppError(customerErrors.merged, { merged_into });
  if (before.erased_at !== null) throw new AppError(customerErrors.erased);
  const customer = { ...before, ...(await wholeOf(ctx, input)), active };
  const fields = (["name", "phone", "email", "note", "active"] as const).filter(
    (field) => customer[field] !== before[field],
  );
  const reply = await withNamesake(ctx, customer);
  await commit(ctx, {
    writes: [
      updateCustomer(customer),
      ...replaceKeys(customer, keysOfCustomer(before), active ? keysOfCustomer(customer) : []),
    ],
    // Audit rows are never deleted, so they name the fields and not a guest's data.
    audit: [{ event: "customer.changed", subject: ["customer", customer_id], changes: { fields } }],
    reply,
    refusals: [["customers.active", CUSTOMER_CHANGED]],
  });
  return reply;
}

async function wholeOf(ctx: Context, { name, phone: written = null, email = null, note = null }: CustomerInput) {
  const phone = written === null ? null : await phoneOf(ctx, written);
  if (phone === undefined) throw invalid("phone", "must be a telephone number");
  return { name, phone, email, note };
}

/** Deactivates a customer; a repeat changes nothing. Error: E_NOT_FOUND. */
export async function retireCustomer(ctx: Context, customer_id: string): Promise<Customer> {
  const before = await getCustomer(ctx, customer_id);
  if (!before.active) return before;
  const customer = { ...before, active: false };
  await commit(ctx, {
    writes: [deactivateCustomer(before), ...replaceKeys(before, keysOfCustomer(before), [])],
    audit: [{ event: "customer.deactivated", subject: ["customer", customer_id] }],
    reply: customer,
  });
  return customer;
}

/**
 * Merges a customer into another: its sums and points move there, and it stays inactive for good. Its sales still name it.
 * A repeat changes nothing. Answers the merged customer.
 * Errors: E_NOT_FOUND; E_VALIDATION for itself or an unknown customer; E_CUSTOMER_INACTIVE; E_CUSTOMER_MERGED into another;
 * E_CUSTOMER_ERASED.
 */
export function mergeCustomer(
  ctx: Context,
  customer_id: string,
  { into_customer_id, reason = null }: { into_customer_id: string; reason?: string | null },
): Promise<Customer> {
  return decideAgain([CUSTOMER_CHANGED], async () => {
    const [before, into] = await Promise.all([getCustomer(ctx, customer_id), findCustomer(ctx.db, into_customer_id)]);
    const { merged_into } = before;
    if (merged_into === into_customer_id) return before;
    if (merged_into !== null) throw new AppError(customerErrors.merged, { merged_into });
    if (before.erased_at !== null) throw new AppError(customerErrors.erased);
    const refusal = refuseMerge(into, customer_id);
    if (refusal === "inactive") throw new AppError(customerErrors.inactive);
    if (refusal) throw invalid("into_customer_id", refusal === "itself" ? "is the same customer" : NOBODY_HERE);

    const none = { spend_total: 0, visits_count: 0, points: 0 };
    const customer = { ...before, ...none, active: false, merged_into: into_customer_id };
    const move = { from: customer_id, to: into_customer_id, at: ctx.now, reason, actor_id: ctx.actor.id };
    await commit(ctx, {
      writes: [
        ...moveSums(ctx.db, move),
        deactivateCustomer(before, into_customer_id),
        ...replaceKeys(before, keysOfCustomer(before), []),
      ],
      audit: [{ event: "customer.merged", subject: ["customer", customer_id], changes: { into_customer_id, reason } }],
      reply: customer,
      refusals: [["customer_entries.customer_id", CUSTOMER_CHANGED]],
    });
    return customer;
  });
}

const NOBODY_HERE = "is not a customer of this park";

function invalid(path: string, message: string): AppError {
  return new AppError(errors.validation, { fields: [{ path, message }] });
}

/** A customer, active or not. Error: E_NOT_FOUND, the same for another tenant's. */
export async function getCustomer(ctx: Context, customer_id: string): Promise<Customer> {
  const customer = await findCustomer(ctx.db, customer_id);
  if (!customer) throw new AppError(errors.not_found);
  return customer;
}

/** Error: E_VALIDATION for a customer that does not exist or is inactive. */
export async function requireCustomer(ctx: Context, customer_id: string): Promise<void> {
  const customer = await findCustomer(ctx.db, customer_id);
  if (!customer) throw invalid("customer_id", NOBODY_HERE);
  if (!customer.active)
    throw invalid("customer_id", customer.merged_into ? "was merged into another" : "is deactivated");
}

/** Whether a customer belongs to this tenant, active or not. */
export async function isCustomer(ctx: Context, customer_id: string): Promise<boolean> {
  return (await findCustomer(ctx.db, customer_id)) !== undefined;
}

export type CustomerQuery = Omit<CustomerFilter, "before"> & { cursor?: string };

/** Lists customers of the tenant, latest first. Error: E_VALIDATION for a text that cannot begin a telephone number. */
export async function listCustomers(
  ctx: Context,
  { cursor, phone: written, ...filter }: CustomerQuery,
): Promise<Page<Customer>> {
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const phone = written === undefined ? undefined : (await phonePartOf(ctx, written)).prefixes[0];
  if (written !== undefined && phone === undefined) throw invalid("phone", "must begin with three digits of a number");
  const rows = await listCustomerRows(ctx.db, { ...filter, phone, before });
  return pageOf(rows, filter.limit, ({ customer_id }) => [customer_id]);
}

/** The active customers with the highest spend, highest first. */
export async function topSpenders(ctx: Context, limit: number): Promise<Page<Customer>> {
  return { items: await listTopSpenders(ctx.db, limit), next_cursor: null, has_more: false };
}

/** The ids of the customers with a number in any spelling; none for a text that is not a number. */
export async function customerIdsOfPhone(ctx: Context, text: string): Promise<string[]> {
  const phone = await phoneOf(ctx, text);
  if (phone === undefined) return [];
  return (await listCustomersByPhone(ctx.db, phone)).map(({ customer_id }) => customer_id);
}
