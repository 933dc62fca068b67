/** Archive files: the rows of each file, its name, and the sums of its days. */

import type { ChainRow } from "../../../../shared/chain.ts";
import { DAY_MS, iso } from "../../../../shared/time.ts";

/**
 * A file holds rows of one day, at most this many. Their changes have at most `FILE_CHARS` characters, unless it is one
 * row.
 */
export const FILE_ROWS = 10_000;
export const FILE_CHARS = 8_000_000;

/** The day (UTC) of a time in epoch ms. */
export function dateOf(epoch_ms: number): string {
  return iso(epoch_ms).slice(0, 10);
}

/**
 * The fewest days that a tenant can set for its audit rows and its events: jobs look only at tenants with older rows. A test
 * holds the settings to it.
 */
export const LEAST_KEPT_DAYS = 30;

/** The first day whose rows stay when the last `days` days are kept. */
export function keptFrom(now: number, days: number): string {
  return dateOf(now - days * DAY_MS);
}

/**
 * The rows of the next file: they end before the first row of a later day, or before the file is too large. The rows
 * alone decide a file's content, so that a file whose write was interrupted is written again unchanged. Empty when its
 * day is kept.
 * `rows` are in the order of their sequence.
 */
export function rowsOfFile(rows: readonly ChainRow[], kept_from: string): readonly ChainRow[] {
  const [first] = rows;
  if (!first || dateOf(first.at) >= kept_from) return [];
  let chars = 0;
  const end = rows.findIndex(({ at, changes }, index) => {
    chars += changes.length;
    return dateOf(at) > dateOf(first.at) || (index > 0 && chars > FILE_CHARS);
  });
  return rows.slice(0, end === -1 ? FILE_ROWS : Math.min(end, FILE_ROWS));
}

/** `audit-archives/<tenant_id>/<from>-<through>.ndjson.gz`; the numbers are padded so that keys sort by sequence. */
export function archiveKey(tenant_id: string, from: number, through: number): string {
  const [first, last] = [from, through].map((sequence) => String(sequence).padStart(12, "0"));
  return `${archivePrefix(tenant_id)}${first}-${last}.ndjson.gz`;
}

export function archivePrefix(tenant_id: string): string {
  return `audit-archives/${tenant_id}/`;
}

export function headKey(tenant_id: string, date: string): string {
  return `${headPrefix(tenant_id)}${date}.json`;
}

export function headPrefix(tenant_id: string): string {
  return `audit-heads/${tenant_id}/`;
}

/** Counts the rows by day and event. */
export function sumDays(rows: readonly ChainRow[]): { date: string; event: string; count: number }[] {
  const same = Map.groupBy(rows, ({ at, event }) => `${dateOf(at)} ${event}`);
  return [...same].map(([name, { length: count }]) => ({ date: name.slice(0, 10), event: name.slice(11), count }));
}
