/** Storage of a store's feed: the lease by which the outbox's consumer finds its screens, and reads of events in D1. */

import type { Env } from "../../src/env.ts";
import { RESUMED_SPAN } from "../../src/modules/operations/live/domain/listener.ts";
import { feedEvent } from "../../src/modules/operations/live/domain/pages.ts";
import { type FeedSpan, RING_EVENTS } from "../../src/modules/operations/live/domain/ring.ts";
import { bookkeep } from "../../src/platform/db/commit.ts";
import { findSequences, readEventsBetween } from "../../src/platform/db/outbox.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { wireData } from "../../src/platform/events/define.ts";

/** A lease lasts this long, and is renewed in its second half: about eight rows an hour for a store with screens. */
const LEASE_MS = 15 * 60_000;
const LEASE = "lease";

interface StoredLease {
  tenant_id: string;
  store_id: string;
  until: number;
}

/** The lease of a store with screens. Writes follow one another, so that the last one is the last in D1 too. */
export class Lease {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private kept: StoredLease | null;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(storage: DurableObjectStorage, env: Env) {
    this.storage = storage;
    this.env = env;
    this.kept = storage.kv.get<StoredLease>(LEASE) ?? null;
  }

  /** Whether the store belongs to another tenant than this one. */
  isOfAnother(tenant_id: string): boolean {
    return this.kept !== null && this.kept.tenant_id !== tenant_id;
  }

  /** Takes or renews the lease. True: it had run out, so events may have passed by. */
  async take(tenant_id: string, store_id: string, now: number): Promise<boolean> {
    const ran_out = this.kept !== null && this.kept.until <= now;
    if (!this.kept || this.kept.until < now + LEASE_MS / 2) this.write({ tenant_id, store_id, until: now + LEASE_MS });
    await this.writing;
    return ran_out;
  }

  /** Gives the lease back, because nobody listens. */
  async drop(tenant_id: string, store_id: string): Promise<void> {
    this.forget();
    const db = openDatabase(this.env, tenant_id);
    const gone = sql`DELETE FROM live_stores WHERE tenant_id = ${tenant_id} AND store_id = ${store_id}`;
    this.writing = this.writing.catch(() => undefined).then(() => bookkeep(db, [gone]));
    await this.writing;
  }

  forget(): void {
    this.kept = null;
    this.storage.kv.delete(LEASE);
  }

  private write(lease: StoredLease): void {
    this.kept = lease;
    const { tenant_id, store_id, until } = lease;
    const db = openDatabase(this.env, tenant_id);
    const row = sql`INSERT INTO live_stores (tenant_id, store_id, listening_until) VALUES (${tenant_id}, ${store_id}, ${until})
                    ON CONFLICT (tenant_id, store_id) DO UPDATE SET listening_until = excluded.listening_until`;
    this.writing = this.writing
      .catch(() => undefined)
      .then(() => bookkeep(db, [row]))
      .then(
        () => this.kept === lease && this.storage.kv.put(LEASE, lease),
        (error) => {
          // The next screen tries again, and this one is told to.
          if (this.kept === lease) this.kept = null;
          throw error;
        },
      );
  }
}

/** The tenant's newest event, and all events of the store after a place, unless they are too many or deleted. */
export async function fetchSpan(
  env: Env,
  { tenant_id, store_id, after }: { tenant_id: string; store_id: string; after: number | null },
): Promise<{ newest: number; span: FeedSpan | null }> {
  const db = openDatabase(env, tenant_id);
  const { oldest, newest } = await findSequences(db);
  if (after === null || after > newest || after < oldest - 1 || newest - after > RESUMED_SPAN)
    return { newest, span: null };
  const { rows, cut } = await readEventsBetween(db, { store_id, after, to: newest }, RING_EVENTS);
  if (cut) return { newest, span: null };
  const events = rows.map((row) => feedEvent({ ...row, data: wireData(row.type, row.data) }));
  return { newest, span: { after, reached: newest, events } };
}
