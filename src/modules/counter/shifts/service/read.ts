/** Reads shifts: late entries stay beside the snapshot, and a blind count hides amounts (rules S5, O7). */

import { type Context, may, permissionError, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Listed, listed } from "../../../../shared/hidden.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { readSort, type SortText } from "../../../../shared/sorting.ts";
import { DAY_MS, iso } from "../../../../shared/time.ts";
import { requireStores } from "../../../access/tenants/index.ts";
import { leftBy, openingDiff } from "../domain/count.ts";
import { type Entry, type Movement, movementOf } from "../domain/entries.ts";
import { countLate, expectCash, type LateTotals, reconcile, sumTotals, totalTakings } from "../domain/totals.ts";
import {
  listFilteredShifts,
  listSortedShifts,
  type ShiftFilter,
  type ShiftSort,
  type ShiftTotals,
  totalFilteredShifts,
} from "../store/list.ts";
import {
  type DrawerEntry,
  findLastClosed,
  findOpenShift,
  findShift,
  type LateEntry,
  listEntries,
  listLateEntries,
  listShiftsOfDates,
  type Shift,
  type ShiftDates,
} from "../store.ts";
import { showsExpectation } from "./blind.ts";
import { drawerOf } from "./drawer.ts";

/** A shift in a list. */
export type ShiftRow = Shift & { cash_open_diff: number | null; late: LateTotals | null };

/** A shift with its approved corrections, and whether their amounts are hidden. */
export type ShiftView = ShiftRow & { adjustments: ListedMovement[]; amounts_hidden: boolean };

/** An act on a drawer by hand; `late` when it was handed in, or decided, after the closing. */
export type MovementView = Movement & { shift_id: string; happened_at: number; late: boolean };

/** The fields of a movement that a list hides while its shift is counted blind. */
export const MOVEMENT_AMOUNTS = ["amount", "cash"] as const;
export type ListedMovement = Listed<MovementView, (typeof MOVEMENT_AMOUNTS)[number]>;

/** A shift as its row has it, without expected cash and late entries. */
export function asRecorded(shift: Shift, entries: readonly DrawerEntry[]): ShiftView {
  const adjustments = viewMovements(entries, false).filter(({ kind }) => kind === "adjustment");
  return { ...shift, cash_open_diff: openingDiff(shift), adjustments, late: null, amounts_hidden: false };
}

/** Only people with one of these permissions may read a drawer's shifts. */
const READS_SHIFTS = ["sell", "shift_open", "shift_close", "drawer_open", "reports_view"] as const;

function requireReader(ctx: Context, store_id: string): void {
  if (!READS_SHIFTS.some((permission) => may(ctx, permission, store_id)))
    throw new AppError(errors.permission, { permission: READS_SHIFTS[0], store_id });
}

/** The open shift of a drawer. Errors: E_PERMISSION; E_NOT_FOUND when there is none. */
export async function getCurrentShift(ctx: Context, named?: string): Promise<ShiftView> {
  const { device_id, store_id } = await drawerOf(ctx, null, named);
  requireReader(ctx, store_id);
  return view(ctx, await currentShift(ctx, device_id));
}

/** A shift of the tenant, with its late entries. */
export async function getShift(ctx: Context, shift_id: string): Promise<ShiftView> {
  return view(ctx, await requireShift(ctx, shift_id));
}

/** The open shift of a drawer, or undefined. */
export function openShiftOf(ctx: Context, device_id: string): Promise<Shift | undefined> {
  return findOpenShift(ctx.db, device_id);
}

/** A shift's row, or undefined. */
export function shiftOf(ctx: Context, shift_id: string): Promise<Shift | undefined> {
  return findShift(ctx.db, shift_id);
}

/**
 * The expected cash of a drawer part by part, late entries included: for the named shift, else for the drawer's open shift.
 * Error: E_NOT_FOUND.
 */
export async function summarizeShift(ctx: Context, named: { shift_id?: string; device_id?: string }) {
  const shift =
    named.shift_id === undefined ? await getCurrentShift(ctx, named.device_id) : await getShift(ctx, named.shift_id);
  const { totals, late } = shift;
  const whole = totals && sumTotals(late ? [totals, late.totals] : [totals]);
  return { ...shift, reconciliation: whole && reconcile(shift.cash_open, whole) };
}

