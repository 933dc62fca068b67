/** A drawer is opened with its float, and has one open shift (rule S4). */

import { commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { shiftErrors } from "../domain.ts";
import { SHIFT_OPENED } from "../events.ts";
import { findShift, insertShift, type Shift } from "../store.ts";
import { drawerOf } from "./drawer.ts";
import { type ShiftView, withoutLate } from "./read.ts";

/**
 * Opens the drawer of the calling device, or of the device named. `shift_id` may be the till's own: opened again, it
 * answers that shift (rule I7). `opened_at` (epoch ms) is the moment of an opening during an outage: it has happened, so
 * no permission is asked any more. Errors: E_SHIFT_OPEN, E_DUPLICATE.
 */
export async function openShift(
  ctx: Context,
  input: { cash_open: number; device_id?: string; shift_id?: string; opened_at?: number },
): Promise<ShiftView> {
  const { device_id, store_id } = await drawerOf(
    ctx,
    input.opened_at === undefined ? "shift_open" : null,
    input.device_id,
  );
  const earlier = await earlierShift(ctx, device_id, input.shift_id);
  if (earlier) return withoutLate(earlier);
  const shift: Shift = {
    tenant_id: ctx.tenant_id,
    shift_id: input.shift_id ?? ctx.newId(),
    store_id,
    device_id,
    opened_by: ctx.actor.id,
    opened_at: input.opened_at ?? ctx.now,
    cash_open: input.cash_open,
    closed_by: null,
    closed_at: null,
    cash_expected: null,
    cash_counted: null,
    cash_diff: null,
    note: null,
    entries_count: null,
    totals: null,
  };
  const { shift_id, cash_open, opened_at } = shift;
  const facts = { cash_open, device_id, ...(input.opened_at !== undefined && { opened_at }) };
  try {
    await commit(ctx, {
      writes: [insertShift(shift)],
      audit: [{ event: SHIFT_OPENED, subject: ["shift", shift_id], changes: facts, store_id }],
      events: [{ type: SHIFT_OPENED, subject: ["shift", shift_id], data: { shift_id, ...facts }, store_id }],
      reply: withoutLate(shift),
      refusals: [
        ["shifts.device_id", shiftErrors.shift_open],
        ["shifts.shift_id", shiftErrors.shift_exists],
      ],
    });
  } catch (error) {
    const twin = error instanceof AppError && (await earlierShift(ctx, device_id, input.shift_id));
    if (twin) return withoutLate(twin);
    throw error;
  }
  return withoutLate(shift);
}

/** The shift that this id opened before on this drawer. Error: E_DUPLICATE when it opened another drawer's. */
async function earlierShift(ctx: Context, device_id: string, shift_id: string | undefined): Promise<Shift | undefined> {
  const earlier = shift_id === undefined ? undefined : await findShift(ctx.db, shift_id);
  if (earlier && earlier.device_id !== device_id) throw new AppError(shiftErrors.shift_exists);
  return earlier;
}
