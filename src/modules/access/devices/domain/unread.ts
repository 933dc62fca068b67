/** What a device scans of codes that lead to no ticket is told by few rows a minute, with counts (rule G2). */

import { MINUTE_MS } from "../../../../shared/time.ts";

/** So many kinds have a row of their own in a minute; what comes beyond them is told by one more. */
const ROWS_A_MINUTE = 30;
/** A row tells so many further attempts at most; the next begins another. */
const MOST_TOLD = 500;
const OTHERS = "others";

/** An attempt with such a code; `kind` is the code's hash and all that makes a difference to its row. */
export interface UnreadScan {
  scan_id: string;
  kind: string;
  /** Epoch ms. */
  received_at: number;
}

/** The row that tells an attempt besides its own: how many it tells by now, and when the last of them arrived. */
export interface Telling {
  scan_id: string;
  count: number;
  last_at: number;
  /** The attempt was told by it before. */
  replayed: boolean;
}

interface Row {
  scan_id: string;
  received_at: number;
  last_at: number;
  /** Of the attempts besides its own. */
  scan_ids: Set<string>;
}

/** The rows of a device's last minute. */
export type UnreadRows = Map<string, Row>;

/** Counts an attempt in the row that tells it; null: it gets a row of its own. */
export function countUnread(rows: UnreadRows, { scan_id, kind, received_at }: UnreadScan): Telling | null {
  // Requests that came in together need not be counted in their order.
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

/** What a row tells by now besides its own attempt; null for nothing. */
export function toldByRow(rows: UnreadRows, scan_id: string): Telling | null {
  const row = [...rows.values()].find((one) => one.scan_id === scan_id);
  return row && row.scan_ids.size > 0 ? tellingOf(row, false) : null;
}

/** A row that could not be written tells nothing further. */
export function dropUnread(rows: UnreadRows, scan_id: string): void {
  for (const [key, row] of rows) if (row.scan_id === scan_id) rows.delete(key);
}

function tellingOf({ scan_id, scan_ids, last_at }: Row, replayed: boolean): Telling {
  return { scan_id, count: scan_ids.size + 1, last_at, replayed };
}
