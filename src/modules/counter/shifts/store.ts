/** Reads and statements: shifts, their entries and day closes. */

import type { Env } from "../../../env.ts";
import { byKey, byKeys, type Keyed } from "../../../platform/db/keyed.ts";
import { leapOver } from "../../../platform/db/leap.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { hasLastingAlert } from "../../access/alerts/fragments.ts";
import { numberIn } from "../../access/settings/fragments.ts";
import { joinTenant } from "../../access/tenants/fragments.ts";
import { completeDay } from "./domain/day.ts";
import { MOVEMENT_KINDS } from "./domain/entries.ts";
import { completeTotals } from "./domain/totals.ts";
import { day_closes, drawer_entries, late_entries, shifts } from "./tables.ts";

export type Shift = typeof shifts.$inferSelect;
export type DrawerEntry = typeof drawer_entries.$inferSelect;
export type LateEntry = typeof late_entries.$inferSelect;
export type DayClose = typeof day_closes.$inferSelect;

export async function listShifts(db: Database, statement: Statement): Promise<Shift[]> {
  const rows = await db.rowsOf(shifts, statement);
  return rows.map((shift) => (shift.totals ? { ...shift, totals: completeTotals(shift.totals) } : shift));
}

async function firstShift(db: Database, statement: Statement): Promise<Shift | undefined> {
  return (await listShifts(db, statement))[0];
}

export function findOpenShift(db: Database, device_id: string): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id} AND closed_at IS NULL`,
  );
}

/** The open shifts of some stores, which are few. */
export function listOpenShifts(db: Database, store_ids: readonly string[]): Promise<Shift[]> {
  return listShifts(
    db,
    sql`SELECT * FROM shifts INDEXED BY shifts_open_drawer WHERE tenant_id = ${db.tenant_id} AND closed_at IS NULL
          AND store_id IN (SELECT value FROM json_each(${store_ids}))`,
  );
}

/** An open shift that is older than its store wants, by the tenant's clock. */
export type OverdueShift = Pick<Shift, "tenant_id" | "shift_id" | "store_id" | "device_id" | "opened_by" | "opened_at">;

/** Open shifts of all active tenants that are due for a reminder and have none; `now` is epoch ms of the world's clock. */
export function listOverdueShifts(env: Env, type: string, now: number, limit: number): Promise<OverdueShift[]> {
  const after_min = numberIn("shifts.remind_after_min", sql`s`);
  return openDatabase(env, EVERY_TENANT).all(
    sql`WITH ${leapOver(sql`shifts INDEXED BY shifts_open_drawer WHERE closed_at IS NULL`)}
        SELECT s.tenant_id, s.shift_id, s.store_id, s.device_id, s.opened_by, s.opened_at
        FROM leap JOIN shifts s INDEXED BY shifts_open_drawer ON s.tenant_id = leap.tenant_id ${joinTenant(sql`s`)}
        WHERE s.closed_at IS NULL AND t.status = 'active' AND ${after_min} > 0
          AND s.opened_at <= ${now} + t.clock_offset_s * 1000 - ${after_min} * 60000
          AND NOT ${hasLastingAlert(sql`s.tenant_id`, type, sql`s.shift_id`)}
        ORDER BY random() LIMIT ${limit}`,
  );
}

/** The latest closed shift of a drawer. */
export function findLastClosed(db: Database, device_id: string): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id} AND closed_at IS NOT NULL AND unattended = 0
        ORDER BY shift_id DESC LIMIT 1`,
  );
}

/** The shift of a drawer that was open at a moment. */
export function findShiftAt(db: Database, device_id: string, at: number): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id}
          AND opened_at <= ${at} AND (closed_at IS NULL OR closed_at >= ${at}) AND unattended = 0
        ORDER BY shift_id DESC LIMIT 1`,
  );
}

/** The drawer's first shift of a business date opened after a moment (epoch ms), else the unattended shift of that date. */
export function findShiftOfDate(
  db: Database,
  {
    store_id,
    device_id,
    business_date,
    at,
  }: Record<"store_id" | "device_id" | "business_date", string> & { at: number },
): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}
          AND business_date = ${business_date} AND device_id = ${device_id} AND (unattended = 1 OR opened_at >= ${at})
        ORDER BY unattended, opened_at LIMIT 1`,
  );
}

