/** Bounded pages: a page of rows has a limit in bytes as well as in rows, whatever the table holds. */

import type { Database } from "./session.ts";
import { type Statement, sql } from "./sql.ts";

/** A page ends with the row that reaches this size. */
export const PAGE_BYTES = 4_000_000;

/** `cut`: smaller rows would have made a longer page. */
export interface BoundedPage<Row> {
  rows: Row[];
  cut: boolean;
}

/** A table with a `sequence` within a tenant, and its one column that may be large. */
interface WideTable {
  table: Statement;
  column: "changes" | "data";
  /** The columns of the first read: the wide column only if it is small, and its size in bytes. */
  columns: Statement;
}

export const AUDITS: WideTable = {
  table: sql`audits`,
  column: "changes",
  columns: sql`tenant_id, sequence, at, event, actor_kind, actor_id, approver_id, device_id, store_id, ip, subject_kind,
    subject_id, CASE WHEN octet_length(changes) <= 8192 THEN changes END AS changes, request_id, canonical_version,
    prev_hash, hash, octet_length(changes) AS wide_bytes`,
};

export const OUTBOX: WideTable = {
  table: sql`outbox`,
  column: "data",
  columns: sql`tenant_id, sequence, event_id, type, subject_kind, subject_id, store_id, at,
    CASE WHEN octet_length(data) <= 8192 THEN data END AS data, octet_length(data) AS wide_bytes`,
};

/**
 * The rows of a query of `columns`, in its order: as many as fit on one page, and always one. Most rows are small and
 * come with the query. The wide column of large rows is read only for rows of the page.
 */
export async function readBounded<Row extends { sequence: number }>(
  db: Database,
  { table, column }: Pick<WideTable, "table" | "column">,
  query: Statement,
): Promise<BoundedPage<Row>> {
  const found = await db.all<Row & { wide_bytes: number }>(query);
  const held = found.slice(
    0,
    fitting(
      found.map(({ wide_bytes }) => wide_bytes),
      PAGE_BYTES,
    ),
  );
  const large = held.filter((row) => row[column as keyof Row] === null).map(({ sequence }) => sequence);
  const values = large.length > 0 ? await readLarge(db, { table, column }, large) : undefined;
  const rows = held.flatMap(({ wide_bytes, ...row }) => {
    const { sequence } = row as unknown as Row;
    const value = values?.get(sequence);
    // A row that was archived in the meantime is gone from the table.
    if (large.includes(sequence) && value === undefined) return [];
    return [(value === undefined ? row : { ...row, [column]: value }) as unknown as Row];
  });
  return { rows, cut: held.length < found.length };
}

async function readLarge(
  db: Database,
  { table, column }: Pick<WideTable, "table" | "column">,
  sequences: readonly number[],
): Promise<Map<number, string>> {
  const value = column === "changes" ? sql`changes` : sql`data`;
  const rows = await db.all<{ sequence: number; value: string }>(
    sql`SELECT sequence, ${value} AS value FROM ${table} WHERE tenant_id = ${db.tenant_id}
          AND sequence IN (SELECT value FROM json_each(${sequences}))`,
  );
  return new Map(rows.map(({ sequence, value }) => [sequence, value]));
}

/** The number of the first sizes that fit on a page: up to the one that fills it, and always one. */
export function fitting(sizes: readonly number[], bytes: number): number {
  let sum = 0;
  const end = sizes.findIndex((size) => {
    sum += size;
    return sum >= bytes;
  });
  return end === -1 ? sizes.length : end + 1;
}
