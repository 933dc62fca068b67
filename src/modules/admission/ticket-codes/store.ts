/** The store of a tenant's key versions, and of codes of tickets that were sold elsewhere: reads and statements. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, insertPages, type Statement, sql } from "../../../platform/db/sql.ts";
import { foreign_codes, ticket_keys } from "./tables.ts";

export type TicketKey = typeof ticket_keys.$inferSelect;
export type ForeignCode = typeof foreign_codes.$inferSelect;

/** The versions that have a row, oldest first. */
export function listTicketKeys(db: Database): Promise<TicketKey[]> {
  return db.rowsOf(ticket_keys, sql`SELECT * FROM ticket_keys WHERE tenant_id = ${db.tenant_id} ORDER BY key_version`);
}

/** When two requests make the same version, one fails on the primary key. */
export function insertTicketKey(row: TicketKey): Statement {
  return insert(ticket_keys, row);
}

/** Marks a version as revoked. Version 1 gets its row here. */
export function revokeTicketKey(row: TicketKey): Statement {
  return sql`${insert(ticket_keys, row)} ON CONFLICT (tenant_id, key_version) DO UPDATE SET
    revoked_at = COALESCE(revoked_at, excluded.revoked_at), revoked_by = COALESCE(revoked_by, excluded.revoked_by)`;
}

/** The codes with these hashes. */
export function findForeignCodes(db: Database, hashes: readonly string[]): Promise<ForeignCode[]> {
  return db.rowsOf(
    foreign_codes,
    sql`SELECT * FROM foreign_codes WHERE tenant_id = ${db.tenant_id}
          AND code_hash IN (SELECT value FROM json_each(${hashes}))`,
  );
}

/** The codes of these tickets. */
export function listForeignCodesOf(db: Database, ticket_ids: readonly string[]): Promise<ForeignCode[]> {
  return db.rowsOf(
    foreign_codes,
    sql`SELECT * FROM foreign_codes INDEXED BY foreign_codes_ticket WHERE tenant_id = ${db.tenant_id}
          AND ticket_id IN (SELECT value FROM json_each(${ticket_ids}))`,
  );
}

/** True when the tenant ever imported a ticket. */
export async function hasForeignCodes(db: Database): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM foreign_codes WHERE tenant_id = ${db.tenant_id} LIMIT 1`);
  return rows.length > 0;
}

/** Inserts codes; aborts the batch, naming foreign_codes.code_hash, if a ticket has one already. */
export function insertForeignCodes(rows: readonly ForeignCode[]): Statement[] {
  return rows.length > 0 ? insertPages(foreign_codes, [...rows]) : [];
}

/** Replaces the digests of codes. */
export function updateForeignDigests(
  { tenant_id }: Pick<Database, "tenant_id">,
  rows: readonly Pick<ForeignCode, "code_hash" | "digest">[],
): Statement[] {
  if (rows.length === 0) return [];
  return [
    sql`UPDATE foreign_codes SET digest = code.value ->> '$.digest' FROM json_each(${rows}) code
        WHERE tenant_id = ${tenant_id} AND code_hash = code.value ->> '$.code_hash'`,
  ];
}