/** The cash that the next opening should find in a drawer; null while a shift is open, and before the first closing. */
export async function getNextOpening(ctx: Context, named?: string) {
  const { device_id, store_id } = await drawerOf(ctx, "shift_open", named);
  const [open, last] = await Promise.all([findOpenShift(ctx.db, device_id), findLastClosed(ctx.db, device_id)]);
  const last_shift_id = last?.shift_id ?? null;
  return {
    device_id,
    store_id,
    cash_open_expected: open ? null : leftBy(last),
    last_shift_id,
    open: open !== undefined,
  };
}

type NamedFilter = Omit<ShiftFilter, "store_ids"> & { store_id?: string };
export type ShiftQuery = NamedFilter & { cursor?: string; limit: number; sort?: SortText<ShiftSort["name"]> };

/** Lists shifts of the caller's stores, latest first; closed shifts have the sums of their late entries. */
export async function listShifts(ctx: Context, query: ShiftQuery): Promise<Page<ShiftRow>> {
  const { store_id, cursor, sort, ...filter } = query;
  const store_ids = await requireStores(ctx, "shift_close", store_id);
  if (sort !== undefined) return listInOrder(ctx, { ...filter, store_ids }, readSort(sort), cursor);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listFilteredShifts(ctx.db, { ...filter, store_ids, before });
  const page = pageOf(rows, filter.limit, ({ shift_id }) => [shift_id]);
  return { ...page, items: await withLate(ctx, page.items) };
}

/** Shifts in an order, over the time that sums may have. Error: E_VALIDATION for a longer one. */
async function listInOrder(
  ctx: Context,
  filter: ShiftFilter & { limit: number },
  sort: ShiftSort,
  cursor: string | undefined,
): Promise<Page<ShiftRow>> {
  const place = readCursor(cursor, 2);
  const after = place && ([Number(place[0]), String(place[1])] as const);
  const rows = await listSortedShifts(ctx.db, { ...filter, ...boundedDates(ctx, filter) }, { sort, after });
  const page = pageOf(rows, filter.limit, ({ shift, value }) => [value, shift.shift_id]);
  return {
    ...page,
    items: await withLate(
      ctx,
      page.items.map(({ shift }) => shift),
    ),
  };
}

/** The longest time of sums and orders, in days; the rows read grow with it. */
const MOST_DAYS = 366;

/**
 * Sums the shifts of a filter, late entries included, over at most 366 business dates; by default over the last ones.
 * Error: E_VALIDATION for more.
 */
export async function totalShifts(ctx: Context, { store_id, ...filter }: NamedFilter): Promise<ShiftTotals> {
  const store_ids = await requireStores(ctx, "shift_close", store_id);
  const sums = await totalFilteredShifts(ctx.db, { ...filter, store_ids, ...boundedDates(ctx, filter) });
  if (!sums) throw new AppError(errors.not_found);
  return sums;
}

/** The business dates of a filter; by default the last ones. Error: E_VALIDATION for more than 366. */
function boundedDates(ctx: Context, filter: Pick<ShiftFilter, "from_date" | "to_date" | "business_date">) {
  const to_date = filter.to_date ?? filter.business_date ?? iso(ctx.now + DAY_MS).slice(0, 10);
  const from_date =
    filter.from_date ?? filter.business_date ?? iso(Date.parse(to_date) - (MOST_DAYS - 1) * DAY_MS).slice(0, 10);
  if (Date.parse(to_date) - Date.parse(from_date) < MOST_DAYS * DAY_MS) return { from_date, to_date };
  const message = `must be at most ${MOST_DAYS} days before to_date`;
  throw new AppError(errors.validation, { fields: [{ path: "from_date", message }] });
}

/** Shifts that were opened on some business dates, with their late entries. The caller's stores are already checked. */
export async function shiftsOfDates(ctx: Context, filter: ShiftDates): Promise<ShiftRow[]> {
  return withLate(ctx, await listShiftsOfDates(ctx.db, filter));
}

