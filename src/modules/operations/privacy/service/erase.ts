/** What is known of a guest is erased in one commit, wherever it stands; figures, ledger and audit stay as they are. */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant } from "../../../../platform/queue/cron.ts";
import { tenantsWithEvents } from "../../../../platform/queue/outbox.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { HOUR_MS, MINUTE_MS } from "../../../../shared/time.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { everyStoreFor, tenantAtWork } from "../../../access/tenants/index.ts";
import { forgetAnswers } from "../../../admission/tickets/index.ts";
import { forgetCustomers } from "../../../counter/open-tickets/index.ts";
import { forgetSaleNotes, ticketsSoldTo } from "../../../counter/sales/index.ts";
import { CUSTOMER_CHANGED, eraseGuests, guestOf, idleGuests } from "../../../guests/customers/index.ts";
import { idleBefore } from "../domain.ts";
import { CUSTOMER_ERASED } from "../events.ts";

/** A guest of whom nothing is known any more, under every id. */
export interface Erasure {
  customer_id: string;
  customer_ids: string[];
  erased_at: number;
}

/**
 * Erases what is known of a guest, under every customer id that turned out to be the same person: done twice it is done
 * once. Errors: E_NOT_FOUND; E_VALIDATION unless `confirm` names the customer; E_PERMISSION for who does not hold both
 * `settings_write` and `approve` in every store.
 */
export async function eraseGuest(
  ctx: Context,
  customer_id: string,
  { reason, confirm }: { reason: string; confirm: string },
): Promise<Erasure> {
  await everyStoreFor(ctx, "settings_write");
  await everyStoreFor(ctx, "approve");
  return decideAgain([CUSTOMER_CHANGED], async () => {
    const guest = await guestOf(ctx, customer_id);
    if (confirm !== customer_id) {
      const fields = [{ path: "confirm", message: "must be the customer_id once more" }];
      throw new AppError(errors.validation, { fields });
    }
    const customer_ids = guest.map((customer) => customer.customer_id);
    const known = guest.filter(({ erased_at }) => erased_at === null);
    if (known.length > 0) await erase(ctx, idsOf(known), { reason });
    return { customer_id, customer_ids, erased_at: guest.find(({ erased_at }) => erased_at)?.erased_at ?? ctx.now };
  });
}

/** Of each id its own row in the audit, so that the story of each one ends with it. */
async function erase(
  ctx: Context,
  customer_ids: readonly string[],
  changes: { reason: string } | { idle_days: number },
  idle_before: number | null = null,
): Promise<void> {
  const { writes, refusal } = eraseGuests(ctx, customer_ids, idle_before);
  const [first, ...rest] = customer_ids.map((customer_id) => ({
    event: CUSTOMER_ERASED.type,
    subject: ["customer", customer_id] as const,
    changes,
    store_id: null,
  }));
  if (!first) return;
  await commit(ctx, {
    writes: [
      ...writes,
      forgetCustomers(ctx, customer_ids),
      forgetSaleNotes(ctx, customer_ids),
      forgetAnswers(ctx, ticketsSoldTo(ctx.tenant_id, customer_ids)),
    ],
    audit: [first, ...rest],
    events: customer_ids.map((customer_id) =>
      CUSTOMER_ERASED.of(["customer", customer_id], { customer_id, erased_at: ctx.now }, { store_id: null }),
    ),
    refusals: [refusal],
  });
}

function idsOf(customers: readonly { customer_id: string }[]): string[] {
  return customers.map(({ customer_id }) => customer_id);
}

/** Guests of one tenant who are erased in one hour's commit. */
const ERASED_AT_ONCE = 100;

/**
 * Erases, in the first minute of each hour, guests who have not come for as long as their park says. Finding them reads
 * every customer of a park that has set a time.
 */
export async function eraseIdleGuests(base: PublicContext): Promise<void> {
  if (base.arrived_at % HOUR_MS >= MINUTE_MS) return;
  await eachTenant(await tenantsWithEvents(base.env), "idle guests not erased yet", async (tenant_id) =>
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
