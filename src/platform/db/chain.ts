/** The audit as a chain: its rows are read in their order and hashed, always the same way. */

import { type ChainRow, linkText } from "../../shared/chain.ts";
import { hex, sha256 } from "../crypto/secrets.ts";
import type { Database } from "./session.ts";
import { sql } from "./sql.ts";

/** At most `limit` rows from a sequence on, as they lie in the table. */
export function readChain(db: Database, from_sequence: number, limit: number): Promise<ChainRow[]> {
  return db.all<ChainRow>(
    sql`SELECT * FROM audits WHERE tenant_id = ${db.tenant_id} AND sequence >= ${from_sequence}
        ORDER BY sequence LIMIT ${limit}`,
  );
}

/** The hash of a row that hangs on `prev_hash`. */
export async function hashOf(prev_hash: string, row: ChainRow): Promise<string> {
  return hex(await sha256(linkText(prev_hash, row)));
}
