/** Use-cases of day closes: a store's date is closed once, after its drawers; later entries stay beside the report (rules S4, S5). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { linkNow } from "../../../../platform/queue/sealer.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { businessDate } from "../../../../shared/time.ts";
import { getStore, requireStore, requireStores } from "../../../access/tenants/index.ts";
import { type DayTotals, lateOfDay, totalDay } from "../domain/day.ts";
import { dayErrors } from "../domain/errors.ts";
import { DAY_CLOSED } from "../events.ts";
import {
  type DayClose,
  type DayFilter,
  findDayClose,
  insertDayClose,
  listFilteredDays,
  listShiftsOfDay,
  listShiftsOfDays,
} from "../store.ts";
import { type ShiftRow, withLate } from "./read.ts";

/** A shift of the date was opened or closed, or the day was closed, since the read, so it is read again. */
const DAY_BUSY = defineRace("the shifts of a date change", errors.busy);

/** A day's report with its shifts as they are now, and the sums that arrived after the close. */
export type DayView = DayClose & { shifts: ShiftRow[]; late: DayTotals | null };

/**
 * Closes a store's business date once with the sums of its shifts; a repeat answers the first report. No drawer of the
 * date may be open; a trigger refuses a report that missed a shift opened at the same instant. The report has the head of
 * the audit chain, so that a printed report proves the audit rows before it (rule U2).
 * Errors: E_VALIDATION for a future date, E_DRAWERS_OPEN with the open drawers, E_DAY_EMPTY, E_BUSY.
 */
export async function closeDay(ctx: Context, input: { store_id?: string; business_date: string }): Promise<DayView> {
  const { business_date } = input;
  const store_id = await requireStore(ctx, "approve", input.store_id);
  const store = await getStore(ctx, store_id);
  if (business_date > businessDate(ctx.now, store.time_zone, store.cutoff_hour)) throw notYet();
  return decideAgain([DAY_BUSY], async () => {
    const [earlier, shifts] = await Promise.all([
      findDayClose(ctx.db, store_id, business_date),
      shiftsOfDay(ctx, store_id, business_date),
    ]);
    if (earlier) return viewDay(earlier, shifts);
    refuseOpenDrawers(shifts);
    const { head: audit_head } = await linkNow(ctx.env, ctx.tenant_id);
    const day: DayClose = {
      tenant_id: ctx.tenant_id,
      store_id,
      business_date,
      closed_by: ctx.actor.id,
      closed_at: ctx.now,
      shift_ids: shifts.map(({ shift_id }) => shift_id),
      totals: totalDay(shifts),
      audit_head,
    };
    const { shift_ids, totals } = day;
    const reply = viewDay(day, shifts);
    const facts = { business_date, shift_ids, totals, audit_head };
    await commit(ctx, {
      writes: [insertDayClose(day)],
      audit: [{ event: DAY_CLOSED.type, subject: ["store", store_id], changes: facts, store_id }],
      events: [DAY_CLOSED.of(["store", store_id], { store_id, ...facts }, { store_id })],
      reply,
      refusals: [
        ["day_closes.business_date", DAY_BUSY],
        ["E_SHIFT_OPEN", DAY_BUSY],
        ["E_DAY_MISSED", DAY_BUSY],
      ],
    });
    return reply;
  });
}

/** The report of a business date, with the sums that arrived after its close. Error: E_NOT_FOUND for a date not closed. */
export async function getDayClose(ctx: Context, named: { store_id: string; business_date: string }): Promise<DayView> {
  const store_id = await requireStore(ctx, "approve", named.store_id);
  const day = await findDayClose(ctx.db, store_id, named.business_date);
  if (!day) throw new AppError(errors.not_found);
  return viewDay(day, await shiftsOfDay(ctx, store_id, named.business_date));
}

export type DayQuery = Omit<DayFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** A day's report in a list, with the sums that arrived after its close. */
export type DayRow = Omit<DayView, "shifts">;

/** Closed days of the caller's stores, latest date first. */
export async function listDayCloses(ctx: Context, { store_id, cursor, ...filter }: DayQuery): Promise<Page<DayRow>> {
  const store_ids = await requireStores(ctx, "approve", store_id);
  const place = readCursor(cursor, 2)?.map(String);
  const before = place && ([place[0] ?? "", place[1] ?? ""] as const);
  const rows = await listFilteredDays(ctx.db, { ...filter, store_ids, before });
  const page = pageOf(rows, filter.limit, (day) => [day.business_date, day.store_id]);
  const dayOf = (of: { store_id: string; business_date: string | null }) => `${of.store_id} ${of.business_date}`;
  const shifts = Map.groupBy(await withLate(ctx, await listShiftsOfDays(ctx.db, page.items)), dayOf);
  const items = page.items.map((day) => ({ ...day, late: lateSince(day, shifts.get(dayOf(day)) ?? []) }));
  return { ...page, items };
}

async function shiftsOfDay(ctx: Context, store_id: string, business_date: string): Promise<ShiftRow[]> {
  return withLate(ctx, await listShiftsOfDay(ctx.db, store_id, business_date));
}

function viewDay(day: DayClose, shifts: ShiftRow[]): DayView {
  return { ...day, shifts, late: lateSince(day, shifts) };
}

function lateSince({ totals }: DayClose, shifts: readonly ShiftRow[]): DayTotals | null {
  const closed = shifts.filter(({ closed_at }) => closed_at !== null);
  return lateOfDay(totals, totalDay(closed));
}

function refuseOpenDrawers(shifts: readonly ShiftRow[]): void {
  if (shifts.length === 0) throw new AppError(dayErrors.no_shifts);
  const open = shifts.filter(({ closed_at }) => closed_at === null);
  if (open.length === 0) return;
  const named = open.map(({ shift_id, device_id, opened_by }) => ({ shift_id, device_id, opened_by }));
  throw new AppError(dayErrors.drawers_open, { shifts: named });
}

function notYet(): AppError {
  return new AppError(errors.validation, { fields: [{ path: "business_date", message: "has not begun yet" }] });
}
