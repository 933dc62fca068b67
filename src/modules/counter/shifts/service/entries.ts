/** Every entry is in its shift's snapshot, or stands beside it as late, or was refused: never two of these (rules S3, O7). */

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

/** The shift was closed, or turned out to be open, between look and entry: look again. */
const SHIFT_ENDED = defineRace("a shift is closed", errors.shift_closed);
const SHIFT_STILL_OPEN = defineRace("a shift is still open", shiftErrors.shift_open);
export const SHIFT_MADE = defineRace("a shift of a drawer and date is made", errors.busy);
export const ENTRY_RACES: readonly Race[] = [SHIFT_ENDED, SHIFT_STILL_OPEN, SHIFT_MADE];

/** The movement was made with its id before: it is found when it is looked for again. */
export const ENTRY_TAKEN = defineRace("a movement takes its movement_id", errors.duplicate);
/** Others took cash out of the drawer since: what they took counts with it. */
export const DRAWER_BUSY = defineRace("cash is taken out of a drawer", errors.busy);

/** Whether what joins a shift comes after its closing. */
export function isLate(shift: Pick<Shift, "closed_at">): boolean {
  return shift.closed_at !== null;
}

/**
 * What an entry adds to its shift, for a commit of its own: to the open shift's entries, or to the late ones of a closed
 * shift; with the shift itself where that is not there yet. A trigger refuses it when the shift is another than was seen (rule S3). `at` is epoch ms. With `taken`, it joins an open shift only while people have taken
 * so many satang of it alone, as was seen.
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

/** An entry of a shift as it was recorded, or undefined. */
export function entryNamed(ctx: Context, shift_id: string, entry_id: string): Promise<Entry | undefined> {
  return findEntry(ctx.db, shift_id, entry_id);
}

/** What somebody does to a drawer by hand; `cash` is what it does to what the drawer must hold, in satang. */
export interface ByHand extends Omit<Movement, "amount" | "actor_id" | "approver_id"> {
  /** Epoch ms. */
  at: number;
  /** What audit and outbox call it. */
  event: typeof DRAWER_MOVED | typeof DRAWER_OPENED | typeof SHIFT_ADJUSTED;
  /** The park's word for the reason, where it asks for one. */
  reason_code?: string;
  approval?: ApprovalUse | null;
  /** Of cash taken without an approval: what was taken so before, in satang. */
  taken?: number;
  /** It happened during an outage without the approval that the park requires: it stands, and is told as such (rule O7). */
  unapproved?: boolean;
}

/** Records what a hand did, with its reason and the grant that it used up. Errors: those of its entry, E_DUPLICATE. */
export async function recordByHand(ctx: Context, shift: JoinedShift, act: ByHand): Promise<MovementView> {
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
