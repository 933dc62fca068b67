/** Reads and statements of shifts. */

import type { Database } from "../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../platform/db/sql.ts";
import { completeTotals } from "./domain.ts";
import { drawer_entries, late_entries, shifts } from "./tables.ts";

export type Shift = typeof shifts.$inferSelect;
export type DrawerEntry = typeof drawer_entries.$inferSelect;
export type LateEntry = typeof late_entries.$inferSelect;

async function firstShift(db: Database, statement: Statement): Promise<Shift | undefined> {
  const shift = await db.rowOf(shifts, statement);
  return shift?.totals ? { ...shift, totals: completeTotals(shift.totals) } : shift;
}

export function findOpenShift(db: Database, device_id: string): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id} AND closed_at IS NULL`,
  );
}

/** The latest closed shift of a drawer. */
export function findLastClosed(db: Database, device_id: string): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id} AND closed_at IS NOT NULL
        ORDER BY shift_id DESC LIMIT 1`,
  );
}

/** The shift of a drawer that was open at a moment. */
export function findShiftAt(db: Database, device_id: string, at: number): Promise<Shift | undefined> {
  return firstShift(
    db,
    sql`SELECT * FROM shifts WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id}
          AND opened_at <= ${at} AND (closed_at IS NULL OR closed_at >= ${at})
        ORDER BY shift_id DESC LIMIT 1`,
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

/** What came for a shift after its closing. */
export function listLateEntries(db: Database, shift_id: string): Promise<LateEntry[]> {
  return db.rowsOf(
    late_entries,
    sql`SELECT * FROM late_entries WHERE tenant_id = ${db.tenant_id} AND shift_id = ${shift_id}`,
  );
}

/** An entry of a shift, with when it was handed in if that was after the closing. */
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

export function insertShift(row: typeof shifts.$inferInsert): Statement {
  return insert(shifts, row);
}

export function insertEntry(row: typeof drawer_entries.$inferInsert): Statement {
  return insert(drawer_entries, row);
}

export function insertLateEntry(row: typeof late_entries.$inferInsert): Statement {
  return insert(late_entries, row);
}

/** Closes a shift with its snapshot; triggers abort the batch when it is closed already or an entry was missed. */
export function closeShiftRow(shift: Shift): Statement {
  return sql`UPDATE shifts SET closed_by = ${shift.closed_by}, closed_at = ${shift.closed_at},
               cash_expected = ${shift.cash_expected}, cash_counted = ${shift.cash_counted},
               cash_diff = ${shift.cash_diff}, note = ${shift.note}, entries_count = ${shift.entries_count},
               totals = ${shift.totals}
             WHERE tenant_id = ${shift.tenant_id} AND shift_id = ${shift.shift_id}`;
}
