/** Limits the rows of a device's scans of unknown codes: few rows a minute, with counts (rule G2). */

import { MINUTE_MS } from "../../../../shared/time.ts";

/** The most kinds with their own row in a minute; further kinds share one row. */
const ROWS_A_MINUTE = 30;
/** The most further attempts that a row counts; the next attempt begins another row. */
const MOST_TOLD = 500;
const OTHERS = "others";

/** An attempt with an unknown code; `kind` is the code's hash and everything else that its row depends on. */
export interface UnreadScan {
  scan_id: string;
  kind: string;
  /** Epoch ms. */
  received_at: number;
}

/** The row that counts an attempt: how many attempts it counts by now, and when the last one arrived. */
export interface UnreadCount {
  scan_id: string;
  count: number;
  last_at: number;
  /** The row counted this attempt before. */
  replayed: boolean;
}

interface Row {
  scan_id: string;
  received_at: number;
  last_at: number;
  /** The attempts besides its own. */
  scan_ids: Set<string>;
}

/** The rows of a device's last minute. */
export type UnreadRows = Map<string, Row>;

/** Counts an attempt in an existing row; null: it gets its own row. */
export function countUnread(rows: UnreadRows, { scan_id, kind, received_at }: UnreadScan): UnreadCount | null {
  // Simultaneous requests need not be counted in their order.
  for (const [key, row] of rows) if (Math.abs(received_at - row.received_at) >= MINUTE_MS) rows.delete(key);
  const repeated = [...rows.values()].find((row) => row.scan_ids.has(scan_id));
  if (repeated) return tellingOf(repeated, true);
  const key = rows.has(kind) || rows.size < ROWS_A_MINUTE ? kind : OTHERS;
  const row = rows.get(key);
  if (row?.scan_id === scan_id) return null;
  if (!row || row.scan_ids.size >= MOST_TOLD) {
    rows.set(key, { scan_id, received_at, last_at: received_at, scan_ids: new Set() });
    return null;
  }
  row.scan_ids.add(scan_id);
  row.last_at = Math.max(row.last_at, received_at);
  return tellingOf(row, false);
}

/** The count of a row by now, besides its own attempt; null for none. */
export function countOfRow(rows: UnreadRows, scan_id: string): UnreadCount | null {
  const row = [...rows.values()].find((one) => one.scan_id === scan_id);
  return row && row.scan_ids.size > 0 ? tellingOf(row, false) : null;
}

/** Drops a row that could not be written, so that it counts nothing further. */
export function dropUnread(rows: UnreadRows, scan_id: string): void {
  for (const [key, row] of rows) if (row.scan_id === scan_id) rows.delete(key);
}

function tellingOf({ scan_id, scan_ids, last_at }: Row, replayed: boolean): UnreadCount {
  return { scan_id, count: scan_ids.size + 1, last_at, replayed };
}
