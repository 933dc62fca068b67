/** Renews search keys of an earlier form, one portion a minute (rule C2). */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { keysOfCustomer } from "../domain.ts";
import { listKeysDue, writeRenewedKeys } from "../store/search.ts";

/** The size of a portion; with the longest names and addresses its keys are a megabyte. */
const CUSTOMERS_AT_ONCE = 100;

/** Renews the search keys of one portion of a tenant's customers; inactive customers get none. */
export async function renewKeys(base: PublicContext, tenant_id: string): Promise<{ left: boolean }> {
  const { db } = asTenant(base, tenant_id);
  const due = await listKeysDue(db, CUSTOMERS_AT_ONCE);
  if (due.length === 0) return { left: false };
  const made = due.map((customer) => ({
    customer_id: customer.customer_id,
    keys: customer.active ? keysOfCustomer(customer) : [],
  }));
  await bookkeep(db, writeRenewedKeys(db, made));
  return { left: due.length === CUSTOMERS_AT_ONCE };
}
