/** Use-cases of drawer acts by hand: each act has a reason and a person, and some need a second person (rules S4, A1). */

import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, doerOf, may } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { businessDate, DAY_MS } from "../../../../shared/time.ts";
import { getStore } from "../../../access/tenants/index.ts";
import {
  approvalErrors,
  GRANT_USED,
  isApprovalNeeded,
  reasonFor,
  requireApproval,
} from "../../../offer/approvals/index.ts";
import { cashOf, cashOut, type MovementKind } from "../domain/entries.ts";
import { DRAWER_MOVED, DRAWER_OPENED, SHIFT_ADJUSTED } from "../events.ts";
import { findEntry, findEntryOfDrawer, findOpenShift, readTakenAlone } from "../store.ts";
import { drawerOf } from "./drawer.ts";
import { commitByHand, DRAWER_BUSY, ENTRY_RACES, ENTRY_TAKEN } from "./entries.ts";
import { type MovementView, requireShift, viewMovement } from "./read.ts";
import { type JoinedShift, shiftAt } from "./unattended.ts";

interface MovementRequest {
  kind: MovementKind;
  /** Satang, above zero; the kind decides the direction. */
  amount: number;
  reason: string;
  movement_id?: string;
  device_id?: string;
  /** Needed for cash out where the park requires it; its subject is the shift. */
  approval_token?: string;
  /** The moment of a movement during an outage (epoch ms), and the shift that it names. */
  happened_at?: number;
  shift_id?: string;
}

interface ApprovalFields {
  reason: string;
  reason_code?: string;
  approval_token?: string;
}

/**
 * Moves cash by hand (rule S4). Online it joins the open shift of the drawer. The park may require a grant for cash out;
 * earlier cash out of the shift without a grant counts toward the limit. With `happened_at` the movement is of an outage:
 * it joins a shift by `shiftAt`, as late when that shift is closed, and a missing grant is flagged (rule O7).
 * The same movement_id is a repeat. Errors: E_SHIFT_CLOSED when there is no such shift, E_DUPLICATE,
 * E_APPROVAL_REQUIRED.
 */
export async function recordMovement(ctx: Context, request: MovementRequest): Promise<MovementView> {
  const { kind, amount, reason, approval_token, happened_at, shift_id, movement_id = ctx.newId() } = request;
  const online = happened_at === undefined;
  const cash = cashOf(kind, amount);
  const { device_id, store_id } = await drawerOf(ctx, online ? "drawer_open" : null, request.device_id);
  const look = () =>
    online
      ? findOpenShift(ctx.db, device_id)
      : shiftAt(ctx, { device_id, store_id, at: happened_at, by: doerOf(ctx) }, shift_id);
  return decideAgain([ENTRY_TAKEN, DRAWER_BUSY, GRANT_USED, ...(online ? [] : ENTRY_RACES)], async () => {
    const shift = await look();
    if (!shift) throw new AppError(errors.shift_closed);
    const repeated = await movedBefore(ctx, shift, movement_id, happened_at);
    if (repeated) return repeated;
    const act = { action: "drawer_open", store_id, subject_id: shift.shift_id, amount: cashOut(cash) } as const;
    const before = act.amount > 0 ? await readTakenAlone(ctx.db, shift.shift_id) : 0;
    const counted = before + act.amount;
    const held = may(ctx, "drawer_open", store_id);
    const approval = online ? await requireApproval(ctx, approval_token, act, held, counted) : null;
    const unapproved = !online && (await isApprovalNeeded(ctx, { ...act, amount: counted }, true));
    const taken = online && act.amount > 0 && !approval ? before : undefined;
    const moved = { movement_id, kind, cash, reason, approval, taken, unapproved };
    return commitByHand(ctx, shift, { ...moved, at: happened_at ?? ctx.now, event: DRAWER_MOVED });
  });
}

