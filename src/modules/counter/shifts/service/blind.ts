/** Blind counts: while a shift is open, lists hide its amounts, because one sum reveals the expected cash (rule S5). */

import { type Context, may } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { listOpenShifts, type Shift } from "../store.ts";

/** Whether the caller sees the expected cash of an open shift: a person with `approve`, or everybody where counts are open. */
export async function showsExpectation(ctx: Context, store_id: string): Promise<boolean> {
  if (ctx.actor.kind === "system" || may(ctx, "approve", store_id)) return true;
  return !(await readSettings(ctx, store_id))["shifts.blind_count"];
}

/** The open shifts of some stores whose amounts lists hide from the caller. */
export async function blindShifts(ctx: Context, store_ids: readonly string[]): Promise<Shift[]> {
  const unseen = store_ids.filter((store_id) => !may(ctx, "approve", store_id));
  if (unseen.length === 0 || ctx.actor.kind === "system") return [];
  const open = await listOpenShifts(ctx.db, unseen);
  const stores = [...new Set(open.map(({ store_id }) => store_id))];
  const shown = await Promise.all(stores.map((store_id) => showsExpectation(ctx, store_id)));
  const hidden = stores.filter((_, index) => !shown[index]);
  return open.filter(({ store_id }) => hidden.includes(store_id));
}

/** Returns a test: whether a row of a list belongs to a shift whose amounts are hidden from the caller. */
export async function hiddenIn(
  ctx: Context,
  store_ids: readonly string[],
): Promise<(row: { shift_id: string | null }) => boolean> {
  const hidden = new Set((await blindShifts(ctx, store_ids)).map(({ shift_id }) => shift_id));
  return ({ shift_id }) => shift_id !== null && hidden.has(shift_id);
}

/** Refuses sums that include a hidden open shift that was opened by `to` (epoch ms). Error: E_AMOUNTS_HIDDEN. */
export async function requireSums(ctx: Context, store_ids: readonly string[], to = Number.POSITIVE_INFINITY) {
  const hidden = (await blindShifts(ctx, store_ids)).filter(({ opened_at }) => opened_at <= to);
  if (hidden.length > 0) throw new AppError(errors.amounts_hidden);
}
