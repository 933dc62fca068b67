/** Every entry is in its shift's snapshot, or stands beside it as late, or was refused: never two of these (rules S3, O7). */

import { commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import type { Statement } from "../../../platform/db/sql.ts";
import type { Context } from "../../../platform/http/context.ts";
import { AppError, type ErrorSpec } from "../../../shared/errors.ts";
import { type Entry, entryOf, type Movement, shiftErrors } from "../domain.ts";
import { DRAWER_MOVED } from "../events.ts";
import { findEntry, findOpenShift, insertEntry, insertLateEntry, type Shift } from "../store.ts";
import { drawerOf, shiftAt } from "./drawer.ts";
import { type MovementView, viewMovement } from "./read.ts";

/** The shift was closed, or turned out to be open, between look and entry: look again. */
export const ENTRY_RACES: readonly ErrorSpec[] = [shiftErrors.shift_closed, shiftErrors.shift_open];

/** Whether what joins a shift comes after its closing. */
export function isLate(shift: Pick<Shift, "closed_at">): boolean {
  return shift.closed_at !== null;
}

/**
 * What an entry adds to its shift, for a commit of its own: to the open shift's entries, or to the late ones of a closed
 * shift. A trigger refuses it when the shift is another than was seen (rule S3). `at` is epoch ms.
 */
export function recordEntry(
  ctx: Context,
  shift: Pick<Shift, "shift_id" | "closed_at">,
  entry: Entry,
  at: number,
): { write: Statement; refusal: readonly [string, ErrorSpec] } {
  const row = { tenant_id: ctx.tenant_id, shift_id: shift.shift_id, at, ...entry };
  return isLate(shift)
    ? { write: insertLateEntry({ ...row, received_at: ctx.now }), refusal: ["E_SHIFT_OPEN", shiftErrors.shift_open] }
    : { write: insertEntry(row), refusal: ["E_SHIFT_CLOSED", shiftErrors.shift_closed] };
}

/**
 * Moves cash by hand (rule S4). Online it goes to the open shift of the calling device. With `happened_at` (epoch ms) it
 * happened during an outage: it goes to the shift named, else to the one open then, as late when that is closed.
 * The same movement_id in the same shift is a repeat. Errors: E_SHIFT_CLOSED when there is no such shift.
 */
export async function recordMovement(
  ctx: Context,
  input: Omit<Movement, "movement_id"> & {
    movement_id?: string;
    device_id?: string;
    happened_at?: number;
    shift_id?: string;
  },
): Promise<MovementView> {
  const { kind, amount, reason, happened_at, shift_id, movement_id = ctx.newId() } = input;
  const { device_id, store_id } = await drawerOf(
    ctx,
    happened_at === undefined ? "drawer_open" : null,
    input.device_id,
  );
  const look = () =>
    happened_at === undefined ? findOpenShift(ctx.db, device_id) : shiftAt(ctx, device_id, happened_at, shift_id);
  const races = [shiftErrors.entry_exists, ...(happened_at === undefined ? [] : ENTRY_RACES)];
  return decideAgain(races, async () => {
    const shift = await look();
    if (!shift) throw new AppError(happened_at === undefined ? shiftErrors.shift_closed : shiftErrors.shift_missing);
    const earlier = await findEntry(ctx.db, shift.shift_id, movement_id);
    const repeated = earlier && viewMovement(earlier);
    if (repeated) return repeated;

    const at = happened_at ?? ctx.now;
    const entry = entryOf({ movement_id, kind, amount, reason }, ctx.actor.id);
    const { write, refusal } = recordEntry(ctx, shift, entry, at);
    const movement = { movement_id, kind, amount, reason, actor_id: ctx.actor.id, shift_id: shift.shift_id };
    const reply = { ...movement, happened_at: at, late: isLate(shift) };
    await commit(ctx, {
      writes: [write],
      audit: [{ event: DRAWER_MOVED, subject: ["shift", shift.shift_id], changes: reply, store_id }],
      events: [{ type: DRAWER_MOVED, subject: ["shift", shift.shift_id], data: { ...reply, device_id }, store_id }],
      reply,
      refusals: [refusal, ["entries.entry_id", shiftErrors.entry_exists]],
    });
    return reply;
  });
}
