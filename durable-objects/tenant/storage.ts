/** What a sealer keeps, in one row: whose audit it links, how far it came, and where the chain broke. */

import { bookkeep } from "../../src/platform/db/commit.ts";
import type { Database } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { type Finding, GENESIS, type Head } from "../../src/shared/chain.ts";
import { type Bytes, NO_BYTES } from "../../src/shared/rates.ts";

/** `head` is undefined until the first row was linked. */
export interface Kept {
  tenant_id: string;
  head: Head | undefined;
  broken: Finding | null;
}

const CHAIN = "chain";

export function loadKept(storage: DurableObjectStorage): Kept | undefined {
  return storage.kv.get<Kept>(CHAIN);
}

export function saveKept(storage: DurableObjectStorage, kept: Kept): void {
  storage.kv.put(CHAIN, kept);
}

/** Bytes that the tenant's callers handed in on a day, and the last day on which its owner was told of too many. */
export interface StoredBytes {
  bytes: Bytes;
  alerted_on: number | null;
}

const BYTES = "bytes";

export function loadBytes(storage: DurableObjectStorage): StoredBytes {
  return storage.kv.get<StoredBytes>(BYTES) ?? { bytes: NO_BYTES, alerted_on: null };
}

export function saveBytes(storage: DurableObjectStorage, stored: StoredBytes): void {
  storage.kv.put(BYTES, stored);
}

/** What the first row in the table hangs on: the last one that went to an archive, or nothing. */
export async function fetchRoot(db: Database): Promise<Head> {
  const [last] = await db.all<Head>(
    sql`SELECT through_sequence AS sequence, hash FROM audit_archives WHERE tenant_id = ${db.tenant_id}
        ORDER BY from_sequence DESC LIMIT 1`,
  );
  return last ?? { sequence: 0, hash: GENESIS };
}

/** A row's place in the chain, as it is written into the row. */
export type Link = readonly [sequence: number, prev_hash: string, hash: string];

/** Writes links into their rows; one that a row bears already aborts all of them, by trigger. */
export async function writeLinks(db: Database, links: readonly Link[]): Promise<void> {
  await bookkeep(db, [
    sql`UPDATE audits SET prev_hash = link.value ->> 1, hash = link.value ->> 2 FROM json_each(${links}) link
        WHERE tenant_id = ${db.tenant_id} AND sequence = link.value ->> 0`,
  ]);
}
