/** Use-case of search: finds customers by a number, an address, or a part of name or address (rule C2). */

import type { Context } from "../../../../platform/http/context.ts";
import type { Page } from "../../../../shared/page.ts";
import { fold, gramsOf, isFoundBy, keyOfTail } from "../domain.ts";
import type { Customer } from "../store/customers.ts";
import {
  listCustomersByEmail,
  listCustomersByKeys,
  listCustomersByPhonePrefix,
  listLatestCustomers,
} from "../store/search.ts";
import { phonePartOf } from "./phones.ts";

/** The candidates read for each result, because some have all the grams in another order. */
const CANDIDATES = 3;

/**
 * The active customers that match `q`, at most `limit`. The order of matches is: whole address, beginning of the number, end
 * of the number, part of name or address; within each, latest first.
 */
export async function searchCustomers(
  ctx: Context,
  { q, limit }: { q: string; limit: number },
): Promise<Page<Customer>> {
  const { db } = ctx;
  const sought = fold(q);
  const grams = gramsOf(sought);
  const { prefixes, tail } = await phonePartOf(ctx, q);
  const [by_email, by_tail, by_part, ...by_prefix] = await Promise.all([
    sought.includes("@") ? listCustomersByEmail(db, sought, limit) : [],
    tail === undefined ? [] : listCustomersByKeys(db, [keyOfTail(tail)], CANDIDATES * limit),
    grams.length > 0 ? listCustomersByKeys(db, grams, CANDIDATES * limit) : listLatestCustomers(db),
    ...prefixes.map((prefix) => listCustomersByPhonePrefix(db, prefix, limit)),
  ]);
  const found = [
    ...by_email,
    ...by_prefix.flat(),
    ...by_tail.filter(({ phone }) => phone?.endsWith(tail ?? "")),
    ...by_part.filter((customer) => isFoundBy(customer, sought)),
  ];
  const items = [...new Map(found.map((customer) => [customer.customer_id, customer])).values()];
  return { items: items.slice(0, limit), next_cursor: null, has_more: false };
}
