/** Reads or erases a guest over all its merged rows; figures and ledger stay. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { CUSTOMER_CHANGED } from "../domain.ts";
import type { Customer } from "../store/customers.ts";
import { eraseRows, listGuests, listIdle, listWholeLedger } from "../store/forget.ts";
import type { CustomerEntry } from "../store/ledger.ts";

/** All rows of a guest, merged ones included. Error: E_NOT_FOUND, the same for another tenant's. */
export async function guestOf(ctx: Context, customer_id: string): Promise<Customer[]> {
  const guest = await listGuests(ctx.db, [customer_id]);
  if (guest.length === 0) throw new AppError(errors.not_found);
  return guest;
}

/** All rows of at most `limit` guests without a visit since `idle_before` (epoch ms). */
export async function idleGuests(ctx: Context, idle_before: number, limit: number): Promise<Customer[]> {
  const idle = await listIdle(ctx.db, idle_before, limit);
  return idle.length === 0
    ? []
    : listGuests(
        ctx.db,
        idle.map(({ customer_id }) => customer_id),
      );
}

/** All ledger entries of a guest, oldest first. */
export function wholeLedger(ctx: Context, customer_ids: readonly string[]): Promise<CustomerEntry[]> {
  return listWholeLedger(ctx.db, customer_ids);
}

/**
 * Erases these rows in an erasure's commit. Race: CUSTOMER_CHANGED when at the same moment one of them was erased, or had a
 * visit after `idle_before`.
 */
export function eraseGuests(
  ctx: Context,
  customer_ids: readonly string[],
  idle_before: number | null = null,
): CommitPart {
  return {
    writes: eraseRows(ctx.db, customer_ids, { erased_at: ctx.now, idle_before }),
    refusals: [["customers.name", CUSTOMER_CHANGED]],
  };
}
