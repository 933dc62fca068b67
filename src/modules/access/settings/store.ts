/** Reads and statements of settings and flags. */

import type { Env } from "../../../env.ts";
import { leapOver } from "../../../platform/db/leap.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../../platform/db/sql.ts";
import { TENANT_LEVEL } from "../../../shared/levels.ts";
import { standingAt, type Waiting } from "../../../shared/waiting.ts";
import { feature_flags, settings } from "./tables.ts";

export type FlagRow = typeof feature_flags.$inferSelect;
/** A row of a level: its value, null for none, and the loosening that waits. */
export interface SettingRow {
  store_id: string;
  key: string;
  value: unknown;
  waiting: Waiting<unknown> | null;
  version: number;
}

/** The values of the tenant and this store at a time (epoch ms); for the tenant's level, only the tenant's. */
export async function listSettingRows(db: Database, store_id: string, now: number): Promise<SettingRow[]> {
  const rows = await db.rowsOf(
    settings,
    sql`SELECT * FROM settings WHERE tenant_id = ${db.tenant_id} AND store_id IN (${TENANT_LEVEL}, ${store_id})`,
  );
  return rows.map(({ store_id, key, value, next_value, next_from, version }) => {
    const waiting = next_from === null ? null : { next: next_value, next_from };
    return { store_id, key, version, ...standingAt({ value, waiting }, now) };
  });
}

/** The values of all tenants at the tenant's level for one key, at a time (epoch ms): one query, for cron jobs. */
export async function listTenantValues(env: Env, key: string, now: number): Promise<Map<string, unknown>> {
  const rows = await openDatabase(env, EVERY_TENANT).rowsOf(
    settings,
    sql`WITH ${leapOver(sql`settings WHERE 1`)}
        SELECT settings.* FROM leap JOIN settings ON settings.tenant_id = leap.tenant_id
          AND settings.store_id = ${TENANT_LEVEL} AND settings.key = ${key}`,
  );
  return new Map(
    rows.map(({ tenant_id, value, next_value, next_from }) => {
      const waiting = next_from === null ? null : { next: next_value, next_from };
      return [tenant_id, standingAt({ value, waiting }, now).value];
    }),
  );
}

type NewSetting = Omit<typeof settings.$inferInsert, "next_value" | "next_from" | "version">;

export function insertSettings(rows: NewSetting[]): Statement {
  return insertMany(settings, rows);
}

/** Writes a level's row over the version that was read, 0 for none; a trigger refuses it after a faster change. */
export function upsertSetting(
  { value, ...row }: NewSetting,
  waiting: Waiting<unknown> | null,
  read_version: number,
): Statement {
  const [next_value, next_from] = waiting ? [jsonOf(waiting.next), waiting.next_from] : [null, null];
  const written = { ...row, value: jsonOf(value), next_value, next_from, version: read_version + 1 };
  return sql`${insert(settings, written)} ON CONFLICT (tenant_id, store_id, key) DO UPDATE
    SET value = excluded.value, next_value = excluded.next_value, next_from = excluded.next_from, next_by = excluded.next_by,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = excluded.version`;
}

/** The JSON text of a value, also of null, which a column would otherwise treat as no value. */
function jsonOf(value: unknown): Statement {
  return sql`SELECT ${JSON.stringify(value)}`;
}

export function deleteSetting({
  tenant_id,
  store_id,
  key,
}: Pick<NewSetting, "tenant_id" | "store_id" | "key">): Statement {
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
