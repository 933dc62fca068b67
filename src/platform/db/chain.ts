/** Reads of the audit's chain: rows are read in order and always hashed the same way. */

import { type ChainRow, linkText } from "../../shared/chain.ts";
import { hex, sha256 } from "../crypto/secrets.ts";
import { AUDITS, readBounded } from "./bounded.ts";
import type { Database } from "./session.ts";
import { sql } from "./sql.ts";

/**
 * Rows from a sequence on, as stored: at most `limit`, and at most one page. `more` says that others may follow.
 */
export async function readChain(
  db: Database,
  from_sequence: number,
  limit: number,
): Promise<{ rows: ChainRow[]; more: boolean }> {
  const { rows, cut } = await readBounded<ChainRow>(
    db,
    AUDITS,
    sql`SELECT ${AUDITS.columns} FROM audits WHERE tenant_id = ${db.tenant_id} AND sequence >= ${from_sequence}
        ORDER BY sequence LIMIT ${limit}`,
  );
  return { rows, more: cut || rows.length === limit };
}

/** The first row from a sequence on. */
export async function readLink(db: Database, from_sequence: number): Promise<ChainRow | undefined> {
  return (await readChain(db, from_sequence, 1)).rows[0];
}

/** The hash of a row that follows `prev_hash`. */
export async function hashOf(prev_hash: string, row: ChainRow): Promise<string> {
  return hex(await sha256(linkText(prev_hash, row)));
}
