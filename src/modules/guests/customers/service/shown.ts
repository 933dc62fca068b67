/** Shows customers to callers: contact data is masked without `guests_write` (rule T7). */

import { type Context, mayHere } from "../../../../platform/http/context.ts";
import type { Page } from "../../../../shared/page.ts";
import { maskEmail, maskPhone } from "../domain.ts";
import type { Customer } from "../store/customers.ts";

/** A customer as the caller may see them. */
export function shownTo(ctx: Context, customer: Customer): Customer {
  if (mayHere(ctx, "guests_write")) return customer;
  const { phone, email } = customer;
  return { ...customer, phone: phone && maskPhone(phone), email: email && maskEmail(email) };
}

/** A page of customers as the caller may see them. */
export function shownPage(ctx: Context, page: Page<Customer>): Page<Customer> {
  return { ...page, items: page.items.map((customer) => shownTo(ctx, customer)) };
}
