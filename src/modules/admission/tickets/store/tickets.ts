/** The store of tickets and redemptions: reads and statements. */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, insertPages, type Statement, sql } from "../../../../platform/db/sql.ts";
import { paymentMethodOf } from "../../../../shared/payment-method.ts";
import type { Direction, Terms } from "../domain/words.ts";
import { redemptions, revocations, ticket_terms, tickets } from "../tables.ts";

export type Ticket = typeof tickets.$inferSelect;
export type Redemption = typeof redemptions.$inferSelect;

export function findTicket(db: Database, ticket_id: string): Promise<Ticket | undefined> {
  return db.rowOf(tickets, sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id} AND ticket_id = ${ticket_id}`);
}

export function findTicketIdByShortCode(
  db: Database,
  short_code_hash: string,
): Promise<Pick<Ticket, "ticket_id" | "key_version"> | undefined> {
  return db.rowOf(
    tickets,
    sql`SELECT ticket_id, key_version FROM tickets
        WHERE tenant_id = ${db.tenant_id} AND short_code_hash = ${short_code_hash}`,
  );
}

/** The hashes that a ticket's short code already has. */
export async function findTakenShortCodes(db: Database, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await db.all<Pick<Ticket, "short_code_hash">>(
    sql`SELECT short_code_hash FROM tickets WHERE tenant_id = ${db.tenant_id}
          AND short_code_hash IN (SELECT value FROM json_each(${hashes}))`,
  );
  return new Set(rows.map(({ short_code_hash }) => short_code_hash));
}

export function listTicketRows(db: Database, ticket_ids: readonly string[]): Promise<Ticket[]> {
  return db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id}
        AND ticket_id IN (SELECT value FROM json_each(${ticket_ids})) ORDER BY ticket_id`,
  );
}

/** Inserts tickets, and their terms where no earlier ticket has the same terms. */
export function insertTickets(rows: readonly Ticket[]): Statement[] {
  const stored = rows.map((row) => (row.terms_id === null ? row : { ...row, terms: {} as Terms }));
  return [...insertTerms(rows), ...insertPages(tickets, stored)];
}

function insertTerms(rows: readonly Ticket[]): Statement[] {
  const terms_of = new Map(rows.map((row) => [row.terms_id, row]));
  return [...terms_of.values()].flatMap(({ tenant_id, terms_id, terms }) =>
    terms_id === null ? [] : [sql`${insert(ticket_terms, { tenant_id, terms_id, terms })} ON CONFLICT DO NOTHING`],
  );
}

/**
 * Replaces what imported tickets admit to. Aborts the batch, naming tickets.status, if a ticket passed or was changed here since
 * it was read.
 */
export function replaceUntouched(rows: readonly Ticket[]): Statement[] {
  const [first] = rows;
  if (!first) return [];
  const changes = rows.map(
    ({ ticket_id, package_id, type, quota_or_minutes, valid_from, valid_to, lasting, terms_id }) => {
      return {
        ticket_id,
        package_id,
        type,
        quota_or_minutes,
        valid_from,
        valid_to,
        lasting: Number(lasting),
        terms_id,
      };
    },
  );
  return [
    ...insertTerms(rows),
    sql`UPDATE tickets SET package_id = change.value ->> '$.package_id', type = change.value ->> '$.type',
          quota_or_minutes = change.value ->> '$.quota_or_minutes', valid_from = change.value ->> '$.valid_from',
          valid_to = change.value ->> '$.valid_to', lasting = change.value ->> '$.lasting',
          terms_id = change.value ->> '$.terms_id', terms = '{}',
          status = iif(status = 'active' AND projected_sequence = 0 AND origin = 'import', status, NULL)
        FROM json_each(${changes}) change
        WHERE tenant_id = ${first.tenant_id} AND ticket_id = change.value ->> '$.ticket_id'`,
  ];
}

/** Adds to tickets their terms from `ticket_terms`. */
export async function withTerms(db: Database, rows: Ticket[]): Promise<Ticket[]> {
  const terms_ids = [...new Set(rows.flatMap(({ terms_id }) => terms_id ?? []))];
  if (terms_ids.length === 0) return rows;
  const found = await db.rowsOf(
    ticket_terms,
    sql`SELECT * FROM ticket_terms WHERE tenant_id = ${db.tenant_id}
          AND terms_id IN (SELECT value FROM json_each(${terms_ids}))`,
  );
  const terms_of = new Map(found.map(({ terms_id, terms }) => [terms_id, terms]));
  return rows.map((row) => {
    const terms = row.terms_id === null ? row.terms : terms_of.get(row.terms_id);
    // Without its terms a ticket would open every zone.
    if (!terms) throw new Error(`ticket ${row.ticket_id} has no terms`);
    return { ...row, terms };
  });
}

/** Puts tickets on the list of revoked tickets, with their status as the reason. */
export function insertRevocations(rows: readonly Ticket[], revoked_at: number): Statement[] {
  return insertPages(
    revocations,
    rows.map(({ tenant_id, store_id, ticket_id, key_version, status: reason, valid_to }) => {
      return { tenant_id, store_id, ticket_id, key_version, reason, revoked_at, valid_to };
    }),
  );
}

