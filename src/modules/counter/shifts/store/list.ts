/** Lists, orders and sums of shifts by filter. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { Sort, SortedPlace } from "../../../../shared/sorting.ts";
import { listShifts, type Shift } from "../store.ts";

export interface ShiftFilter {
  store_ids: readonly string[];
  device_id?: string;
  /** The person who opened it. */
  employee_id?: string;
  status?: "open" | "closed";
  business_date?: string;
  /** Bounds of the business date, both inclusive. */
  from_date?: string;
  to_date?: string;
  /** The counted cash against the expected cash, late records included. */
  difference?: "none" | "any" | "short" | "over";
  /** Bounds of the opening time, in epoch ms. */
  from?: number;
  to?: number;
}

/** Counted minus expected cash, with the cash of late entries; null for a shift that nobody counted. */
const DIFF_WITH_LATE = sql`(shifts.cash_diff - COALESCE((SELECT SUM(l.cash) FROM late_entries l
  WHERE l.tenant_id = shifts.tenant_id AND l.shift_id = shifts.shift_id), 0))`;
const DIFFERENCES = { none: sql`= 0`, any: sql`<> 0`, short: sql`< 0`, over: sql`> 0` };

function filtered(db: Database, filter: ShiftFilter): Statement {
  return and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`opened_by = ${filter.employee_id}` : undefined,
    filter.status ? (filter.status === "open" ? sql`closed_at IS NULL` : sql`closed_at IS NOT NULL`) : undefined,
    filter.business_date ? sql`business_date = ${filter.business_date}` : undefined,
    filter.from_date ? sql`business_date >= ${filter.from_date}` : undefined,
    filter.to_date ? sql`business_date <= ${filter.to_date}` : undefined,
    filter.difference ? sql`${DIFF_WITH_LATE} ${DIFFERENCES[filter.difference]}` : undefined,
    filter.from !== undefined ? sql`opened_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`opened_at <= ${filter.to}` : undefined,
  ]);
}

/** Shifts, latest id first, one more than `limit`. */
export function listFilteredShifts(
  db: Database,
  { before, limit, ...filter }: ShiftFilter & { before?: string; limit: number },
): Promise<Shift[]> {
  const where = and([filtered(db, filter), before ? sql`shift_id < ${before}` : undefined]);
  return listShifts(db, sql`SELECT * FROM shifts WHERE ${where} ORDER BY shift_id DESC LIMIT ${limit + 1}`);
}

/** The fields by which shifts are sorted. A shift that nobody counted has the difference 0 there. */
export type ShiftSort = Sort<"opened_at" | "cash_diff">;

const SORTED: Readonly<Record<ShiftSort["name"], Statement>> = {
  opened_at: sql`opened_at`,
  cash_diff: sql`COALESCE(${DIFF_WITH_LATE}, 0)`,
};

/** Shifts in an order with their places in it, one more than `limit`. It reads each shift of the filter. */
export async function listSortedShifts(
  db: Database,
  { limit, ...filter }: ShiftFilter & { limit: number },
  { sort, after }: { sort: ShiftSort; after: SortedPlace | undefined },
): Promise<{ shift: Shift; value: number }[]> {
  const [direction, beyond] = sort.descending ? [sql`DESC`, sql`<`] : [sql`ASC`, sql`>`];
  const places = await db.all<{ shift_id: string; value: number }>(
    sql`SELECT shift_id, value FROM (SELECT shift_id, ${SORTED[sort.name]} AS value FROM shifts WHERE ${filtered(db, filter)})
        WHERE ${and([sql`1`, after && sql`(value, shift_id) ${beyond} (${after[0]}, ${after[1]})`])}
        ORDER BY value ${direction}, shift_id ${direction} LIMIT ${limit + 1}`,
  );
  const ids = places.map(({ shift_id }) => shift_id);
  const shifts = await listShifts(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND shift_id IN (SELECT value FROM json_each(${ids}))`,
  );
  const found = new Map(shifts.map((shift) => [shift.shift_id, shift]));
  return places.flatMap(({ shift_id, value }) => {
    const shift = found.get(shift_id);
    return shift ? [{ shift, value }] : [];
  });
}

/** The sums of shifts; satang and counts. */
export interface ShiftTotals {
  shifts_count: number;
  open_count: number;
  short_count: number;
  over_count: number;
  cash_expected: number;
  cash_counted: number;
  cash_diff: number;
  cash_short: number;
  cash_over: number;
}

/** Sums the shifts of a filter with their late entries; only counted shifts are in the sums of cash. */
export async function totalFilteredShifts(db: Database, filter: ShiftFilter): Promise<ShiftTotals | undefined> {
  const sum = (of: Statement) => sql`COALESCE(SUM(${of}), 0)`;
  const [row] = await db.all<ShiftTotals>(
    sql`SELECT COUNT(*) AS shifts_count, ${sum(sql`closed_at IS NULL`)} AS open_count,
          ${sum(sql`diff < 0`)} AS short_count, ${sum(sql`diff > 0`)} AS over_count,
          ${sum(sql`cash_counted - diff`)} AS cash_expected, ${sum(sql`cash_counted`)} AS cash_counted,
          ${sum(sql`diff`)} AS cash_diff, ${sum(sql`min(diff, 0)`)} AS cash_short, ${sum(sql`max(diff, 0)`)} AS cash_over
        FROM (SELECT closed_at, cash_counted, ${DIFF_WITH_LATE} AS diff FROM shifts WHERE ${filtered(db, filter)})`,
  );
  return row;
}
