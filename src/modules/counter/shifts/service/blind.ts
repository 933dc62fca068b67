/** While a shift is counted blind, no list tells what it took in: one sum would give the other away (rule S5). */

import { type Context, may } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { listOpenShifts, type Shift } from "../store.ts";

/** Whether the caller sees what an open shift of a store must hold: who does not count it, unless the store counts openly. */
export async function showsExpectation(ctx: Context, store_id: string): Promise<boolean> {
  if (ctx.actor.kind === "system" || may(ctx, "approve", store_id)) return true;
  return !(await readSettings(ctx, store_id))["shifts.blind_count"];
}

/** The open shifts of some stores whose amounts the caller is not told in lists. */
export async function blindShifts(ctx: Context, store_ids: readonly string[]): Promise<Shift[]> {
  const unseen = store_ids.filter((store_id) => !may(ctx, "approve", store_id));
  if (unseen.length === 0 || ctx.actor.kind === "system") return [];
  const open = await listOpenShifts(ctx.db, unseen);
  const stores = [...new Set(open.map(({ store_id }) => store_id))];
  const shown = await Promise.all(stores.map((store_id) => showsExpectation(ctx, store_id)));
  const hidden = stores.filter((_, index) => !shown[index]);
  return open.filter(({ store_id }) => hidden.includes(store_id));
}

/** Whether what belongs to a shift is told without its amounts. */
export async function hiddenIn(
  ctx: Context,
  store_ids: readonly string[],
): Promise<(row: { shift_id: string | null }) => boolean> {
  const hidden = new Set((await blindShifts(ctx, store_ids)).map(({ shift_id }) => shift_id));
  return ({ shift_id }) => shift_id !== null && hidden.has(shift_id);
}

/** Refuses sums that hold what an open shift took in since before `to` (epoch ms). Error: E_AMOUNTS_HIDDEN. */
export async function requireSums(ctx: Context, store_ids: readonly string[], to = Number.POSITIVE_INFINITY) {
  const hidden = (await blindShifts(ctx, store_ids)).filter(({ opened_at }) => opened_at <= to);
  if (hidden.length > 0) throw new AppError(errors.amounts_hidden);
}
