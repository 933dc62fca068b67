/** Deletes a tenant's records: every row with its id, in every table, in steps that fit one batch. */

import type { Env } from "../../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { Statement, sql } from "../../../../platform/db/sql.ts";

export interface KeyedTable {
  name: string;
  /** Columns of its primary key, joined. */
  key: string;
}

/** Tables whose rows name objects that hold data of the tenant, with the column of the name. */
export const OBJECTS_IN = new Map<
  string,
  readonly ["DEVICE" | "EMPLOYEE" | "API_TOKEN" | "TICKET" | "ENDPOINT" | "LIVE", id: string]
>([
  ["devices", ["DEVICE", "device_id"]],
  ["employees", ["EMPLOYEE", "employee_id"]],
  ["api_tokens", ["API_TOKEN", "token_id"]],
  ["redemptions", ["TICKET", "ticket_id"]],
  ["ticket_changes", ["TICKET", "ticket_id"]],
  ["webhooks", ["ENDPOINT", "webhook_id"]],
  ["stores", ["LIVE", "store_id"]],
]);

/** Every table with rows of tenants, except the table of tenants. */
export async function listTenantTables(env: Env): Promise<KeyedTable[]> {
  return openDatabase(env, EVERY_TENANT).all<KeyedTable>(
    sql`SELECT t.name, group_concat(c.name, ', ') AS key FROM sqlite_master t CROSS JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name <> 'tenants' AND instr(t.sql, 'tenant_id') > 0 AND c.pk > 0
        GROUP BY t.name ORDER BY t.name`,
  );
}

/** The values of a column in the rows that `deleteSome` would delete. */
export async function listSome(db: Database, { name, key }: KeyedTable, column: string, limit: number) {
  const text = `SELECT DISTINCT id FROM (
    SELECT ${column} AS id FROM ${name} WHERE tenant_id = ? ORDER BY ${key} LIMIT ?) WHERE id IS NOT NULL`;
  const rows = await db.all<{ id: string }>(new Statement(text, [db.tenant_id, limit]));
  return rows.map(({ id }) => id);
}

/** Deletes a tenant's first rows of a table; names come from the database itself, values are bound. */
export function deleteSome({ name, key }: KeyedTable, tenant_id: string, limit: number): Statement {
  const some = `SELECT ${key} FROM ${name} WHERE tenant_id = ? ORDER BY ${key} LIMIT ?`;
  return new Statement(`DELETE FROM ${name} WHERE tenant_id = ? AND (${key}) IN (${some})`, [
    tenant_id,
    tenant_id,
    limit,
  ]);
}

/** Whether a tenant has no row left in a table. */
export async function isEmptied(db: Database, { name }: KeyedTable): Promise<boolean> {
  const rows = await db.all(new Statement(`SELECT 1 FROM ${name} WHERE tenant_id = ? LIMIT 1`, [db.tenant_id]));
  return rows.length === 0;
}

/**
 * Deletes some of a tenant's files: those below its id, and those below any folder with its id. True: none are left.
 */
export async function deleteFiles(bucket: R2Bucket, tenant_id: string): Promise<boolean> {
  const { delimitedPrefixes } = await bucket.list({ delimiter: "/" });
  for (const prefix of [`${tenant_id}/`, ...delimitedPrefixes.map((folder) => `${folder}${tenant_id}/`)]) {
    const { objects } = await bucket.list({ prefix });
    if (objects.length === 0) continue;
    await bucket.delete(objects.map(({ key }) => key));
    return false;
  }
  return true;
}
