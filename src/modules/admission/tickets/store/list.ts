/** Reads for gates' lists: the tickets that may pass now or soon, page by page, and the revoked tickets (rule O1). */

import type { Database } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import { remainingOf } from "../domain/admission.ts";
import { isHeldByGuest } from "../domain/blanks.ts";
import { timedTypes } from "../domain/kinds.ts";
import { MAX_TOLERANCE_MS } from "../domain/validity.ts";
import { revocations, tickets } from "../tables.ts";
import { type IssuedBySale, listIssuingSales, type Ticket, withTerms } from "./tickets.ts";

/** The tickets of a store that are valid at some moment between `now` and `until`. */
export interface ListScope {
  store_id: string;
  now: number;
  until: number;
}

/** A ticket's window with the tolerance of its terms. Terms are read only where tolerance could matter (rule G8). */
function listable({ store_id, now, until }: ListScope): Statement {
  const terms = sql`(SELECT x.terms FROM ticket_terms x
    WHERE x.tenant_id = tickets.tenant_id AND x.terms_id = tickets.terms_id)`;
  return sql`store_id = ${store_id} AND status = 'active'
    AND (valid_from <= ${until} OR (valid_from <= ${until + MAX_TOLERANCE_MS}
      AND valid_from - ${MINUTE_MS} * (${terms} ->> '$.tolerance_before_min') <= ${until}))
    AND (valid_to IS NULL OR valid_to >= ${now} OR (valid_to >= ${now - MAX_TOLERANCE_MS}
      AND valid_to + ${MINUTE_MS} * (${terms} ->> '$.tolerance_after_min') >= ${now}))
    AND (used < quota_or_minutes OR type IN (SELECT value FROM json_each(${timedTypes()})))`;
}

/** Tickets after both ids, by id, since ids begin with the time of the sale. */
export async function listRecentTickets(
  db: Database,
  scope: ListScope,
  [after, oldest]: readonly [after: string, oldest: string],
  limit: number,
): Promise<Ticket[]> {
  const rows = await db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id} AND ticket_id > MAX(${after}, ${oldest}) AND lasting = 0
          AND ${listable(scope)} ORDER BY ticket_id LIMIT ${limit}`,
  );
  return withTerms(db, rows);
}

/** Lasting tickets, by their end and then their id. */
export async function listLastingTickets(
  db: Database,
  scope: ListScope,
  [valid_to, ticket_id]: readonly [valid_to: number, ticket_id: string],
  limit: number,
): Promise<Ticket[]> {
  // The first bound starts the index at the first ticket that may still be valid.
  const rows = await db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id} AND lasting = 1
          AND valid_to >= ${Math.max(valid_to, scope.now - MAX_TOLERANCE_MS)} AND (valid_to, ticket_id) > (${valid_to}, ${ticket_id})
          AND ${listable(scope)} ORDER BY valid_to, ticket_id LIMIT ${limit}`,
  );
  return withTerms(db, rows);
}

/** Tickets without an end, by id. */
export async function listEndlessTickets(
  db: Database,
  scope: ListScope,
  after: string,
  limit: number,
): Promise<Ticket[]> {
  const rows = await db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id} AND lasting = 1 AND valid_to IS NULL
          AND ticket_id > ${after} AND ${listable(scope)} ORDER BY ticket_id LIMIT ${limit}`,
  );
  return withTerms(db, rows);
}

/** The ids that are tickets already. */
export async function findTicketIds(db: Database, ticket_ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.all<{ ticket_id: string }>(
    sql`SELECT ticket_id FROM tickets WHERE tenant_id = ${db.tenant_id}
        AND ticket_id IN (SELECT value FROM json_each(${ticket_ids}))`,
  );
  return new Set(rows.map(({ ticket_id }) => ticket_id));
}

/** Revoked tickets of a store that would otherwise be valid, by id. */
export function listRevocations(db: Database, { store_id, now }: ListScope, after: string, limit: number) {
  return db.rowsOf(
    revocations,
    sql`SELECT * FROM revocations WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}
          AND ticket_id > ${after} AND (valid_to IS NULL OR valid_to >= ${now}) ORDER BY ticket_id LIMIT ${limit}`,
  );
}

/**
 * The tickets of a store that a guest holds and that still admit, by id, after one: at most `limit`, among the next `read` tickets of
 * the tenant. `after`: the place to go on from; null at the end.
 */
export async function listAdmittingAfter(
  db: Database,
  store_id: string,
  { after, now, limit, read }: { after: string; now: number; limit: number; read: number },
): Promise<{ tickets: Ticket[]; after: string | null }> {
  const rows = await db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id} AND ticket_id > ${after} ORDER BY ticket_id LIMIT ${read}`,
  );
  const handed_in = await listHandedIn(db, [...new Set(rows.map(({ sale_id }) => sale_id))]);
  const admits = (row: Ticket) =>
    row.store_id === store_id &&
    row.status === "active" &&
    (row.valid_to === null || row.valid_to >= now) &&
    remainingOf(row, row, now) > 0 &&
    isHeldByGuest(row, { handed_in: handed_in.has(row.sale_id) });
  const found = rows.filter(admits);
  const shown = found.slice(0, limit);
  if (found.length > limit) return { tickets: shown, after: shown.at(-1)?.ticket_id ?? null };
  return { tickets: shown, after: rows.length < read ? null : (rows.at(-1)?.ticket_id ?? null) };
}

/** The sales that were handed in after an outage. */
async function listHandedIn(db: Database, sale_ids: readonly string[]): Promise<Set<string>> {
  const sales = sale_ids.length > 0 ? await listIssuingSales(db, sale_ids) : new Map<string, IssuedBySale>();
  return new Set([...sales].filter(([, { handed_in }]) => handed_in).map(([sale_id]) => sale_id));
}
