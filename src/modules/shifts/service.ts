/** Use-cases of shifts. */

import { commit } from "../../platform/db/commit.ts";
import type { Statement } from "../../platform/db/sql.ts";
import { type Context, storeFor } from "../../platform/http/context.ts";
import { AppError, type ErrorSpec, errors } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { storesOfDevices } from "../devices/index.ts";
import { countDrawer, shiftErrors, type Taking, totalTakings } from "./domain.ts";
import { SHIFT_CLOSED, SHIFT_OPENED } from "./events.ts";
import {
  closeShiftRow,
  findLastClosed,
  findOpenShift,
  findShift,
  insertEntry,
  insertShift,
  listEntries,
  type Shift,
} from "./store.ts";

/** Opens the drawer of the calling device, or of the device named. Error: E_SHIFT_OPEN. */
export async function openShift(ctx: Context, input: { cash_open: number; device_id?: string }): Promise<Shift> {
  const { device_id, store_id } = await drawerOf(ctx, "shift_open", input.device_id);
  const shift: Shift = {
    tenant_id: ctx.tenant_id,
    shift_id: ctx.newId(),
    store_id,
    device_id,
    opened_by: ctx.actor.id,
    opened_at: ctx.now,
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
  const { shift_id, cash_open } = shift;
  await commit(ctx, {
    writes: [insertShift(shift)],
    audit: [{ event: SHIFT_OPENED, subject: ["shift", shift_id], changes: { cash_open, device_id }, store_id }],
    events: [{ type: SHIFT_OPENED, subject: ["shift", shift_id], data: { shift_id, device_id, cash_open }, store_id }],
    reply: shift,
    refusals: [["shifts.device_id", shiftErrors.shift_open]],
  });
  return shift;
}

/** The open shift of the calling device. Error: E_NOT_FOUND when there is none. */
export async function getCurrentShift(ctx: Context, device_id?: string): Promise<Shift> {
  const drawer = await drawerOf(ctx, null, device_id);
  const shift = await findOpenShift(ctx.db, drawer.device_id);
  if (!shift) throw new AppError(errors.not_found);
  return shift;
}

/** The open shift of a drawer, or undefined. */
export function openShiftOf(ctx: Context, device_id: string): Promise<Shift | undefined> {
  return findOpenShift(ctx.db, device_id);
}

const CLOSING_TRIES = 8;

/**
 * Closes the open shift with what was counted and stores its snapshot for good (rule S5).
 * A sale at the same instant is in the snapshot or refused: the trigger aborts a closing that missed one, and it is
 * counted again. Closing a closed drawer answers what the first closing found.
 * Errors: E_SHIFT_CLOSED when the drawer never had a shift; E_CONFLICT when sales keep arriving.
 */
export async function closeShift(
  ctx: Context,
  input: { cash_counted: number; note?: string; device_id?: string },
): Promise<Shift> {
  const drawer = await drawerOf(ctx, "shift_close", input.device_id);
  for (let tried = 1; ; tried++) {
    const open = await findOpenShift(ctx.db, drawer.device_id);
    if (!open) return firstClosing(ctx, drawer.device_id);
    try {
      return await closeAsCounted(ctx, open, input);
    } catch (error) {
      const raced = error instanceof AppError && RACES.includes(error.spec);
      if (!raced || tried === CLOSING_TRIES) throw error;
    }
  }
}

/** A sale came in between, or another closing was first: look again. */
const RACES: ErrorSpec[] = [shiftErrors.shift_busy, shiftErrors.shift_closed];

async function firstClosing(ctx: Context, device_id: string): Promise<Shift> {
  const closed = await findLastClosed(ctx.db, device_id);
  if (!closed) throw new AppError(shiftErrors.shift_closed);
  return closed;
}

async function closeAsCounted(
  ctx: Context,
  open: Shift,
  input: { cash_counted: number; note?: string },
): Promise<Shift> {
  const entries = await listEntries(ctx.db, open.shift_id);
  const totals = totalTakings(entries);
  const count = countDrawer(open.cash_open, totals, input.cash_counted);
  const closed: Shift = {
    ...open,
    ...count,
    closed_by: ctx.actor.id,
    closed_at: ctx.now,
    note: input.note ?? null,
    entries_count: entries.length,
    totals,
  };
  const { shift_id, store_id, device_id } = closed;
  await commit(ctx, {
    writes: [closeShiftRow(closed)],
    audit: [{ event: SHIFT_CLOSED, subject: ["shift", shift_id], changes: { ...count, totals }, store_id }],
    events: [
      { type: SHIFT_CLOSED, subject: ["shift", shift_id], data: { shift_id, device_id, ...count, totals }, store_id },
    ],
    reply: closed,
    refusals: [
      ["E_SHIFT_CLOSED", shiftErrors.shift_closed],
      ["E_SHIFT_MISSED", shiftErrors.shift_busy],
    ],
  });
  return closed;
}

/** A shift of the tenant. */
export async function getShift(ctx: Context, shift_id: string): Promise<Shift> {
  const shift = await findShift(ctx.db, shift_id);
  if (!shift) throw new AppError(errors.not_found);
  storeFor(ctx, null, shift.store_id);
  return shift;
}

/** What a sale adds to its shift, for the sale's own commit; the trigger refuses it when the shift is closed (rule S3). */
export function recordTaking(
  ctx: Context,
  shift_id: string,
  taking: Taking,
): { write: Statement; refusal: readonly [string, ErrorSpec] } {
  return {
    write: insertEntry({ tenant_id: ctx.tenant_id, shift_id, at: ctx.now, ...taking }),
    refusal: ["E_SHIFT_CLOSED", shiftErrors.shift_closed],
  };
}

/**
 * Which drawer is meant: the calling device's own, or, from the console, the one named.
 * Errors: E_NOT_FOUND for another tenant's device; E_SCOPE_MISMATCH for another store's, or for another device than the
 * calling one; E_PERMISSION.
 */
async function drawerOf(ctx: Context, permission: Permission | null, named: string | undefined) {
  const device_id = ctx.device?.device_id ?? named;
  if (!device_id) throw new AppError(errors.validation, { fields: [{ path: "device_id", message: "name a device" }] });
  if (named && named !== device_id) throw new AppError(errors.scope_mismatch, { device_id: named });
  const store_id = ctx.device?.store_id ?? (await storesOfDevices(ctx, [device_id])).get(device_id);
  if (!store_id) throw new AppError(errors.not_found);
  return { device_id, store_id: storeFor(ctx, permission, store_id) };
}
