/** Unattended shifts: an act while no shift is open joins the next shift of that date, or a shift made for it (rule O7). */

import type { Context } from "../../../../platform/http/context.ts";
import { businessDate } from "../../../../shared/time.ts";
import { getStore } from "../../../access/tenants/index.ts";
import { totalTakings } from "../domain/totals.ts";
import { findShift, findShiftAt, findShiftOfDate, type Shift } from "../store.ts";

/** A shift that an entry joins; the same commit inserts one that does not exist yet. */
export type JoinedShift = Shift & { unmade?: true };

/** A drawer, a moment (epoch ms), and the person who acted there without a shift. */
export interface DrawerMoment {
  device_id: string;
  store_id: string;
  at: number;
  by: string;
}

/** The shift for an act at a drawer while no shift was open. For the office, `device_id` is the store's id. */
export async function unattendedShift(ctx: Context, where: DrawerMoment): Promise<JoinedShift> {
  const { device_id, store_id, at } = where;
  const { time_zone, cutoff_hour } = await getStore(ctx, store_id);
  const business_date = businessDate(at, time_zone, cutoff_hour);
  const joined = await findShiftOfDate(ctx.db, { store_id, device_id, business_date, at });
  return joined ?? { ...unattended(ctx, where, business_date), unmade: true };
}

/**
 * The shift for an act of an outage: the named shift, else the shift open at that moment, else the next shift of that date,
 * else a shift made for it. A named shift of another drawer is ignored.
 */
export async function shiftAt(ctx: Context, where: DrawerMoment, shift_id?: string): Promise<JoinedShift> {
  const named = shift_id === undefined ? undefined : await findShift(ctx.db, shift_id);
  if (named?.device_id === where.device_id) return named;
  return (await findShiftAt(ctx.db, where.device_id, where.at)) ?? unattendedShift(ctx, where);
}

/** A new unattended shift: it has no float, is closed from the beginning and never counted, so its entries are all late. */
function unattended(ctx: Context, { device_id, store_id, at, by }: DrawerMoment, business_date: string): Shift {
  return {
    tenant_id: ctx.tenant_id,
    shift_id: ctx.newId(),
    store_id,
    device_id,
    opened_by: by,
    opened_at: at,
    business_date,
    unattended: true,
    cash_open: 0,
    cash_open_expected: null,
    closed_by: by,
    closed_at: at,
    cash_expected: 0,
    cash_counted: null,
    cash_diff: null,
    cash_left: null,
    denominations: null,
    open_tickets: null,
    note: null,
    entries_count: 0,
    totals: totalTakings([]),
  };
}