export function findShift(db: Database, shift_id: string): Promise<Shift | undefined> {
  return firstShift(db, sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND shift_id = ${shift_id}`);
}

export function listEntries(db: Database, shift_id: string): Promise<DrawerEntry[]> {
  return db.rowsOf(
    drawer_entries,
    sql`SELECT * FROM drawer_entries WHERE tenant_id = ${db.tenant_id} AND shift_id = ${shift_id}`,
  );
}

/** Entries that arrived after the closings of shifts. */
export function listLateEntries(db: Database, shift_ids: readonly string[]): Promise<LateEntry[]> {
  return db.rowsOf(
    late_entries,
    sql`SELECT * FROM late_entries WHERE tenant_id = ${db.tenant_id}
          AND shift_id IN (SELECT value FROM json_each(${shift_ids}))`,
  );
}

export interface ShiftDates {
  store_ids: readonly string[];
  /** Business dates of the openings, both inclusive. */
  from: string;
  to: string;
  device_id?: string;
  /** The person who opened it. */
  employee_id?: string;
  limit: number;
}

/** Shifts that were opened on some business dates, latest first. */
export function listShiftsOfDates(db: Database, filter: ShiftDates): Promise<Shift[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    sql`business_date >= ${filter.from} AND business_date <= ${filter.to}`,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`opened_by = ${filter.employee_id}` : undefined,
  ]);
  return listShifts(
    db,
    sql`SELECT * FROM shifts INDEXED BY shifts_business_date WHERE ${where} ORDER BY business_date DESC, shift_id DESC
        LIMIT ${filter.limit}`,
  );
}

/** The shifts that were opened on a store's business date, in the order of their ids. */
export function listShiftsOfDay(db: Database, store_id: string, business_date: string): Promise<Shift[]> {
  return listShifts(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}
          AND business_date = ${business_date} ORDER BY shift_id`,
  );
}

/** The shifts of several days of stores. */
export function listShiftsOfDays(
  db: Database,
  days: readonly { store_id: string; business_date: string }[],
): Promise<Shift[]> {
  const named = days.map(({ store_id, business_date }) => ({ store_id, business_date }));
  return listShifts(
    db,
    sql`SELECT shifts.* FROM json_each(${named}) day CROSS JOIN shifts INDEXED BY shifts_business_date
        WHERE tenant_id = ${db.tenant_id} AND store_id = day.value ->> '$.store_id'
          AND business_date = day.value ->> '$.business_date'`,
  );
}

async function listDays(db: Database, statement: Statement): Promise<DayClose[]> {
  const rows = await db.rowsOf(day_closes, statement);
  return rows.map((day) => ({ ...day, totals: completeDay(day.totals) }));
}

export async function findDayClose(
  db: Database,
  store_id: string,
  business_date: string,
): Promise<DayClose | undefined> {
  const [day] = await listDays(
    db,
    sql`SELECT * FROM day_closes WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}
          AND business_date = ${business_date}`,
  );
  return day;
}

export interface DayFilter {
  store_ids: readonly string[];
  /** Business dates, both inclusive. */
  from?: string;
  to?: string;
  before?: readonly [business_date: string, store_id: string];
  limit: number;
}

