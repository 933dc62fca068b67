/** SQL fragments over settings, for the statements of higher modules. */

import { type Statement, sql } from "../../../platform/db/sql.ts";
import { DEFINITIONS, type Settings } from "./domain/keys.ts";

/** Keys whose values are numbers. */
type NumberKey = { [Key in keyof Settings]: Settings[Key] extends number ? Key : never }[keyof Settings];

/**
 * The value of a key that is no guard in the store of a row: the store's, else the tenant's, else the default. `of`: the
 * alias of a row with a `store_id`.
 */
export function numberIn(key: NumberKey, of: Statement): Statement {
  const level = (store_id: Statement) => sql`(SELECT CAST(NULLIF(value, 'null') AS INTEGER) FROM settings
    WHERE tenant_id = ${of}.tenant_id AND store_id = ${store_id} AND key = ${key})`;
  return sql`COALESCE(${level(sql`${of}.store_id`)}, ${level(sql`''`)}, ${DEFINITIONS[key].default})`;
}
