/** Reads of rows by key: some named ones, or the next ones in the order of the key. Roll-ups are made from both. */

import { type Statement, sql } from "./sql.ts";

/** Rows by their keys, each as the values of the key's columns after the tenant; or the rows after a key. */
export type Keyed = { keys: readonly (readonly string[])[] } | { after: readonly string[]; limit: number };

/** The condition and order of such rows, for a key of one column. */
export function byKey(column: Statement, rows: Keyed): Statement {
  if ("keys" in rows) return sql`${column} IN (SELECT value ->> 0 FROM json_each(${rows.keys}))`;
  return sql`${column} > ${rows.after[0] ?? ""} ORDER BY ${column} LIMIT ${rows.limit}`;
}

/** The same for a key of two columns. */
export function byKeys(one: Statement, other: Statement, rows: Keyed): Statement {
  if ("keys" in rows) return sql`(${one}, ${other}) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${rows.keys}))`;
  const [first = "", second = ""] = rows.after;
  return sql`(${one}, ${other}) > (${first}, ${second}) ORDER BY ${one}, ${other} LIMIT ${rows.limit}`;
}
