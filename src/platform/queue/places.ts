/** Places of consumers: their cursors in the database, and how far this isolate has brought their events beyond these. */

import { notRestoring } from "../db/restoring.ts";
import type { Database } from "../db/session.ts";
import { sql } from "../db/sql.ts";

/**
 * The cursor of all consumers together: each of them has passed this event, whatever its own cursor says. A consumer that a
 * release adds begins after it.
 */
export const ALL = "*";

interface Remembered {
  /** The newest event of then. While it is stored, the events up to it are those of then. */
  newest: number;
  event_id: string;
  /** The last event that each consumer has passed, by its name. */
  reached: ReadonlyMap<string, number>;
}

/** The most tenants that an isolate remembers. */
export const TENANTS_REMEMBERED = 1_000;
/** Saves an isolate from bringing repeatable events again at each drain. Without it they come again, and none is missing. */
const known = new Map<string, Remembered>();

export interface Places {
  /** The newest event's number. 0: there is none, or the tenant is being restored. */
  newest: number;
  event_id: string;
  cursors: ReadonlyMap<string, number>;
  /** How far this isolate brought each consumer; empty when the events are others than then, as after a restore. */
  remembered: ReadonlyMap<string, number>;
}

/** The places of all consumers of a tenant: one query, however many consumers there are. */
export async function readPlaces({ tenant_id, all }: Database): Promise<Places> {
  const hint = known.get(tenant_id);
  const rows = await all<{ consumer: string | null; sequence: number; event_id: string }>(
    sql`SELECT NULL AS consumer, sequence, event_id FROM outbox WHERE tenant_id = ${tenant_id} AND sequence IN (
          SELECT MAX(sequence) FROM outbox WHERE tenant_id = ${tenant_id} UNION ALL SELECT ${hint?.newest ?? 0})
          AND ${notRestoring(tenant_id)}
        UNION ALL SELECT consumer, sequence, '' FROM outbox_cursors WHERE tenant_id = ${tenant_id}`,
  );
  const events = rows.filter(({ consumer }) => consumer === null).toSorted((a, b) => b.sequence - a.sequence);
  const is_same = events.some(({ sequence, event_id }) => sequence === hint?.newest && event_id === hint.event_id);
  const cursors = rows.flatMap(({ consumer, sequence }) => (consumer === null ? [] : [[consumer, sequence] as const]));
  return {
    newest: events[0]?.sequence ?? 0,
    event_id: events[0]?.event_id ?? "",
    cursors: new Map(cursors),
    remembered: is_same && hint ? hint.reached : new Map(),
  };
}

/** Remembers how far a drain brought each consumer. Of two drains at once, the one that ends last is remembered. */
export function rememberPlaces(
  { tenant_id }: Database,
  { newest, event_id }: Places,
  reached: ReadonlyMap<string, number>,
): void {
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= TENANTS_REMEMBERED && !known.has(tenant_id)) known.delete(oldest);
  // The tenant that was drained last is forgotten last.
  known.delete(tenant_id);
  known.set(tenant_id, { newest, event_id, reached });
}
