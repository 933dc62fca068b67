/** Storage of a tenant's object: the state of its audit chain, the bytes of the day, and requests that wait for events. */

import { bookkeep } from "../../src/platform/db/commit.ts";
import type { Database } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { type Finding, GENESIS, type Head } from "../../src/shared/chain.ts";
import { type Bytes, NO_BYTES } from "../../src/shared/rates.ts";

/** The state of an audit chain; `head` is undefined until the first row is linked. */
export interface ChainState {
  tenant_id: string;
  head: Head | undefined;
  broken: Finding | null;
}

const CHAIN = "chain";

export function loadChain(storage: DurableObjectStorage): ChainState | undefined {
  return storage.kv.get<ChainState>(CHAIN);
}

export function saveChain(storage: DurableObjectStorage, kept: ChainState): void {
  storage.kv.put(CHAIN, kept);
}

/** The bytes that the tenant's callers sent on a day, and the last day on which the owner was alerted. */
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

/** A request that waits for events: until when it counts (epoch ms), also if it died. */
export interface Waiter {
  id: string;
  until: number;
}

const WAITERS = "waiters";

export function loadWaiters(storage: DurableObjectStorage): Waiter[] {
  return storage.kv.get<Waiter[]>(WAITERS) ?? [];
}

export function saveWaiters(storage: DurableObjectStorage, waiters: readonly Waiter[]): void {
  storage.kv.put(WAITERS, waiters);
}

/** The row before the first row of the table: the last archived one, or the genesis. */
export async function fetchRoot(db: Database): Promise<Head> {
  const [last] = await db.all<Head>(
    sql`SELECT through_sequence AS sequence, hash FROM audit_archives WHERE tenant_id = ${db.tenant_id}
        ORDER BY from_sequence DESC LIMIT 1`,
  );
  return last ?? { sequence: 0, hash: GENESIS };
}

/** A row's link in the chain, as it is written into the row. */
export type Link = readonly [sequence: number, prev_hash: string, hash: string];

/** Writes links into their rows. If a row has a link already, a trigger aborts the whole batch. */
export async function writeLinks(db: Database, links: readonly Link[]): Promise<void> {
  await bookkeep(db, [
    sql`UPDATE audits SET prev_hash = link.value ->> 1, hash = link.value ->> 2 FROM json_each(${links}) link
        WHERE tenant_id = ${db.tenant_id} AND sequence = link.value ->> 0`,
  ]);
}
