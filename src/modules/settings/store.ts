/** Reads and statements of settings and flags. */

import type { Database } from "../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { TENANT_LEVEL } from "./domain/merge.ts";
import { feature_flags, settings } from "./tables.ts";

export type FlagRow = typeof feature_flags.$inferSelect;
type SettingRow = typeof settings.$inferSelect;
type NewSettingRow = typeof settings.$inferInsert;

/** What the tenant and this store have set; for the tenant's own level, what the tenant has. */
export function listSettingRows(db: Database, store_id: string): Promise<SettingRow[]> {
  return db.rowsOf(
    settings,
    sql`SELECT * FROM settings WHERE tenant_id = ${db.tenant_id} AND store_id IN (${TENANT_LEVEL}, ${store_id})`,
  );
}

export function insertSettings(rows: NewSettingRow[]): Statement {
  return insertMany(settings, rows);
}

export function upsertSetting(row: NewSettingRow): Statement {
  return sql`${insert(settings, row)} ON CONFLICT (tenant_id, store_id, key) DO UPDATE
    SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
      version = settings.version + 1`;
}

export function deleteSetting({
  tenant_id,
  store_id,
  key,
}: Pick<SettingRow, "tenant_id" | "store_id" | "key">): Statement {
  return sql`DELETE FROM settings WHERE tenant_id = ${tenant_id} AND store_id = ${store_id} AND key = ${key}`;
}

export function listFlagRows(db: Database): Promise<FlagRow[]> {
  return db.rowsOf(feature_flags, sql`SELECT * FROM feature_flags WHERE tenant_id = ${db.tenant_id} ORDER BY flag`);
}

export function findFlag(db: Database, flag: string): Promise<FlagRow | undefined> {
  return db.rowOf(feature_flags, sql`SELECT * FROM feature_flags WHERE tenant_id = ${db.tenant_id} AND flag = ${flag}`);
}

export function insertFlags(rows: (typeof feature_flags.$inferInsert)[]): Statement {
  return insertMany(feature_flags, rows);
}

export function upsertFlag(row: FlagRow): Statement {
  return sql`${insert(feature_flags, row)} ON CONFLICT (tenant_id, flag) DO UPDATE
    SET enabled = excluded.enabled, description = excluded.description, conditions = excluded.conditions,
      updated_at = excluded.updated_at`;
}
