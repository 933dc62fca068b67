/** Rows of any table as stored; names of tables and columns come from the database itself. */

import { fitting, PAGE_BYTES } from "../../../../platform/db/bounded.ts";
import type { Database } from "../../../../platform/db/session.ts";
import { Statement, sql } from "../../../../platform/db/sql.ts";
import { pagingKey, type Row, type TableShape } from "../domain/manifest.ts";

/** Every table with rows of tenants, by name. */
export async function listShapes(db: Database): Promise<TableShape[]> {
  const columns = await db.all<{
    table_name: string;
    column_name: string;
    pk: number;
    filled: number;
    with_default: number;
  }>(
    sql`SELECT m.name AS table_name, c.name AS column_name, c.pk, c."notnull" AS filled,
          c.dflt_value IS NOT NULL AS with_default
        FROM (SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%tenant_id%') m, pragma_table_info(m.name) c
        ORDER BY m.name, c.cid`,
  );
  return [...Map.groupBy(columns, ({ table_name }) => table_name)].map(([name, held]) => ({
    name,
    columns: held.map(({ column_name }) => column_name),
    key: held
      .filter(({ pk }) => pk > 0)
      .toSorted((a, b) => a.pk - b.pk)
      .map(({ column_name }) => column_name),
    filled: held.filter(({ filled }) => filled === 1).map(({ column_name }) => column_name),
    with_default: held.filter(({ with_default }) => with_default === 1).map(({ column_name }) => column_name),
  }));
}

/**
 * A page of a tenant's rows in key order, after a place: at most `limit`, and at most as many bytes as one page holds.
 * `whole`: it has the last row.
 */
export async function readPage(
  db: Database,
  shape: TableShape,
  after: readonly (string | number | null)[] | null,
  limit: number,
): Promise<{ rows: Row[]; whole: boolean }> {
  const key = pagingKey(shape);
  const places = key.map(() => "?").join(", ");
  const beyond = after && key.length > 0 ? ` AND (${namesOf(key)}) > (${places})` : "";
  const order = key.length > 0 ? ` ORDER BY ${namesOf(key)}` : "";
  const size = shape.columns.map((column) => `COALESCE(octet_length("${column}"), 0)`).join(" + ");
  const read = <Found>(columns: string, most: number) =>
    db.all<Found>(
      new Statement(`SELECT ${columns} FROM ${namesOf([shape.name])} WHERE tenant_id = ?${beyond}${order} LIMIT ?`, [
        db.tenant_id,
        ...(after ?? []),
        most,
      ]),
    );
  const sizes = (await read<{ bytes: number }>(`${size} AS bytes`, limit)).map(({ bytes }) => bytes);
  const fits = fitting(sizes, PAGE_BYTES);
  // Where all rows fit, the page is read to its own end: rows may have been added between the two queries.
  const most = fits < sizes.length ? fits : limit;
  const rows = await read<Row>(namesOf(shape.columns), most);
  return { rows, whole: rows.length < most };
}

/**
 * Inserts rows, given as JSON lists of values of the shape's columns; other columns get their default. Existing rows
 * stay, and a living tenant gets no row.
 */
export function putRows(db: Database, shape: TableShape, values: string): Statement {
  const slots = shape.columns.map((_, index) => `value ->> '$[${index}]'`).join(", ");
  return new Statement(
    `INSERT INTO ${namesOf([shape.name])} (${namesOf(shape.columns)}) SELECT ${slots} FROM json_each(?)
     WHERE EXISTS (SELECT 1 FROM restores WHERE tenant_id = ? AND finished_at IS NULL)
     ON CONFLICT (${namesOf(shape.key)}) DO NOTHING`,
    [values, db.tenant_id],
  );
}

/** Inserts one row with a bound value for each column, because as a JSON list it would be too large for one value. */
export function putLargeRow(db: Database, shape: TableShape, row: Row): Statement {
  const slots = shape.columns.map(() => "?").join(", ");
  return new Statement(
    `INSERT INTO ${namesOf([shape.name])} (${namesOf(shape.columns)}) SELECT ${slots}
     WHERE EXISTS (SELECT 1 FROM restores WHERE tenant_id = ? AND finished_at IS NULL)
     ON CONFLICT (${namesOf(shape.key)}) DO NOTHING`,
    [...shape.columns.map((column) => row[column] ?? null), db.tenant_id],
  );
}

/** Deletes a tenant's rows of a table, unless its restore has begun. */
export function clearRows(db: Database, { name }: TableShape): Statement {
  return new Statement(
    `DELETE FROM ${namesOf([name])} WHERE tenant_id = ?
     AND NOT EXISTS (SELECT 1 FROM restores WHERE tenant_id = ? AND finished_at IS NULL)`,
    [db.tenant_id, db.tenant_id],
  );
}

/** The number of a tenant's rows in a table; with `most`, it counts no further. */
export async function countRows(db: Database, { name }: TableShape, most = Number.MAX_SAFE_INTEGER): Promise<number> {
  const [row] = await db.all<{ count: number }>(
    new Statement(`SELECT COUNT(*) AS count FROM (SELECT 1 FROM ${namesOf([name])} WHERE tenant_id = ? LIMIT ?)`, [
      db.tenant_id,
      most,
    ]),
  );
  return row?.count ?? 0;
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
