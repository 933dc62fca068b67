/** Writes many customers in another's commit, with their search keys: an import has its own row of the audit. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { CUSTOMER_CHANGED, keysOfCustomer } from "../domain.ts";
import { type Customer, insertCustomers, updateCustomer } from "../store/customers.ts";
import { replaceKeys, writeRenewedKeys } from "../store/search.ts";

/** A guest's data; the number is in its stored form. */
export type CustomerData = Pick<Customer, "name" | "phone" | "email" | "note">;

/** A new customer with this data. */
export function newCustomer({ tenant_id, now, ...ctx }: Context, data: CustomerData): Customer {
  return {
    tenant_id,
    customer_id: ctx.newId(),
    ...data,
    active: true,
    merged_into: null,
    created_at: now,
    spend_total: 0,
    visits_count: 0,
    points: 0,
    last_visit_at: null,
    erased_at: null,
    keys_due: true,
  };
}

/** Race: CUSTOMER_CHANGED when one of them was merged or erased at the same moment. */
export function recordCustomers(
  ctx: Context,
  created: readonly Customer[],
  replaced: readonly { before: Customer; after: Customer }[],
): CommitPart {
  const made = created.map((row) => ({ customer_id: row.customer_id, keys: keysOfCustomer(row) }));
  return {
    writes: [
      ...(created.length > 0 ? [...insertCustomers([...created]), ...writeRenewedKeys(ctx.db, made)] : []),
      ...replaced.flatMap(({ before, after }) => [
        updateCustomer(after),
        ...replaceKeys(after, keysOfCustomer(before), after.active ? keysOfCustomer(after) : []),
      ]),
    ],
    refusals: [["customers.active", CUSTOMER_CHANGED]],
  };
}