/** Days that were closed, latest date first, one more than `limit`. */
export function listFilteredDays(db: Database, filter: DayFilter): Promise<DayClose[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.from ? sql`business_date >= ${filter.from}` : undefined,
    filter.to ? sql`business_date <= ${filter.to}` : undefined,
    filter.before ? sql`(business_date, store_id) < (${filter.before[0]}, ${filter.before[1]})` : undefined,
  ]);
  return listDays(
    db,
    sql`SELECT * FROM day_closes WHERE ${where} ORDER BY business_date DESC, store_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** Closes a day; triggers abort the batch when a drawer is open or a shift was missed. */
export function insertDayClose(row: typeof day_closes.$inferInsert): Statement {
  return insert(day_closes, row);
}

/** An entry of a shift; a late one also has the time at which it was handed in. */
export async function findEntry(
  db: Database,
  shift_id: string,
  entry_id: string,
): Promise<DrawerEntry | LateEntry | undefined> {
  const where = sql`tenant_id = ${db.tenant_id} AND shift_id = ${shift_id} AND entry_id = ${entry_id}`;
  const [entry, late] = await Promise.all([
    db.rowOf(drawer_entries, sql`SELECT * FROM drawer_entries WHERE ${where}`),
    db.rowOf(late_entries, sql`SELECT * FROM late_entries WHERE ${where}`),
  ]);
  return entry ?? late;
}

/** The entry with this id in any shift of a drawer on some business dates. */
export async function findEntryOfDrawer(
  db: Database,
  {
    store_id,
    device_id,
    business_dates,
    entry_id,
  }: Record<"store_id" | "device_id" | "entry_id", string> & {
    business_dates: readonly string[];
  },
): Promise<DrawerEntry | LateEntry | undefined> {
  const of = (entries: Statement) => sql`SELECT e.* FROM shifts s CROSS JOIN ${entries} e
      ON e.tenant_id = s.tenant_id AND e.shift_id = s.shift_id AND e.entry_id = ${entry_id}
    WHERE s.tenant_id = ${db.tenant_id} AND s.store_id = ${store_id} AND s.device_id = ${device_id}
      AND s.business_date IN (SELECT value FROM json_each(${business_dates})) LIMIT 1`;
  const [entry, late] = await Promise.all([
    db.rowOf(drawer_entries, of(sql`drawer_entries`)),
    db.rowOf(late_entries, of(sql`late_entries`)),
  ]);
  return entry ?? late;
}

export function insertShift(row: typeof shifts.$inferInsert): Statement {
  return insert(shifts, row);
}

export function insertEntry(row: typeof drawer_entries.$inferInsert): Statement {
  return insert(drawer_entries, row);
}

/** Cash that was taken by hand out of a shift's drawer without an approval, before its closing and after it; satang. */
function takenAlone({ tenant_id, shift_id }: { tenant_id: string; shift_id: string }): Statement {
  const where = sql`tenant_id = ${tenant_id} AND shift_id = ${shift_id} AND cash < 0 AND approver_id IS NULL
    AND kind IN (SELECT value FROM json_each(${MOVEMENT_KINDS}))`;
  return sql`SELECT COALESCE(SUM(-cash), 0) FROM (
    SELECT cash FROM drawer_entries WHERE ${where} UNION ALL SELECT cash FROM late_entries WHERE ${where})`;
}

export async function readTakenAlone(db: Database, shift_id: string): Promise<number> {
  const [row] = await db.all<{ taken: number }>(
    sql`SELECT (${takenAlone({ tenant_id: db.tenant_id, shift_id })}) AS taken`,
  );
  return row?.taken ?? 0;
}

/** Inserts an entry; if more cash left without an approval since `taken` was read, its kind is null, which aborts the batch. */
export function insertEntryAfter(row: typeof drawer_entries.$inferInsert, taken: number): Statement {
  return insert(drawer_entries, { ...row, kind: sql`SELECT iif((${takenAlone(row)}) = ${taken}, ${row.kind}, NULL)` });
}

export function insertLateEntry(row: typeof late_entries.$inferInsert): Statement {
  return insert(late_entries, row);
}

/** Closes a shift with its snapshot; triggers abort the batch when it is already closed or an entry was missed. */
export function closeShiftRow(shift: Shift): Statement {
  return sql`UPDATE shifts SET closed_by = ${shift.closed_by}, closed_at = ${shift.closed_at},
               cash_expected = ${shift.cash_expected}, cash_counted = ${shift.cash_counted},
               cash_diff = ${shift.cash_diff}, note = ${shift.note}, entries_count = ${shift.entries_count},
               totals = ${shift.totals}, denominations = ${shift.denominations}, cash_left = ${shift.cash_left},
               open_tickets = ${shift.open_tickets}
             WHERE tenant_id = ${shift.tenant_id} AND shift_id = ${shift.shift_id}`;
}

/** Shifts by key, open ones too. */
export function listKeyedShifts(db: Database, rows: Keyed): Promise<Shift[]> {
  return listShifts(db, sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND ${byKey(sql`shift_id`, rows)}`);
}

/** Entries by the ids of their shift and of themselves. */
export function listKeyedEntries(db: Database, rows: Keyed): Promise<DrawerEntry[]> {
  return db.rowsOf(
    drawer_entries,
    sql`SELECT * FROM drawer_entries WHERE tenant_id = ${db.tenant_id} AND ${byKeys(sql`shift_id`, sql`entry_id`, rows)}`,
  );
}

/** Late entries by the ids of their shift and of themselves. */
export function listKeyedLateEntries(db: Database, rows: Keyed): Promise<LateEntry[]> {
  return db.rowsOf(
    late_entries,
    sql`SELECT * FROM late_entries WHERE tenant_id = ${db.tenant_id} AND ${byKeys(sql`shift_id`, sql`entry_id`, rows)}`,
  );
}
