/** The audit as a chain: its rows are read in their order and hashed, always the same way. */

import { type ChainRow, linkText } from "../../shared/chain.ts";
import { hex, sha256 } from "../crypto/secrets.ts";
import { AUDITS, readBounded } from "./bounded.ts";
import type { Database } from "./session.ts";
import { sql } from "./sql.ts";

/**
 * Rows from a sequence on, as they lie in the table: at most `limit`, and as many as one page holds. `more` says that
 * others may follow.
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

/** The hash of a row that hangs on `prev_hash`. */
export async function hashOf(prev_hash: string, row: ChainRow): Promise<string> {
  return hex(await sha256(linkText(prev_hash, row)));
}
