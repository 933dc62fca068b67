/** Reads of attempts, conflicts and tickets by key, for sums over them. */

import { byKey, byKeys, type Keyed } from "../../../../platform/db/keyed.ts";
import type { Database } from "../../../../platform/db/session.ts";
import { decodeRow, sql } from "../../../../platform/db/sql.ts";
import { conflicts, redemptions } from "../tables.ts";
import type { Conflict } from "./history.ts";
import type { Redemption } from "./tickets.ts";

/** An attempt; `first`: no other entry of its ticket that passed was received before it. */
export type KeyedScan = Redemption & { first: boolean };

/** Attempts by key. */
export async function listKeyedScans(db: Database, rows: Keyed): Promise<KeyedScan[]> {
  const { tenant_id } = db;
  const found = await db.all<Record<string, unknown>>(
    sql`SELECT *, result = 'pass' AND direction = 'entry' AND ticket_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM redemptions earlier INDEXED BY redemptions_ticket
          WHERE earlier.tenant_id = ${tenant_id} AND earlier.ticket_id = redemptions.ticket_id
            AND earlier.result = 'pass' AND earlier.direction = 'entry'
            AND (earlier.received_at, earlier.redemption_id) < (redemptions.received_at, redemptions.redemption_id)) AS first
        FROM redemptions WHERE tenant_id = ${tenant_id} AND ${byKey(sql`redemption_id`, rows)}`,
  );
  return found.map(({ first, ...row }) => ({ ...decodeRow(redemptions, row), first: first === 1 }));
}

/** Conflicts by the ids of their scan and ticket. */
export function listKeyedConflicts(db: Database, rows: Keyed): Promise<Conflict[]> {
  return db.rowsOf(
    conflicts,
    sql`SELECT * FROM conflicts WHERE tenant_id = ${db.tenant_id} AND ${byKeys(sql`conflict_id`, sql`ticket_id`, rows)}`,
  );
}

/** The most ids of one statement, so that a bound value stays far below D1's 2 MB. */
const MOST_IDS = 20_000;

/** The tickets of a line that have one package: their number and the sum of their prices. */
export interface IssuedTickets {
  sale_id: string;
  line_no: number;
  package_id: string;
  count: number;
  price: number;
}

/** Sums tickets by sale, line and package. */
export function sumIssued(db: Database, ticket_ids: readonly string[]): Promise<IssuedTickets[]> {
  return inChunks(ticket_ids, (ids) =>
    db.all<IssuedTickets>(
      sql`SELECT sale_id, line_no, package_id, COUNT(*) AS count, SUM(price) AS price FROM tickets
          WHERE tenant_id = ${db.tenant_id} AND ticket_id IN (SELECT value FROM json_each(${ids}))
          GROUP BY sale_id, line_no, package_id`,
    ),
  );
}

/** The package and the price of tickets. */
export function listPackagesOf(
  db: Database,
  ticket_ids: readonly string[],
): Promise<{ ticket_id: string; package_id: string; price: number }[]> {
  return inChunks(ticket_ids, (ids) =>
    db.all(
      sql`SELECT ticket_id, package_id, price FROM tickets WHERE tenant_id = ${db.tenant_id}
            AND ticket_id IN (SELECT value FROM json_each(${ids}))`,
    ),
  );
}

async function inChunks<Row>(
  ids: readonly string[],
  read: (some: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += MOST_IDS) rows.push(...(await read(ids.slice(from, from + MOST_IDS))));
  return rows;
}
