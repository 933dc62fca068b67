/** Use-case of opening a shift: a drawer opens with its float and has one open shift (rule S4). */

import { commit } from "../../../../platform/db/commit.ts";
import { type Context, doerOf } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { businessDate } from "../../../../shared/time.ts";
import { getStore, tenantErrors } from "../../../access/tenants/index.ts";
import { leftBy } from "../domain/count.ts";
import { shiftErrors } from "../domain/errors.ts";
import { SHIFT_OPENED } from "../events.ts";
import { findLastClosed, findShift, insertShift, listEntries, type Shift } from "../store.ts";
import { drawerOf } from "./drawer.ts";
import { asRecorded, type ShiftView } from "./read.ts";

/**
 * Opens a shift on the drawer of the calling device, or of the named device. The till may choose `shift_id`; a repeat then
 * answers that shift (rule I7). The float may differ from the cash that the last closing left; both are kept. `opened_at`
 * (epoch ms) is the moment of an opening during an outage: that is a fact, so no permission is checked.
 * Errors: E_SHIFT_OPEN, E_DUPLICATE, E_STORE_INACTIVE.
 */
export async function openShift(
  ctx: Context,
  input: { cash_open: number; device_id?: string; shift_id?: string; opened_at?: number },
): Promise<ShiftView> {
  const permission = input.opened_at === undefined ? "shift_open" : null;
  const { device_id, store_id } = await drawerOf(ctx, permission, input.device_id);
  const [earlier, last, store] = await Promise.all([
    earlierShift(ctx, device_id, input.shift_id),
    findLastClosed(ctx.db, device_id),
    getStore(ctx, store_id),
  ]);
  if (earlier) return earlier;
  if (!store.active && input.opened_at === undefined) throw new AppError(tenantErrors.store_inactive);
  const opened_at = input.opened_at ?? ctx.now;
  const shift: Shift = {
    tenant_id: ctx.tenant_id,
    shift_id: input.shift_id ?? ctx.newId(),
    store_id,
    device_id,
    opened_by: doerOf(ctx),
    opened_at,
    business_date: businessDate(opened_at, store.time_zone, store.cutoff_hour),
    cash_open: input.cash_open,
    cash_open_expected: leftBy(last),
    unattended: false,
    ...NOT_CLOSED,
  };
  const opened = asRecorded(shift, []);
  const { shift_id, cash_open, business_date, cash_open_expected, cash_open_diff } = opened;
  const cash = { cash_open, cash_open_expected, cash_open_diff };
  const facts = { ...cash, device_id, business_date, ...(input.opened_at !== undefined && { opened_at }) };
  try {
    await commit(ctx, {
      writes: [insertShift(shift)],
      audit: [{ event: SHIFT_OPENED.type, subject: ["shift", shift_id], changes: facts, store_id }],
      events: [SHIFT_OPENED.of(["shift", shift_id], { shift_id, ...facts }, { store_id })],
      reply: opened,
      refusals: [
        ["shifts.device_id", shiftErrors.shift_open],
        ["shifts.shift_id", errors.duplicate, { field: "shift_id" }],
      ],
    });
  } catch (error) {
    const twin = error instanceof AppError && (await earlierShift(ctx, device_id, input.shift_id));
    if (twin) return twin;
    throw error;
  }
  return opened;
}

const NOT_CLOSED = {
  closed_by: null,
  closed_at: null,
  cash_expected: null,
  cash_counted: null,
  cash_diff: null,
  cash_left: null,
  denominations: null,
  open_tickets: null,
  note: null,
  entries_count: null,
  totals: null,
};

/** The shift that was already opened with this id on this drawer. Error: E_DUPLICATE when another drawer has the id. */
async function earlierShift(ctx: Context, device_id: string, shift_id?: string): Promise<ShiftView | undefined> {
  const earlier = shift_id === undefined ? undefined : await findShift(ctx.db, shift_id);
  if (!earlier) return undefined;
  if (earlier.device_id !== device_id) throw new AppError(errors.duplicate, { field: "shift_id" });
  return asRecorded(earlier, await listEntries(ctx.db, earlier.shift_id));
}
