/** Use-case of closing a shift: it counts each entry of the shift once, and the result never changes (rule S5). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, doerOf, may } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type ApprovalUse, GRANT_USED, isApprovalNeeded, requireApproval } from "../../../offer/approvals/index.ts";
import { carriedOver } from "../../open-tickets/index.ts";
import { type CompleteCount, type Count, decideCount } from "../domain/count.ts";
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
import { alertsOfClosing } from "./watch.ts";

/** An entry joined the shift, or the shift was closed, since it was counted, so it is counted again. */
const SHIFT_BUSY = defineRace("entries join a shift", errors.busy);

export interface Closing extends Count {
  note?: string;
  device_id?: string;
  /** The shift to close; by default the open one. */
  shift_id?: string;
  /** Epoch ms; the moment of a closing during an outage. */
  closed_at?: number;
  /** The grant for counted cash that is not left, where the park requires one for cash out; its subject is the shift. */
  approval_token?: string;
}

/**
 * Closes a shift with the counted cash and stores its snapshot, which never changes (rule S5).
 * An entry of the same instant is in the snapshot or refused: a trigger aborts a closing that missed one, and the closing
 * counts again. A repeat answers the result of the first closing. Parked carts of the store are carried over.
 * Counted cash that is not left in the drawer is cash out by hand, and needs the approval of a movement (rule S4).
 * A closing during an outage is a fact, so no permission is checked, and a missing approval is flagged.
 * Errors: E_VALIDATION for a count that contradicts itself; E_SHIFT_CLOSED when the drawer never had a shift; E_NOT_FOUND
 * when the drawer never had the named shift; E_BUSY when sales keep arriving; E_APPROVAL_REQUIRED.
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

async function closeAsCounted(ctx: Context, open: Shift, counted: CompleteCount, input: Closing): Promise<ShiftView> {
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
    parts: [approval, ...(await alertsOfClosing(ctx, closed))],
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
 * The grant for the cash that a closing takes out; earlier cash out of the shift without a grant counts toward the limit.
 * For a closing during an outage it returns whether a grant is missing.
 */
async function allowTaking(
  ctx: Context,
  { shift_id, store_id }: Shift,
  { cash_counted, cash_left }: CompleteCount,
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
