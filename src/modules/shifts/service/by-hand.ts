/** What people do to a drawer beside selling: each act has a reason and a name, and some need a second person (rules S4, A1). */

import { decideAgain } from "../../../platform/db/race.ts";
import { type Context, may } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { useApproval } from "../../approvals/index.ts";
import { cashOf, type MovementKind } from "../domain/entries.ts";
import { shiftErrors } from "../domain/errors.ts";
import { DRAWER_MOVED, DRAWER_OPENED, SHIFT_ADJUSTED } from "../events.ts";
import { findEntry, findOpenShift } from "../store.ts";
import { drawerOf, shiftAt } from "./drawer.ts";
import { ENTRY_RACES, recordByHand } from "./entries.ts";
import { type MovementView, shiftNamed, viewMovement } from "./read.ts";

interface MovementRequest {
  kind: MovementKind;
  /** Satang, above zero; the kind says whether they come or go. */
  amount: number;
  reason: string;
  movement_id?: string;
  device_id?: string;
  /** Epoch ms, of a movement during an outage, and the shift it names. */
  happened_at?: number;
  shift_id?: string;
}

/**
 * Moves cash by hand (rule S4). Online it goes to the open shift of the drawer. With `happened_at` it happened during an
 * outage: it goes to the shift named, else to the one open then, as late when that is closed.
 * The same movement_id in the same shift is a repeat. Errors: E_SHIFT_CLOSED when there is no such shift, E_DUPLICATE.
 */
export async function recordMovement(ctx: Context, request: MovementRequest): Promise<MovementView> {
  const { kind, amount, reason, happened_at, shift_id, movement_id = ctx.newId() } = request;
  const online = happened_at === undefined;
  const { device_id } = await drawerOf(ctx, online ? "drawer_open" : null, request.device_id);
  const look = () => (online ? findOpenShift(ctx.db, device_id) : shiftAt(ctx, device_id, happened_at, shift_id));
  return decideAgain([shiftErrors.entry_exists, ...(online ? [] : ENTRY_RACES)], async () => {
    const shift = await look();
    if (!shift) throw new AppError(online ? shiftErrors.shift_closed : shiftErrors.shift_missing);
    const earlier = await findEntry(ctx.db, shift.shift_id, movement_id);
    const repeated = earlier && viewMovement(earlier);
    if (repeated) return repeated;
    const moved = { movement_id, kind, cash: cashOf(kind, amount), reason };
    return recordByHand(ctx, shift, { ...moved, at: happened_at ?? ctx.now, event: DRAWER_MOVED });
  });
}

/**
 * Opens the drawer without a sale. It needs the permission `drawer_open`, or a grant for it whose subject is the shift.
 * Errors: E_SHIFT_CLOSED, E_APPROVAL_REQUIRED.
 */
export async function openDrawer(
  ctx: Context,
  request: { reason: string; approval_token?: string; device_id?: string },
): Promise<MovementView> {
  const { device_id, store_id } = await drawerOf(ctx, "sell", request.device_id);
  const shift = await findOpenShift(ctx.db, device_id);
  if (!shift) throw new AppError(shiftErrors.shift_closed);
  const use = { action: "drawer_open", store_id, subject_id: shift.shift_id, amount: 0 } as const;
  const permitted = !request.approval_token && may(ctx, "drawer_open", store_id);
  const approval = permitted ? null : await useApproval(ctx, request.approval_token, use);
  const opened = { movement_id: ctx.newId(), kind: "no_sale", cash: 0, reason: request.reason } as const;
  return recordByHand(ctx, shift, { ...opened, at: ctx.now, event: DRAWER_OPENED, approval });
}

/**
 * Corrects what a drawer must hold, by a grant whose subject is the shift: in the open shift, or beside the snapshot of a
 * closed one (rule S5). `amount` is satang of either sign. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_APPROVAL_REQUIRED.
 */
export async function adjustShift(
  ctx: Context,
  shift_id: string,
  request: { amount: number; reason: string; approval_token: string },
): Promise<MovementView> {
  const { amount, reason, approval_token } = request;
  const movement_id = ctx.newId();
  return decideAgain(ENTRY_RACES, async () => {
    const shift = await shiftNamed(ctx, shift_id, "shift_close");
    const { store_id } = shift;
    const use = { action: "shift_adjust", store_id, subject_id: shift_id, amount: Math.abs(amount) } as const;
    const approval = await useApproval(ctx, approval_token, use);
    const adjusted = { movement_id, kind: "adjustment", cash: amount, reason } as const;
    return recordByHand(ctx, shift, { ...adjusted, at: ctx.now, event: SHIFT_ADJUSTED, approval });
  });
}
