/** Records drawer entries: each entry is in its shift's snapshot, or late beside it, or refused; exactly one of these (rules S3, O7). */

import { type CommitPart, commit, type Refusal } from "../../../../platform/db/commit.ts";
import { type Context, doerOf } from "../../../../platform/http/context.ts";
import { defineRace, errors, type Race } from "../../../../shared/errors.ts";
import type { ApprovalUse } from "../../../offer/approvals/index.ts";
import { type Entry, entryOf, type Movement } from "../domain/entries.ts";
import { shiftErrors } from "../domain/errors.ts";
import { type DRAWER_MOVED, type DRAWER_OPENED, type SHIFT_ADJUSTED, SHIFT_UNATTENDED } from "../events.ts";
import { findEntry, insertEntry, insertEntryAfter, insertLateEntry, insertShift, type Shift } from "../store.ts";
import type { MovementView } from "./read.ts";
import type { JoinedShift } from "./unattended.ts";

/** The shift was closed, or was found open, between read and write, so it is read again. */
const SHIFT_ENDED = defineRace("a shift is closed", errors.shift_closed);
const SHIFT_STILL_OPEN = defineRace("a shift is still open", shiftErrors.shift_open);
export const SHIFT_MADE = defineRace("a shift of a drawer and date is made", errors.busy);
export const ENTRY_RACES: readonly Race[] = [SHIFT_ENDED, SHIFT_STILL_OPEN, SHIFT_MADE];

/** The same movement was already recorded; the next read finds it. */
export const ENTRY_TAKEN = defineRace("a movement takes its movement_id", errors.duplicate);
/** Other cash was taken out of the drawer since the read; it counts toward the limit. */
export const DRAWER_BUSY = defineRace("cash is taken out of a drawer", errors.busy);

/** Whether an entry that joins this shift is late. */
export function isLate(shift: Pick<Shift, "closed_at">): boolean {
  return shift.closed_at !== null;
}

/**
 * The part of a commit that records an entry: among the open shift's entries, or among the late ones of a closed shift. It
 * also inserts an unattended shift that does not exist yet. A trigger refuses the entry when the shift was closed or opened
 * since it was read (rule S3). `at` is epoch ms. With `taken`, the entry joins an open shift only while the cash out
 * without an approval is still `taken` satang.
 */
export function recordEntry(
  ctx: Context,
  shift: JoinedShift | { shift_id: string; closed_at: null },
  entry: Entry,
  at: number,
  taken?: number,
): CommitPart {
  const row = { tenant_id: ctx.tenant_id, shift_id: shift.shift_id, at, ...entry };
  if (shift.closed_at === null) {
    const write = taken === undefined ? insertEntry(row) : insertEntryAfter(row, taken);
    return { writes: [write], refusals: [["E_SHIFT_CLOSED", SHIFT_ENDED]] };
  }
  const late = insertLateEntry({ ...row, received_at: ctx.now });
  const refusals: Refusal[] = [["E_SHIFT_OPEN", SHIFT_STILL_OPEN]];
  if (!shift.unmade) return { writes: [late], refusals };
  const { unmade, ...made } = shift;
  const { shift_id, store_id, device_id, business_date } = made;
  return {
    writes: [insertShift(made), late],
    audit: [{ event: SHIFT_UNATTENDED, subject: ["shift", shift_id], changes: { device_id, business_date }, store_id }],
    refusals: [...refusals, ["shifts.business_date", SHIFT_MADE]],
  };
}

/** A recorded entry of a shift, or undefined. */
export function findShiftEntry(ctx: Context, shift_id: string, entry_id: string): Promise<Entry | undefined> {
  return findEntry(ctx.db, shift_id, entry_id);
}

/** An act on a drawer by hand; `cash` is its effect on the expected cash, in satang. */
export interface HandAct extends Omit<Movement, "amount" | "actor_id" | "approver_id"> {
  /** Epoch ms. */
  at: number;
  /** The event for audit and outbox. */
  event: typeof DRAWER_MOVED | typeof DRAWER_OPENED | typeof SHIFT_ADJUSTED;
  /** The park's code for the reason, where the park requires one. */
  reason_code?: string;
  approval?: ApprovalUse | null;
  /** For cash out without an approval: the earlier cash out without an approval, in satang. */
  taken?: number;
  /** It happened during an outage without the required approval: it is kept and flagged (rule O7). */
  unapproved?: boolean;
}

/** Commits an act by hand with its reason and grant. Errors: those of its entry, E_DUPLICATE. */
export async function commitByHand(ctx: Context, shift: JoinedShift, act: HandAct): Promise<MovementView> {
  const { movement_id, kind, cash, reason, reason_code, at, event, approval, taken, unapproved } = act;
  const { shift_id, store_id, device_id } = shift;
  const who = { actor_id: doerOf(ctx), approver_id: approval?.approver_id ?? null };
  const movement = { movement_id, kind, cash, reason, ...who };
  const entry = recordEntry(ctx, shift, entryOf(movement), at, taken);
  const reply = { ...movement, amount: Math.abs(cash), shift_id, happened_at: at, late: isLate(shift) };
  const told = {
    ...reply,
    ...(reason_code !== undefined && { reason_code }),
    ...(unapproved && { flags: ["unapproved" as const] }),
  };
  await commit(ctx, {
    writes: [],
    parts: [entry, approval],
    audit: [{ event: event.type, subject: ["shift", shift_id], changes: told, approver_id: who.approver_id, store_id }],
    events: [event.of(["shift", shift_id], { ...told, device_id }, { store_id })],
    reply,
    refusals: [
      ["drawer_entries.kind", DRAWER_BUSY],
      ["entries.entry_id", ENTRY_TAKEN, { field: "movement_id" }],
    ],
  });
  return reply;
}
