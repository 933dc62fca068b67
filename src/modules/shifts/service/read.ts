/** Reading shifts; what came after a closing stands beside the snapshot (rules S5, O7). */

import { type Context, storeFor } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { countLate, type LateTotals, movementOf } from "../domain.ts";
import {
  type DrawerEntry,
  findOpenShift,
  findShift,
  type LateEntry,
  listEntries,
  listLateEntries,
  type Shift,
} from "../store.ts";
import { drawerOf } from "./drawer.ts";

export type ShiftView = Shift & { late: LateTotals | null };

/** A shift that is open, or as its closing left it. */
export function withoutLate(shift: Shift): ShiftView {
  return { ...shift, late: null };
}

/** The open shift of the calling device. Error: E_NOT_FOUND when there is none. */
export async function getCurrentShift(ctx: Context, device_id?: string): Promise<ShiftView> {
  const drawer = await drawerOf(ctx, null, device_id);
  const shift = await findOpenShift(ctx.db, drawer.device_id);
  if (!shift) throw new AppError(errors.not_found);
  return withoutLate(shift);
}

/** The open shift of a drawer, or undefined. */
export function openShiftOf(ctx: Context, device_id: string): Promise<Shift | undefined> {
  return findOpenShift(ctx.db, device_id);
}

/** A shift of the tenant, with what came after its closing. */
export async function getShift(ctx: Context, shift_id: string): Promise<ShiftView> {
  const shift = await shiftNamed(ctx, shift_id);
  if (shift.closed_at === null) return withoutLate(shift);
  return { ...shift, late: countLate(shift, await listLateEntries(ctx.db, shift_id)) };
}

/** A movement as it is shown; `late` when it was handed in after the closing. */
export function viewMovement(entry: DrawerEntry | LateEntry) {
  const movement = movementOf(entry);
  return movement && { ...movement, shift_id: entry.shift_id, happened_at: entry.at, late: "received_at" in entry };
}

export type MovementView = NonNullable<ReturnType<typeof viewMovement>>;

/** Cash that was moved by hand in a shift, in its order. */
export async function listMovements(ctx: Context, shift_id: string): Promise<MovementView[]> {
  await shiftNamed(ctx, shift_id);
  const entries = await Promise.all([listEntries(ctx.db, shift_id), listLateEntries(ctx.db, shift_id)]);
  return entries
    .flat()
    .sort((a, b) => a.at - b.at || (a.entry_id < b.entry_id ? -1 : 1))
    .flatMap((entry) => viewMovement(entry) ?? []);
}

async function shiftNamed(ctx: Context, shift_id: string): Promise<Shift> {
  const shift = await findShift(ctx.db, shift_id);
  if (!shift) throw new AppError(errors.not_found);
  storeFor(ctx, null, shift.store_id);
  return shift;
}
