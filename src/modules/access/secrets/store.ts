/** Reads and statements of secrets. */

import type { Env } from "../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { SecretVersion } from "./domain.ts";
import { secrets } from "./tables.ts";

export type Secret = typeof secrets.$inferSelect;

/** Versions without sealed fields, by name and version, one more than `limit`. */
export function listVersions(
  db: Database,
  { after, limit }: { after: readonly [name: string, version: number] | undefined; limit: number },
): Promise<SecretVersion[]> {
  const [name, version] = after ?? ["", 0];
  return db.all(
    sql`SELECT name, version, master_id, created_at, created_by, retired_at FROM secrets
        WHERE tenant_id = ${db.tenant_id} AND (name, version) > (${name}, ${version})
        ORDER BY name, version LIMIT ${limit + 1}`,
  );
}

/** Every version of one name, without sealed fields. */
export function listVersionsOf(db: Database, name: string): Promise<SecretVersion[]> {
  return db.all(
    sql`SELECT name, version, master_id, created_at, created_by, retired_at FROM secrets
        WHERE tenant_id = ${db.tenant_id} AND name = ${name} ORDER BY version`,
  );
}

/** The version in use, with its sealed fields. */
export function findCurrent(db: Database, name: string): Promise<Secret | undefined> {
  return db.rowOf(
    secrets,
    sql`SELECT * FROM secrets WHERE tenant_id = ${db.tenant_id} AND name = ${name} AND retired_at IS NULL
        ORDER BY version DESC LIMIT 1`,
  );
}

export function insertSecret(row: Secret): Statement {
  return insert(secrets, row);
}

/** Retires every version of a name in use, and empties its sealed fields. */
export function retireVersions(tenant_id: string, name: string, retired_at: number): Statement {
  return sql`UPDATE secrets SET retired_at = ${retired_at}, sealed_value = '', sealed_key = ''
             WHERE tenant_id = ${tenant_id} AND name = ${name} AND retired_at IS NULL`;
}

/** Versions in use, of all tenants, whose key one of these master keys seals. */
export function listSealedBy(env: Env, master_ids: readonly string[], limit: number): Promise<Secret[]> {
  return openDatabase(env, EVERY_TENANT).rowsOf(
    secrets,
    sql`SELECT * FROM secrets WHERE retired_at IS NULL AND master_id IN (SELECT value FROM json_each(${master_ids}))
        ORDER BY tenant_id, name, version LIMIT ${limit}`,
  );
}

/** Replaces a key with one that another master key seals, unless the version was retired meanwhile. */
export function replaceKey(secret: Secret, sealed_key: string, master_id: string): Statement {
  const { tenant_id, name, version } = secret;
  return sql`UPDATE secrets SET sealed_key = ${sealed_key}, master_id = ${master_id}
             WHERE tenant_id = ${tenant_id} AND name = ${name} AND version = ${version}
               AND sealed_key = ${secret.sealed_key}`;
}
