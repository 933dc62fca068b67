/** The store of a tenant's key versions: reads and statements. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { ticket_keys } from "./tables.ts";

export type TicketKey = typeof ticket_keys.$inferSelect;

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
