/** SQL statements: text with bound values; a value never becomes part of the text. */

import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

export type SqlValue = string | number | null;

/**
 * A statement ready to bind. Objects are bound as JSON text, booleans as 0/1 and undefined as null. Only an instance of
 * this class is a statement: an object of the same shape, which a request may contain, is an ordinary value.
 */
export class Statement {
  readonly #made = true;
  readonly text: string;
  readonly params: readonly SqlValue[];

  /** `text` is our own SQL. Use the tag `sql` unless the text is built from names that the database returned. */
  constructor(text: string, params: readonly SqlValue[]) {
    this.text = text;
    this.params = params;
  }

  static is(value: unknown): value is Statement {
    return typeof value === "object" && value !== null && #made in value;
  }
}

/** sql`SELECT … WHERE tenant_id = ${id}` binds the id; a nested Statement is inserted with its values. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Statement {
  let text = strings[0] ?? "";
  const params: SqlValue[] = [];
  values.forEach((value, index) => {
    if (Statement.is(value)) {
      text += value.text;
      params.push(...value.params);
    } else {
      text += "?";
      params.push(toSqlValue(value));
    }
    text += strings[index + 1] ?? "";
  });
  return new Statement(text, params);
}

/** Joins conditions for a WHERE clause; no condition gives `1`. */
export function and(conditions: (Statement | undefined)[]): Statement {
  const present = conditions.filter((condition) => condition !== undefined);
  if (present.length === 0) return sql`1`;
  const text = present.map((condition) => condition.text).join(" AND ");
  return new Statement(
    text,
    present.flatMap((condition) => condition.params),
  );
}

/** Inserts one row. A column may be given as a Statement: a sub-select evaluated inside the batch. */
export function insert<Table extends SQLiteTable>(
  table: Table,
  row: { [Column in keyof Table["$inferInsert"]]: Table["$inferInsert"][Column] | Statement },
): Statement {
  const columns = getTableColumns(table);
  const names: string[] = [];
  const slots: string[] = [];
  const params: SqlValue[] = [];
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    if (value === undefined) continue;
    names.push(name);
    if (Statement.is(value)) {
      slots.push(`(${value.text})`);
      params.push(...value.params);
    } else {
      slots.push("?");
      params.push(value === null ? null : toSqlValue(columns[name]?.mapToDriverValue(value)));
    }
  }
  const text = `INSERT INTO ${getTableName(table)} (${names.join(", ")}) VALUES (${slots.join(", ")})`;
  return new Statement(text, params);
}

/**
 * Inserts many rows as one statement with one bound value (D1 binds at most 100 values, and one statement of a
 * thousand rows is one commit). Every row must have the same columns.
 */
export function insertMany<Table extends SQLiteTable>(table: Table, rows: Table["$inferInsert"][]): Statement {
  return insertRows(table, rows, undefined);
}

/** Keeps a bound value well below D1's limit of 2 MB, also when each character has three bytes. */
const PAGE_CHARS = 500_000;

/** Inserts any number and size of rows, with one statement per page. Every row must have the same columns. */
export function insertPages<Table extends SQLiteTable>(table: Table, rows: Table["$inferInsert"][]): Statement[] {
  const pages: Table["$inferInsert"][][] = [];
  let room = 0;
  for (const row of rows) {
    const size = JSON.stringify(row).length;
    if (pages.length === 0 || size > room) {
      pages.push([]);
      room = PAGE_CHARS;
    }
    pages.at(-1)?.push(row);
    room -= size;
  }
  return pages.map((page) => insertMany(table, page));
}

/** Inserts many rows of one tenant as one statement, each with the next `sequence` of the tenant. */
export function insertNumbered<Table extends SQLiteTable>(
  table: Table,
  tenant_id: string,
  rows: Omit<Table["$inferInsert"], "sequence">[],
): Statement {
  const last = `SELECT COALESCE(MAX(sequence), 0) FROM ${getTableName(table)} WHERE tenant_id = ?`;
  return insertRows(table, rows, new Statement(`(${last}) + 1 + key`, [tenant_id]));
}

function insertRows<Table extends SQLiteTable>(
  table: Table,
  rows: object[],
  sequence: Statement | undefined,
): Statement {
  const columns = getTableColumns(table);
  const names = Object.keys(rows[0] ?? {});
  const values = rows.map((row) =>
    names.map((name) => {
      const value = (row as Record<string, unknown>)[name];
      return value === null || value === undefined ? null : toSqlValue(columns[name]?.mapToDriverValue(value));
    }),
  );
  const slots = names.map((_, index) => `value ->> '$[${index}]'`);
  const all_names = sequence ? [...names, "sequence"] : names;
  const all_slots = sequence ? [...slots, sequence.text] : slots;
  return new Statement(
    `INSERT INTO ${getTableName(table)} (${all_names.join(", ")}) SELECT ${all_slots.join(", ")} FROM json_each(?)`,
    [...(sequence?.params ?? []), JSON.stringify(values)],
  );
}

/** Converts a row from SQLite to the table's types (JSON columns and booleans). */
export function decodeRow<Table extends SQLiteTable>(
  table: Table,
  row: Record<string, unknown>,
): Table["$inferSelect"] {
  const columns = getTableColumns(table);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null ? null : (columns[name]?.mapFromDriverValue(value) ?? value),
    ]),
  ) as Table["$inferSelect"];
}

function toSqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" || typeof value === "number") return value;
  return JSON.stringify(value);
}