/**
 * Finds the earlier movement with this id (rule I7): in this shift, or in another shift of the drawer on that date, today or
 * yesterday. The other shift has it when a movement made online is handed in with another time. `at` is epoch ms.
 */
async function movedBefore(
  ctx: Context,
  { shift_id, store_id, device_id }: JoinedShift,
  entry_id: string,
  at: number = ctx.now,
): Promise<MovementView | undefined> {
  const { time_zone, cutoff_hour } = await getStore(ctx, store_id);
  const moments = [at, ctx.now, ctx.now - DAY_MS];
  const business_dates = [...new Set(moments.map((moment) => businessDate(moment, time_zone, cutoff_hour)))];
  const [here, elsewhere] = await Promise.all([
    findEntry(ctx.db, shift_id, entry_id),
    findEntryOfDrawer(ctx.db, { store_id, device_id, business_dates, entry_id }),
  ]);
  const earlier = here ?? elsewhere;
  return earlier && viewMovement(earlier);
}

/**
 * Opens the drawer without a sale. It needs the permission `drawer_open` or a grant whose subject is the shift, as the park
 * requires. Errors: E_SHIFT_CLOSED, E_APPROVAL_REQUIRED, E_REASON_REQUIRED, E_REASON_UNKNOWN.
 */
export async function openDrawer(
  ctx: Context,
  request: ApprovalFields & { device_id?: string },
): Promise<MovementView> {
  const { reason, reason_code, approval_token } = request;
  const { device_id, store_id } = await drawerOf(ctx, "sell", request.device_id);
  await reasonFor(ctx, "drawer_open", store_id, reason_code);
  const opened = { movement_id: ctx.newId(), kind: "no_sale", cash: 0, reason, reason_code } as const;
  return decideAgain([GRANT_USED], async () => {
    const shift = await findOpenShift(ctx.db, device_id);
    const held = may(ctx, "drawer_open", store_id);
    if (!shift) throw await noShift(ctx, store_id, held);
    const act = { action: "drawer_open", store_id, subject_id: shift.shift_id, amount: 0 } as const;
    const approval = await requireApproval(ctx, approval_token, act, held);
    return commitByHand(ctx, shift, { ...opened, at: ctx.now, event: DRAWER_OPENED, approval });
  });
}

/** The error when no shift is open; a caller who needs a grant learns nothing about the shift. */
async function noShift(ctx: Context, store_id: string, held: boolean): Promise<AppError> {
  const act = { action: "drawer_open", store_id, amount: 0 } as const;
  const needed = await isApprovalNeeded(ctx, act, held);
  return needed
    ? new AppError(approvalErrors.required, { action: act.action, reason: "missing" })
    : new AppError(errors.shift_closed);
}

/**
 * Corrects the expected cash of a drawer, in the open shift or beside the snapshot of a closed one (rule S5). It needs a
 * grant whose subject is the shift, unless the park requires none. `amount` is satang of either sign.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_APPROVAL_REQUIRED, E_REASON_REQUIRED, E_REASON_UNKNOWN.
 */
export async function adjustShift(
  ctx: Context,
  shift_id: string,
  request: ApprovalFields & { amount: number },
): Promise<MovementView> {
  const { amount, reason, reason_code, approval_token } = request;
  const movement_id = ctx.newId();
  return decideAgain([...ENTRY_RACES, GRANT_USED], async () => {
    const shift = await requireShift(ctx, shift_id, "shift_close");
    const { store_id } = shift;
    await reasonFor(ctx, "shift_adjust", store_id, reason_code);
    const act = { action: "shift_adjust", store_id, subject_id: shift_id, amount: Math.abs(amount) } as const;
    const approval = await requireApproval(ctx, approval_token, act, may(ctx, "shift_close", store_id));
    const adjusted = { movement_id, kind: "adjustment", cash: amount, reason, reason_code } as const;
    return commitByHand(ctx, shift, { ...adjusted, at: ctx.now, event: SHIFT_ADJUSTED, approval });
  });
}
