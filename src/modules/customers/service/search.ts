/** A guest at the till is found by whatever is said first: a number, an address, or a part of either name or address (rule I8). */

import type { Context } from "../../../platform/http/context.ts";
import type { Page } from "../../../shared/page.ts";
import { fold, gramsOf, isFoundBy, normalizePhonePrefix } from "../domain.ts";
import type { Customer } from "../store/customers.ts";
import {
  listCustomersByEmail,
  listCustomersByGrams,
  listCustomersByPhonePrefix,
  listLatestCustomers,
} from "../store/search.ts";

/** For each answer, as a few candidates have the letters in another order. */
const CANDIDATES = 3;

/**
 * The active customers whom `q` may mean, at most `limit`: by their whole address first, then by the beginning of their
 * number, then by a part of name or address, latest first.
 */
export async function searchCustomers(
  ctx: Context,
  { q, limit }: { q: string; limit: number },
): Promise<Page<Customer>> {
  const { db } = ctx;
  const sought = fold(q);
  const grams = gramsOf(sought);
  const phone = normalizePhonePrefix(q);
  const [by_email, by_phone, by_part] = await Promise.all([
    listCustomersByEmail(db, sought, limit),
    phone === undefined ? [] : listCustomersByPhonePrefix(db, phone, limit),
    grams.length > 0 ? listCustomersByGrams(db, grams, CANDIDATES * limit) : listLatestCustomers(db),
  ]);
  const found = [...by_email, ...by_phone, ...by_part.filter((customer) => isFoundBy(customer, sought))];
  const items = [...new Map(found.map((customer) => [customer.customer_id, customer])).values()];
  return { items: items.slice(0, limit), next_cursor: null, has_more: false };
}
