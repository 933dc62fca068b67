/** Erases a guest's personal data everywhere in one commit; figures, ledger and audit do not change. */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant } from "../../../../platform/queue/cron.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { HOUR_MS, MINUTE_MS } from "../../../../shared/time.ts";
import { readNumberOfTenants, readSettings } from "../../../access/settings/index.ts";
import { clockOffsetMs, requireEveryStore, tenantAtWork } from "../../../access/tenants/index.ts";
import { forgetAnswers } from "../../../admission/tickets/index.ts";
import { forgetCustomers } from "../../../counter/open-tickets/index.ts";
import { forgetSaleNotes, ticketsSoldTo } from "../../../counter/sales/index.ts";
import {
  CUSTOMER_CHANGED,
  eraseGuests,
  guestOf,
  idleGuests,
  tenantsWithCustomers,
  tenantsWithIdle,
} from "../../../guests/customers/index.ts";
import { idleBefore } from "../domain.ts";
import { CUSTOMER_ERASED } from "../events.ts";

/** A guest whose personal data is erased, under every customer id. */
export interface Erasure {
  customer_id: string;
  customer_ids: string[];
  erased_at: number;
}

/**
 * Erases a guest's personal data under every customer id that was merged with this one. Repeating it has no further
 * effect.
 * Errors: E_NOT_FOUND; E_VALIDATION unless `confirm` is the customer_id; E_PERMISSION unless the caller has
 * `settings_write` and `approve` in every store.
 */
export async function eraseGuest(
  ctx: Context,
  customer_id: string,
  { reason, confirm }: { reason: string; confirm: string },
): Promise<Erasure> {
  await requireEveryStore(ctx, "settings_write");
  await requireEveryStore(ctx, "approve");
  return decideAgain([CUSTOMER_CHANGED], async () => {
    const guest = await guestOf(ctx, customer_id);
    if (confirm !== customer_id) {
      const fields = [{ path: "confirm", message: "must be the customer_id again" }];
      throw new AppError(errors.validation, { fields });
    }
    const customer_ids = guest.map((customer) => customer.customer_id);
    const known = guest.filter(({ erased_at }) => erased_at === null);
    if (known.length > 0) await erase(ctx, idsOf(known), { reason });
    return { customer_id, customer_ids, erased_at: guest.find(({ erased_at }) => erased_at)?.erased_at ?? ctx.now };
  });
}

/** Each customer id gets its own row in the audit, so that its story ends with the erasure. */
async function erase(
  ctx: Context,
  customer_ids: readonly string[],
  changes: { reason: string } | { idle_days: number },
  idle_before: number | null = null,
): Promise<void> {
  const [first, ...rest] = customer_ids.map((customer_id) => ({
    event: CUSTOMER_ERASED.type,
    subject: ["customer", customer_id] as const,
    changes,
    store_id: null,
  }));
  if (!first) return;
  await commit(ctx, {
    writes: [],
    parts: [
      eraseGuests(ctx, customer_ids, idle_before),
      forgetCustomers(ctx, customer_ids),
      forgetSaleNotes(ctx, customer_ids),
      forgetAnswers(ctx, ticketsSoldTo(ctx.tenant_id, customer_ids)),
    ],
    audit: [first, ...rest],
    events: customer_ids.map((customer_id) =>
      CUSTOMER_ERASED.of(["customer", customer_id], { customer_id, erased_at: ctx.now }, { store_id: null }),
    ),
  });
}

function idsOf(customers: readonly { customer_id: string }[]): string[] {
  return customers.map(({ customer_id }) => customer_id);
}

/** The most guests of one tenant who are erased in one commit, once an hour. */
const ERASED_AT_ONCE = 100;

/**
 * Erases, in the first minute of each hour, guests who have not come for as long as their tenant sets. To find them it
 * reads every customer of the tenant.
 */
export async function eraseIdleGuests(base: PublicContext): Promise<void> {
  if (base.arrived_at % HOUR_MS >= MINUTE_MS) return;
  const days = await readNumberOfTenants(base, "privacy.customer_idle_days");
  if (days.highest === 0) return;
  const tenants = (await tenantsWithCustomers(base.env)).flatMap((tenant_id) => {
    const idle_before = idleBefore(base.arrived_at, days.of(tenant_id));
    return idle_before === null ? [] : [{ tenant_id, idle_before }];
  });
  const due = await tenantsWithIdle(base.env, tenants, clockOffsetMs);
  await eachTenant(due, "idle guests not erased yet", async (tenant_id) =>
    eraseIdleOf(await tenantAtWork(base, tenant_id)),
  );
}

async function eraseIdleOf(ctx: Context): Promise<void> {
  const idle_days = (await readSettings(ctx, null))["privacy.customer_idle_days"];
  const idle_before = idleBefore(ctx.now, idle_days);
  if (idle_before === null) return;
  const guests = await idleGuests(ctx, idle_before, ERASED_AT_ONCE);
  const known = guests.filter(({ erased_at }) => erased_at === null);
  await erase(ctx, idsOf(known), { idle_days }, idle_before);
}
