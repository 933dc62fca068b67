/** A closing counts every entry of its shift, once, for good (rule S5). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, doerOf, may } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type ApprovalUse, GRANT_USED, isApprovalNeeded, requireApproval } from "../../../offer/approvals/index.ts";
import { carriedOver } from "../../open-tickets/index.ts";
import { type Count, type Counted, decideCount } from "../domain/count.ts";
import { countDrawer, totalTakings } from "../domain/totals.ts";
import { SHIFT_CLOSED } from "../events.ts";
import {
  closeShiftRow,
  findLastClosed,
  findOpenShift,
  findShift,
  findShiftAt,
  listEntries,
  readTakenAlone,
  type Shift,
} from "../store.ts";
import { drawerOf } from "./drawer.ts";
import { asRecorded, type ShiftView } from "./read.ts";

/** Something joined the shift, or closed it, since it was counted: count again. */
const SHIFT_BUSY = defineRace("entries join a shift", errors.busy);

export interface Closing extends Count {
  note?: string;
  device_id?: string;
  /** The shift that is closed; the open one unless given. */
  shift_id?: string;
  /** Epoch ms; the moment of a closing during an outage. */
  closed_at?: number;
  /** For what is counted and not left, as the park requires for cash out of a drawer; its subject is the shift. */
  approval_token?: string;
}

/**
 * Closes a shift with what was counted and stores its snapshot for good (rule S5).
 * An entry at the same instant is in the snapshot or refused: the trigger aborts a closing that missed one, and it is
 * counted again. Closing a closed shift answers what the first closing found. Parked carts of the store are carried over.
 * What is not left in the drawer is cash that goes out by hand: it takes the approval that a movement takes (rule S4).
 * A closing during an outage has happened, so no permission is asked any more, and an approval that is missing is flagged.
 * Errors: E_VALIDATION for a count that contradicts itself; E_SHIFT_CLOSED when the drawer never had a shift; E_NOT_FOUND when it never had the one named; E_BUSY when
 * sales keep arriving; E_APPROVAL_REQUIRED.
 */
export async function closeShift(ctx: Context, input: Closing): Promise<ShiftView> {
  const permission = input.closed_at === undefined ? "shift_close" : null;
  const { device_id } = await drawerOf(ctx, permission, input.device_id);
  const counted = decideCount(input);
  if (!counted.ok) throw new AppError(errors.validation, { fields: [counted.refusal] });
  return decideAgain([SHIFT_BUSY, GRANT_USED], async () => {
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
  if (!shift) throw new AppError(errors.shift_closed);
  return shift;
}

async function closeAsCounted(ctx: Context, open: Shift, counted: Counted, input: Closing): Promise<ShiftView> {
  const { shift_id, store_id, device_id } = open;
  const [entries, open_tickets] = await Promise.all([listEntries(ctx.db, shift_id), carriedOver(ctx, store_id)]);
  const totals = totalTakings(entries);
  const { approval, unapproved } = await allowTaking(ctx, open, counted, input);
  const closed = {
    ...open,
    ...countDrawer(open.cash_open, totals, counted.cash_counted),
    ...counted,
    closed_by: doerOf(ctx),
    closed_at: Math.max(open.opened_at, input.closed_at ?? ctx.now),
    note: input.note ?? null,
    entries_count: entries.length,
    totals,
    open_tickets,
  } satisfies Shift;
  const { cash_open, cash_expected, cash_counted, cash_diff, denominations, cash_left, closed_at } = closed;
  const facts = {
    ...{ cash_open, cash_expected, cash_counted, cash_diff, denominations, cash_left, totals, open_tickets },
    ...(input.closed_at !== undefined && { closed_at }),
    ...(unapproved && { flags: ["unapproved" as const] }),
  };
  const reply = asRecorded(closed, entries);
  const approver_id = approval?.approver_id ?? null;
  await commit(ctx, {
    writes: [closeShiftRow(closed)],
    parts: [approval],
    audit: [{ event: SHIFT_CLOSED.type, subject: ["shift", shift_id], changes: facts, approver_id, store_id }],
    events: [SHIFT_CLOSED.of(["shift", shift_id], { shift_id, device_id, ...facts }, { store_id })],
    reply,
    refusals: [
      ["E_SHIFT_CLOSED", SHIFT_BUSY],
      ["E_SHIFT_MISSED", SHIFT_BUSY],
    ],
  });
  return reply;
}

/**
 * The grant for the cash that a closing takes out, with what was taken out of the shift without one before; of a closing
 * during an outage, whether it is missing.
 */
async function allowTaking(
  ctx: Context,
  { shift_id, store_id }: Shift,
  { cash_counted, cash_left }: Counted,
  { closed_at, approval_token }: Closing,
): Promise<{ approval: ApprovalUse | null; unapproved: boolean }> {
  const amount = cash_counted - cash_left;
  if (amount === 0) return { approval: null, unapproved: false };
  const act = { action: "drawer_open", store_id, subject_id: shift_id, amount } as const;
  const counted = amount + (await readTakenAlone(ctx.db, shift_id));
  if (closed_at !== undefined)
    return { approval: null, unapproved: await isApprovalNeeded(ctx, { ...act, amount: counted }, true) };
  const held = may(ctx, "drawer_open", store_id);
  return { approval: await requireApproval(ctx, approval_token, act, held, counted), unapproved: false };
}
