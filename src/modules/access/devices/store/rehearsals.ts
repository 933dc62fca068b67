/** Reads and statements of rehearsed outages. All moments are epoch ms of the world's clock. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { device_rehearsals } from "../tables.ts";

export type Rehearsal = typeof device_rehearsals.$inferSelect;

/** The device's last rehearsal, which may still run. */
export function findLastRehearsal(db: Database, device_id: string): Promise<Rehearsal | undefined> {
  return db.rowOf(
    device_rehearsals,
    sql`SELECT * FROM device_rehearsals WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id}
        ORDER BY rehearsal_id DESC LIMIT 1`,
  );
}

/** The device's rehearsal that is not ended yet; its time may be over. */
export function findOpenRehearsal(db: Database, device_id: string): Promise<Rehearsal | undefined> {
  return db.rowOf(
    device_rehearsals,
    sql`SELECT * FROM device_rehearsals
        WHERE tenant_id = ${db.tenant_id} AND device_id = ${device_id} AND ended_at IS NULL`,
  );
}

/** Rehearsals of the given stores before a cursor, latest first, one more than `limit`. */
export function listRehearsalRows(
  db: Database,
  filter: {
    store_ids: readonly string[];
    device_id?: string;
    /** Only those that run at this moment. */
    running_at?: number;
    before?: string;
    limit: number;
  },
): Promise<Rehearsal[]> {
  const { store_ids, device_id, running_at, before } = filter;
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${store_ids}))`,
    device_id === undefined ? undefined : sql`device_id = ${device_id}`,
    running_at === undefined ? undefined : sql`ended_at IS NULL AND ends_at > ${running_at}`,
    before === undefined ? undefined : sql`rehearsal_id < ${before}`,
  ]);
  return db.rowsOf(
    device_rehearsals,
    sql`SELECT * FROM device_rehearsals WHERE ${where} ORDER BY rehearsal_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** Inserts a rehearsal; an index lets a device have one that is not ended, and a trigger bounds those of a store. */
export function insertRehearsal(row: Rehearsal): Statement {
  return insert(device_rehearsals, row);
}

/** Ends a rehearsal; a trigger aborts the batch when it has ended. */
export function updateRehearsalEnd({ tenant_id, rehearsal_id, ended_at, ended_by }: Rehearsal): Statement {
  return sql`UPDATE device_rehearsals SET ended_at = ${ended_at}, ended_by = ${ended_by}
             WHERE tenant_id = ${tenant_id} AND rehearsal_id = ${rehearsal_id}`;
}