/** Gives tickets their passes from before their blanks were bound to the sale (rule O8). */
export function adoptPasses(tenant_id: string, ticket_ids: readonly string[]): Statement {
  const passed = sql`tenant_id = ${tenant_id} AND ticket_id IN (SELECT value FROM json_each(${ticket_ids}))
    AND result = 'pass' AND direction = 'entry' AND annulled_at IS NULL`;
  return sql`UPDATE tickets SET used = pass.used, first_pass = pass.first_pass, last_pass_at = pass.last_pass_at
    FROM (
      SELECT ticket_id, SUM(party) OVER one AS used, MAX(happened_at) OVER one AS last_pass_at,
        json_object('at', happened_at, 'device_id', device_id, 'device_name', device_name, 'zone', zone) AS first_pass,
        ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY happened_at, redemption_id) AS place
      FROM redemptions WHERE ${passed} WINDOW one AS (PARTITION BY ticket_id)
    ) pass
    WHERE tickets.tenant_id = ${tenant_id} AND tickets.ticket_id = pass.ticket_id AND pass.place = 1`;
}

/** Counts one more print. */
export function addPrint({ tenant_id }: Database, ticket_id: string): Statement {
  return sql`UPDATE tickets SET printed_count = printed_count + 1
             WHERE tenant_id = ${tenant_id} AND ticket_id = ${ticket_id}`;
}

/** The number of a ticket's reprints; no row for a ticket that is not active. */
export function printedCount({ tenant_id }: Database, ticket_id: string): Statement {
  return sql`SELECT printed_count FROM tickets
             WHERE tenant_id = ${tenant_id} AND ticket_id = ${ticket_id} AND status = 'active'`;
}

/** The facts of a sale that its tickets show: shift, payment method, and whether it was handed in after an outage. */
export interface IssuedBySale {
  shift_id: string | null;
  payment_method: string | null;
  handed_in: boolean;
}

/** These facts, by sale. */
export async function listIssuingSales(db: Database, sale_ids: readonly string[]): Promise<Map<string, IssuedBySale>> {
  const rows = await db.all<{ sale_id: string; shift_id: string | null; offline: number; payments: string }>(
    sql`SELECT sale_id, shift_id, offline,
               (SELECT json_group_array(json_object('method', method, 'settles_no', settles_no)) FROM payments p
                WHERE p.tenant_id = sales.tenant_id AND p.sale_id = sales.sale_id) AS payments
        FROM sales WHERE tenant_id = ${db.tenant_id} AND sale_id IN (SELECT value FROM json_each(${sale_ids}))`,
  );
  return new Map(
    rows.map(({ sale_id, shift_id, offline, payments }) => [
      sale_id,
      { shift_id, handed_in: offline === 1, payment_method: paymentMethodOf(JSON.parse(payments)) },
    ]),
  );
}

export function insertRedemption(row: typeof redemptions.$inferInsert): Statement {
  return insert(redemptions, row);
}

/** Sets the number of attempts of an unread code's row and the last arrival; counts only grow. */
export function countUnread(
  tenant_id: string,
  { scan_id, count, last_at }: { scan_id: string; count: number; last_at: number },
): Statement {
  return sql`UPDATE redemptions SET count = ${count}, last_at = ${last_at}
    WHERE tenant_id = ${tenant_id} AND redemption_id = ${scan_id} AND ticket_id IS NULL AND count < ${count}`;
}

export function findRedemption(db: Database, redemption_id: string): Promise<Redemption | undefined> {
  return db.rowOf(
    redemptions,
    sql`SELECT * FROM redemptions WHERE tenant_id = ${db.tenant_id} AND redemption_id = ${redemption_id}`,
  );
}

export interface RedemptionFilter {
  store_id: string;
  ticket_id?: string;
  device_id?: string;
  employee_id?: string;
  result?: "pass" | "fail";
  reason?: string;
  zone_id?: string;
  direction?: Direction;
  offline?: boolean;
  admitted_offline?: boolean;
  from?: number;
  to?: number;
  before?: readonly [happened_at: number, redemption_id: string];
  limit: number;
}

/** Attempts at one store, latest first, one more than `limit`; an index gives the order, so long history is cheap. */
export function listRedemptionRows(db: Database, filter: RedemptionFilter): Promise<Redemption[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id} AND store_id = ${filter.store_id}`,
    filter.ticket_id ? sql`ticket_id = ${filter.ticket_id}` : undefined,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`employee_id = ${filter.employee_id}` : undefined,
    filter.result && sql`result = ${filter.result}`,
    filter.reason ? sql`reason = ${filter.reason}` : undefined,
    filter.zone_id ? sql`zone_id = ${filter.zone_id}` : undefined,
    filter.direction && sql`direction = ${filter.direction}`,
    filter.offline !== undefined ? sql`offline = ${filter.offline}` : undefined,
    filter.admitted_offline !== undefined ? sql`admitted_offline = ${filter.admitted_offline}` : undefined,
    filter.from !== undefined ? sql`happened_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`happened_at <= ${filter.to}` : undefined,
    filter.before && sql`(happened_at, redemption_id) < (${filter.before[0]}, ${filter.before[1]})`,
  ]);
  // Without statistics the planner rates the key as good as the ticket's own index, and reads the whole tenant.
  const by = filter.ticket_id ? sql`INDEXED BY redemptions_ticket` : sql`INDEXED BY redemptions_store`;
  return db.rowsOf(
    redemptions,
    sql`SELECT * FROM redemptions ${by} WHERE ${where} ORDER BY happened_at DESC, redemption_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** A tenant's number of tickets, by status. */
export async function countByStatus(db: Database): Promise<Record<string, number>> {
  const counts = await db.all<{ status: string; count: number }>(
    sql`SELECT status, COUNT(*) AS count FROM tickets WHERE tenant_id = ${db.tenant_id} GROUP BY status`,
  );
  return Object.fromEntries(counts.map(({ status, count }) => [status, count]));
}
