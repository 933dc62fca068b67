/** A closing counts every entry of its shift, once, for good (rule S5). */

import { commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import { type Context, doerOf } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { carriedOver } from "../../open-tickets/index.ts";
import { type Count, type Counted, decideCount } from "../domain/count.ts";
import { shiftErrors } from "../domain/errors.ts";
import { countDrawer, totalTakings } from "../domain/totals.ts";
import { SHIFT_CLOSED } from "../events.ts";
import {
  closeShiftRow,
  findLastClosed,
  findOpenShift,
  findShift,
  findShiftAt,
  listEntries,
  type Shift,
} from "../store.ts";
import { drawerOf } from "./drawer.ts";
import { asRecorded, type ShiftView } from "./read.ts";

export interface Closing extends Count {
  note?: string;
  device_id?: string;
  /** The shift that is closed; the open one unless given. */
  shift_id?: string;
  /** Epoch ms; the moment of a closing during an outage. */
  closed_at?: number;
}

/**
 * Closes a shift with what was counted and stores its snapshot for good (rule S5).
 * An entry at the same instant is in the snapshot or refused: the trigger aborts a closing that missed one, and it is
 * counted again. Closing a closed shift answers what the first closing found. Parked carts of the store are carried over.
 * A closing during an outage has happened, so no permission is asked any more.
 * Errors: E_VALIDATION for a count that contradicts itself; E_SHIFT_CLOSED when the drawer never had a shift; E_NOT_FOUND when it never had the one named; E_CONFLICT when
 * sales keep arriving.
 */
export async function closeShift(ctx: Context, input: Closing): Promise<ShiftView> {
  const permission = input.closed_at === undefined ? "shift_close" : null;
  const { device_id } = await drawerOf(ctx, permission, input.device_id);
  const counted = decideCount(input);
  if (!counted.ok) throw new AppError(errors.validation, { fields: [counted.refusal] });
  return decideAgain([shiftErrors.shift_busy], async () => {
    const shift = await shiftToClose(ctx, device_id, input);
    return shift.closed_at === null
      ? closeAsCounted(ctx, shift, counted.value, input)
      : asRecorded(shift, await listEntries(ctx.db, shift.shift_id));
  });
}

async function shiftToClose(ctx: Context, device_id: string, { shift_id, closed_at }: Closing): Promise<Shift> {
  if (shift_id !== undefined) {
    const named = await findShift(ctx.db, shift_id);
    if (named?.device_id !== device_id) throw new AppError(errors.not_found);
    return named;
  }
  const open = await (closed_at === undefined
    ? findOpenShift(ctx.db, device_id)
    : findShiftAt(ctx.db, device_id, closed_at));
  const shift = open ?? (await findLastClosed(ctx.db, device_id));
  if (!shift) throw new AppError(shiftErrors.shift_closed);
  return shift;
}

async function closeAsCounted(ctx: Context, open: Shift, counted: Counted, input: Closing): Promise<ShiftView> {
  const { shift_id, store_id, device_id } = open;
  const [entries, open_tickets] = await Promise.all([listEntries(ctx.db, shift_id), carriedOver(ctx, store_id)]);
  const totals = totalTakings(entries);
  const closed: Shift = {
    ...open,
    ...countDrawer(open.cash_open, totals, counted.cash_counted),
    ...counted,
    closed_by: doerOf(ctx),
    closed_at: Math.max(open.opened_at, input.closed_at ?? ctx.now),
    note: input.note ?? null,
    entries_count: entries.length,
    totals,
    open_tickets,
  };
  const { cash_open, cash_expected, cash_counted, cash_diff, denominations, cash_left, closed_at } = closed;
  const facts = {
    ...{ cash_open, cash_expected, cash_counted, cash_diff, denominations, cash_left, totals, open_tickets },
    ...(input.closed_at !== undefined && { closed_at }),
  };
  const reply = asRecorded(closed, entries);
  await commit(ctx, {
    writes: [closeShiftRow(closed)],
    audit: [{ event: SHIFT_CLOSED, subject: ["shift", shift_id], changes: facts, store_id }],
    events: [{ type: SHIFT_CLOSED, subject: ["shift", shift_id], data: { shift_id, device_id, ...facts }, store_id }],
    reply,
    refusals: [
      ["E_SHIFT_CLOSED", shiftErrors.shift_busy],
      ["E_SHIFT_MISSED", shiftErrors.shift_busy],
    ],
  });
  return reply;
}
