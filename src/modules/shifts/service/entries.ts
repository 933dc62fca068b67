/** Every entry is in its shift's snapshot, or stands beside it as late, or was refused: never two of these (rules S3, O7). */

import { commit } from "../../../platform/db/commit.ts";
import type { Statement } from "../../../platform/db/sql.ts";
import { type Context, doerOf } from "../../../platform/http/context.ts";
import type { ErrorSpec } from "../../../shared/errors.ts";
import type { ApprovalUse } from "../../approvals/index.ts";
import { type Entry, entryOf, type Movement } from "../domain/entries.ts";
import { shiftErrors } from "../domain/errors.ts";
import { findEntry, insertEntry, insertEntryAfter, insertLateEntry, type Shift } from "../store.ts";
import type { MovementView } from "./read.ts";

/** The shift was closed, or turned out to be open, between look and entry: look again. */
export const ENTRY_RACES: readonly ErrorSpec[] = [shiftErrors.shift_closed, shiftErrors.shift_open];

/** Whether what joins a shift comes after its closing. */
export function isLate(shift: Pick<Shift, "closed_at">): boolean {
  return shift.closed_at !== null;
}

/**
 * What an entry adds to its shift, for a commit of its own: to the open shift's entries, or to the late ones of a closed
 * shift. A trigger refuses it when the shift is another than was seen (rule S3). `at` is epoch ms. With `taken`, it joins an open shift only while people have taken
 * so many satang of it alone, as was seen.
 */
export function recordEntry(
  ctx: Context,
  shift: Pick<Shift, "shift_id" | "closed_at">,
  entry: Entry,
  at: number,
  taken?: number,
): { write: Statement; refusal: readonly [string, ErrorSpec] } {
  const row = { tenant_id: ctx.tenant_id, shift_id: shift.shift_id, at, ...entry };
  return isLate(shift)
    ? { write: insertLateEntry({ ...row, received_at: ctx.now }), refusal: ["E_SHIFT_OPEN", shiftErrors.shift_open] }
    : {
        write: taken === undefined ? insertEntry(row) : insertEntryAfter(row, taken),
        refusal: ["E_SHIFT_CLOSED", shiftErrors.shift_closed],
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
  event: string;
  /** The park's word for the reason, where it asks for one. */
  reason_code?: string;
  approval?: ApprovalUse | null;
  /** Of cash taken without an approval: what was taken so before, in satang. */
  taken?: number;
  /** It happened during an outage without the approval that the park requires: it stands, and is told as such (rule O7). */
  unapproved?: boolean;
}

/** Records what a hand did, with its reason and the grant that it used up. Errors: those of its entry, E_DUPLICATE. */
export async function recordByHand(ctx: Context, shift: Shift, act: ByHand): Promise<MovementView> {
  const { movement_id, kind, cash, reason, reason_code, at, event, approval, taken, unapproved } = act;
  const { shift_id, store_id, device_id } = shift;
  const who = { actor_id: doerOf(ctx), approver_id: approval?.approver_id ?? null };
  const movement = { movement_id, kind, cash, reason, ...who };
  const { write, refusal } = recordEntry(ctx, shift, entryOf(movement), at, taken);
  const reply = { ...movement, amount: Math.abs(cash), shift_id, happened_at: at, late: isLate(shift) };
  const told = {
    ...reply,
    ...(reason_code !== undefined && { reason_code }),
    ...(unapproved && { flags: ["unapproved"] }),
  };
  await commit(ctx, {
    writes: [write, ...(approval ? [approval.write] : [])],
    audit: [{ event, subject: ["shift", shift_id], changes: told, approver_id: who.approver_id, store_id }],
    events: [{ type: event, subject: ["shift", shift_id], data: { ...told, device_id }, store_id }],
    reply,
    refusals: [
      refusal,
      ["drawer_entries.kind", shiftErrors.drawer_busy],
      ["entries.entry_id", shiftErrors.entry_exists],
      ...(approval ? [approval.refusal] : []),
    ],
  });
  return reply;
}
