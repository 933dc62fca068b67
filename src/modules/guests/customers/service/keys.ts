/** Renews search keys of an earlier form, a portion a minute (rule C2). */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { keysOfCustomer } from "../domain.ts";
import { listKeysDue, tenantsWithKeysDue, writeRenewedKeys } from "../store/search.ts";

/** The size of a portion; with the longest names and addresses its keys are a megabyte. */
const CUSTOMERS_AT_ONCE = 100;
/** The most tenants of one tick. */
const TENANTS_AT_ONCE = 100;

/** Renews search keys of an earlier form, of one portion of each tenant's customers; later ticks do the rest. */
export async function renewAllKeys(base: PublicContext): Promise<void> {
  const due = turnsOf(await tenantsWithKeysDue(base.env), TENANTS_AT_ONCE, base.arrived_at);
  await eachTenant(due, "search keys not renewed yet", (tenant_id) => renewKeys(base, tenant_id));
}

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
