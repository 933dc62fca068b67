/** Reads and statements of API tokens. */

import type { Database } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { TokenKind } from "../../../shared/api-tokens.ts";
import { epochOf } from "../employees/fragments.ts";
import { api_tokens } from "./tables.ts";

export type TokenRow = typeof api_tokens.$inferSelect;

/** A token without its hash, and the present epoch of its person. */
export type ListedToken = Omit<TokenRow, "tenant_id" | "secret_hash"> & { person_epoch: number | null };

export interface TokenFilter {
  kind?: TokenKind | undefined;
  employee_id?: string | undefined;
  after?: string | undefined;
  limit: number;
}

/** Tokens, newest first, one more than `limit`. */
export async function listTokenRows(
  db: Database,
  { kind, employee_id, after, limit }: TokenFilter,
): Promise<ListedToken[]> {
  const conditions = and([
    sql`k.tenant_id = ${db.tenant_id}`,
    kind === undefined ? undefined : sql`k.kind = ${kind}`,
    employee_id === undefined ? undefined : sql`k.employee_id = ${employee_id}`,
    after === undefined ? undefined : sql`k.token_id < ${after}`,
  ]);
  return readListed(db, sql`WHERE ${conditions} ORDER BY k.token_id DESC LIMIT ${limit + 1}`);
}

/** One token. */
export async function findToken(db: Database, token_id: string): Promise<ListedToken | undefined> {
  return (await readListed(db, sql`WHERE k.tenant_id = ${db.tenant_id} AND k.token_id = ${token_id}`))[0];
}

async function readListed(db: Database, which: Statement): Promise<ListedToken[]> {
  type Row = Omit<ListedToken, "permissions" | "store_ids"> & { permissions: string; store_ids: string };
  const rows = await db.all<Row>(
    sql`SELECT k.token_id, k.kind, k.name, k.employee_id, k.employee_epoch, k.permissions, k.store_ids, k.created_at,
          k.created_by, k.expires_at, k.last_used_at, k.revoked_at, k.revoked_by, ${epochOf(sql`k`)} AS person_epoch
        FROM api_tokens k ${which}`,
  );
  return rows.map((row) => ({
    ...row,
    permissions: JSON.parse(row.permissions),
    store_ids: JSON.parse(row.store_ids),
  }));
}

/** The ids of tokens that are not revoked; they are few. */
export async function listLiveIds(db: Database): Promise<string[]> {
  const rows = await db.all<{ token_id: string }>(
    sql`SELECT token_id FROM api_tokens WHERE tenant_id = ${db.tenant_id} AND revoked_at IS NULL`,
  );
  return rows.map(({ token_id }) => token_id);
}

/** The ids of tokens that ended before a moment (epoch ms), at most `limit`. */
export async function listEndedIds(db: Database, before: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ token_id: string }>(
    sql`SELECT token_id FROM api_tokens
        WHERE tenant_id = ${db.tenant_id} AND MIN(expires_at, COALESCE(revoked_at, expires_at)) < ${before}
        ORDER BY token_id LIMIT ${limit}`,
  );
  return rows.map(({ token_id }) => token_id);
}

export function insertToken(row: TokenRow): Statement {
  return insert(api_tokens, row);
}

/** Revokes a token. A trigger refuses to revoke one again: E_TOKEN_ENDED. */
export function revokeToken(tenant_id: string, token_id: string, revoked_at: number, revoked_by: string): Statement {
  return sql`UPDATE api_tokens SET revoked_at = ${revoked_at}, revoked_by = ${revoked_by}
             WHERE tenant_id = ${tenant_id} AND token_id = ${token_id}`;
}

export function deleteTokens(tenant_id: string, token_ids: readonly string[]): Statement {
  return sql`DELETE FROM api_tokens
             WHERE tenant_id = ${tenant_id} AND token_id IN (SELECT value FROM json_each(${token_ids}))`;
}
