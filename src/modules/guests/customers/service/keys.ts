/** Customers who were noted before keys had their form get new ones, some each minute (rule C2). */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { keysOfCustomer } from "../domain.ts";
import { listKeysDue, makeKeysAnew } from "../store/search.ts";

/** In one portion; the keys of the longest names and addresses are a megabyte of them. */
const CUSTOMERS_AT_ONCE = 100;

/** Makes the keys of a portion of a tenant's customers anew; who is out of use has none. */
export async function renewKeys(base: PublicContext, tenant_id: string): Promise<{ left: boolean }> {
  const { db } = asTenant(base, tenant_id);
  const due = await listKeysDue(db, CUSTOMERS_AT_ONCE);
  if (due.length === 0) return { left: false };
  const made = due.map((customer) => ({
    customer_id: customer.customer_id,
    keys: customer.active ? keysOfCustomer(customer) : [],
  }));
  await bookkeep(db, makeKeysAnew(db, made));
  return { left: due.length === CUSTOMERS_AT_ONCE };
}
