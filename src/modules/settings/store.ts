/** Reads and statements of settings. */

import type { Database } from "../../platform/db/session.ts";
import { insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { feature_flags } from "./tables.ts";

export type FeatureFlag = typeof feature_flags.$inferSelect;

export function listFlagRows(db: Database): Promise<FeatureFlag[]> {
  return db.rowsOf(feature_flags, sql`SELECT * FROM feature_flags WHERE tenant_id = ${db.tenant_id} ORDER BY flag`);
}

export function insertFlags(rows: (typeof feature_flags.$inferInsert)[]): Statement {
  return insertMany(feature_flags, rows);
}