/** Adds the sums of late entries to shifts. */
export async function withLate(ctx: Context, shifts: readonly Shift[]): Promise<ShiftRow[]> {
  const closed = shifts.filter(({ closed_at }) => closed_at !== null).map(({ shift_id }) => shift_id);
  const entries = closed.length > 0 ? await listLateEntries(ctx.db, closed) : [];
  const late = Map.groupBy(entries, ({ shift_id }) => shift_id);
  return shifts.map((shift) => ({
    ...shift,
    cash_open_diff: openingDiff(shift),
    late: countLate(shift, late.get(shift.shift_id) ?? []),
  }));
}

/** Lists acts by hand in a shift, or in a drawer's open shift, by time. Error: E_NOT_FOUND. */
export async function listMovements(
  ctx: Context,
  named: { shift_id?: string; device_id?: string },
): Promise<Page<ListedMovement>> {
  const shift = await (named.shift_id === undefined
    ? drawerOf(ctx, null, named.device_id).then(({ device_id, store_id }) => {
        requireReader(ctx, store_id);
        return currentShift(ctx, device_id);
      })
    : requireShift(ctx, named.shift_id));
  const [hidden, ...entries] = await Promise.all([
    isHidden(ctx, shift),
    listEntries(ctx.db, shift.shift_id),
    listLateEntries(ctx.db, [shift.shift_id]),
  ]);
  return { items: viewMovements(entries.flat(), hidden), next_cursor: null, has_more: false };
}

/** The view of an entry that records an act by hand; undefined for other entries. */
export function viewMovement(entry: DrawerEntry | LateEntry): MovementView | undefined {
  const movement = movementOf(entry);
  return movement && { ...movement, shift_id: entry.shift_id, happened_at: entry.at, late: "received_at" in entry };
}

/** Whether the amounts of an open shift are hidden from the caller. */
async function isHidden(ctx: Context, { closed_at, store_id }: Shift): Promise<boolean> {
  return closed_at === null && !(await showsExpectation(ctx, store_id));
}

function viewMovements(entries: readonly (DrawerEntry | LateEntry)[], hidden: boolean): ListedMovement[] {
  return entries
    .toSorted((a, b) => a.at - b.at || (a.entry_id < b.entry_id ? -1 : 1))
    .flatMap((entry) => viewMovement(entry) ?? [])
    .map((movement) => listed(movement, MOVEMENT_AMOUNTS, hidden));
}

async function view(ctx: Context, shift: Shift): Promise<ShiftView> {
  const [entries, late, hidden] = await Promise.all([
    listEntries(ctx.db, shift.shift_id),
    shift.closed_at === null ? [] : listLateEntries(ctx.db, [shift.shift_id]),
    isHidden(ctx, shift),
  ]);
  const recorded = asRecorded(shift, entries);
  const shown = shift.closed_at === null && !hidden;
  const adjustments = viewMovements([...entries, ...late], hidden).filter(({ kind }) => kind === "adjustment");
  return {
    ...recorded,
    ...(shown && expectationOf(shift, entries)),
    adjustments,
    amounts_hidden: hidden,
    late: countLate(shift, late),
  };
}

function expectationOf(shift: Shift, entries: readonly Entry[]) {
  const totals = totalTakings(entries);
  return { totals, cash_expected: expectCash(shift.cash_open, totals) };
}

async function currentShift(ctx: Context, device_id: string): Promise<Shift> {
  const shift = await findOpenShift(ctx.db, device_id);
  if (!shift) throw new AppError(errors.not_found);
  return shift;
}

/**
 * A shift that the caller may act on, or read. A device without a person gets only shifts of its own drawer.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function requireShift(
  ctx: Context,
  shift_id: string,
  permission: Permission | null = null,
): Promise<Shift> {
  const shift = await findShift(ctx.db, shift_id);
  if (!shift) throw new AppError(errors.not_found);
  storeFor(ctx, permission, shift.store_id);
  if (permission === null) requireReader(ctx, shift.store_id);
  // A device without a person may not read the takings of another drawer.
  if (!ctx.employee && ctx.device && shift.device_id !== ctx.device.device_id)
    throw permissionError(ctx, "sales_read", shift.store_id);
  return shift;
}
