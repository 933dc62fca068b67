/**
 * Reads of tickets' history: lists by filter, attempts and changes, sums by zone, device and hour. The planner has no
 * statistics; where it rates a tenant's key and an index equal, the query names the index.
 */

import type { Database } from "../../../../platform/db/session.ts";
import { and, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { AttemptGroup, HourGroup } from "../domain/stats.ts";
import type { TicketStatus } from "../domain/words.ts";
import { conflicts, redemptions, ticket_changes, tickets, zone_days } from "../tables.ts";
import type { Ticket } from "./tickets.ts";

export type TicketChange = typeof ticket_changes.$inferSelect;
export type Conflict = typeof conflicts.$inferSelect;
export type ZoneDay = typeof zone_days.$inferSelect;

export interface TicketFilter {
  store_ids: readonly string[];
  /** These and their replacements; absent: all. */
  ticket_ids?: readonly string[];
  status?: TicketStatus;
  package_id?: string;
  /** By the moment of issue, epoch ms, both inclusive. */
  from?: number;
  to?: number;
  before?: string;
  limit: number;
}

/** Tickets, latest id first, one more than `limit`. Ids begin with their time, so the primary key is the order. */
export function listFilteredTickets(db: Database, filter: TicketFilter): Promise<Ticket[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    filter.ticket_ids && sql`ticket_id IN (${withReplacements(db, filter.ticket_ids)})`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.status && sql`status = ${filter.status}`,
    filter.package_id ? sql`package_id = ${filter.package_id}` : undefined,
    filter.from !== undefined ? sql`issued_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`issued_at <= ${filter.to}` : undefined,
    filter.before ? sql`ticket_id < ${filter.before}` : undefined,
  ]);
  return db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE ${where} ORDER BY ticket_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** Tickets and their replacements. */
export function listWithReplacements(db: Database, ticket_ids: readonly string[]): Promise<Ticket[]> {
  return db.rowsOf(
    tickets,
    sql`SELECT * FROM tickets WHERE tenant_id = ${db.tenant_id} AND ticket_id IN (${withReplacements(db, ticket_ids)})
        ORDER BY ticket_id`,
  );
}

function withReplacements(db: Database, ticket_ids: readonly string[]): Statement {
  return sql`WITH RECURSIVE named (id) AS (
      SELECT value FROM json_each(${ticket_ids})
      UNION SELECT t.replaced_by FROM named JOIN tickets t ON t.tenant_id = ${db.tenant_id} AND t.ticket_id = named.id
        WHERE t.replaced_by IS NOT NULL)
    SELECT id FROM named`;
}

/** A ticket and the tickets that it replaced, oldest first. */
export function listLineage(db: Database, ticket_id: string): Promise<Ticket[]> {
  return db.rowsOf(
    tickets,
    sql`WITH RECURSIVE line (id, depth) AS (
          SELECT ${ticket_id}, 0
          UNION ALL SELECT t.replaces, depth + 1 FROM line
            JOIN tickets t ON t.tenant_id = ${db.tenant_id} AND t.ticket_id = line.id
            WHERE t.replaces IS NOT NULL AND depth < 100)
        SELECT t.* FROM line CROSS JOIN tickets t ON t.tenant_id = ${db.tenant_id} AND t.ticket_id = line.id
        ORDER BY depth DESC`,
  );
}

/** Attempts to use tickets, oldest first. */
export function listAttempts(db: Database, ticket_ids: readonly string[], limit: number) {
  return db.rowsOf(
    redemptions,
    sql`SELECT * FROM redemptions INDEXED BY redemptions_ticket WHERE tenant_id = ${db.tenant_id}
          AND ticket_id IN (SELECT value FROM json_each(${ticket_ids}))
        ORDER BY happened_at, redemption_id LIMIT ${limit}`,
  );
}

/** Empties guests' answers at gates, for the tickets that `sold` selects and for their replacements. */
export function emptyAnswers({ tenant_id }: Database, sold: Statement): Statement {
  return sql`UPDATE redemptions INDEXED BY redemptions_ticket SET answers = NULL
    WHERE tenant_id = ${tenant_id} AND answers IS NOT NULL AND ticket_id IN (
      WITH RECURSIVE of_guest (ticket_id) AS (
        ${sold}
        UNION
        SELECT t.replaced_by FROM of_guest JOIN tickets t
          ON t.tenant_id = ${tenant_id} AND t.ticket_id = of_guest.ticket_id WHERE t.replaced_by IS NOT NULL)
      SELECT ticket_id FROM of_guest)`;
}

export function listChanges(db: Database, ticket_ids: readonly string[], limit: number): Promise<TicketChange[]> {
  return db.rowsOf(
    ticket_changes,
    sql`SELECT * FROM ticket_changes WHERE tenant_id = ${db.tenant_id}
          AND ticket_id IN (SELECT value FROM json_each(${ticket_ids})) ORDER BY at, sequence LIMIT ${limit}`,
  );
}

/** The conflicts of tickets; a conflict's id is the scan id of the attempt that lost. */
export function listConflictsOf(db: Database, ticket_ids: readonly string[]): Promise<Conflict[]> {
  return db.rowsOf(
    conflicts,
    sql`SELECT c.* FROM redemptions r INDEXED BY redemptions_ticket
          JOIN conflicts c ON c.tenant_id = r.tenant_id AND c.conflict_id = r.scan_id AND c.ticket_id = r.ticket_id
        WHERE r.tenant_id = ${db.tenant_id} AND r.ticket_id IN (SELECT value FROM json_each(${ticket_ids}))
          AND r.admitted_offline = 1 ORDER BY c.received_at, c.conflict_id`,
  );
}

export interface ConflictFilter {
  store_ids: readonly string[];
  from?: number;
  to?: number;
  before?: { conflict_id: string; ticket_id: string };
  limit: number;
}

/** Conflicts, latest scan first, one more than `limit`. */
export function listConflictRows(db: Database, filter: ConflictFilter): Promise<Conflict[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.from !== undefined ? sql`received_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`received_at <= ${filter.to}` : undefined,
    filter.before
      ? sql`(conflict_id, ticket_id) < (${filter.before.conflict_id}, ${filter.before.ticket_id})`
      : undefined,
  ]);
  return db.rowsOf(
    conflicts,
    sql`SELECT * FROM conflicts WHERE ${where} ORDER BY conflict_id DESC, ticket_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** A filter for attempts at a store in a span of time, both ends included. */
export interface AttemptSpan {
  store_id: string;
  from: number;
  to: number;
  device_id?: string;
  zone_id?: string;
}

function within(db: Database, { store_id, from, to, device_id, zone_id }: AttemptSpan): Statement {
  return and([
    sql`tenant_id = ${db.tenant_id} AND store_id = ${store_id} AND happened_at BETWEEN ${from} AND ${to}`,
    device_id ? sql`device_id = ${device_id}` : undefined,
    zone_id ? sql`zone_id = ${zone_id}` : undefined,
  ]);
}

/** Groups of attempts that a summary does not distinguish; `people` went through in them. */
export function sumAttempts(db: Database, span: AttemptSpan): Promise<AttemptGroup[]> {
  return db.all(
    sql`SELECT zone_id, device_id, MAX(device_name) AS device_name, direction, result, reason, forced,
               annulled_at IS NOT NULL AS annulled, admitted_offline, SUM(count) AS attempts, SUM(party) AS people
        FROM redemptions WHERE ${within(db, span)}
        GROUP BY zone_id, device_id, direction, result, reason, forced, annulled, admitted_offline`,
  );
}

/** Attempts by the UTC hour in which they happened. */
export function sumHours(db: Database, span: AttemptSpan): Promise<HourGroup[]> {
  return db.all(
    sql`SELECT happened_at / 3600000 * 3600000 AS hour, SUM((result = 'pass') * count) AS pass, SUM((result = 'fail') * count) AS fail
        FROM redemptions WHERE ${within(db, span)} GROUP BY hour ORDER BY hour`,
  );
}

/** The zones of a store in which anything happened on a business date. */
export function listZoneDays(db: Database, store_ids: readonly string[], business_date: string): Promise<ZoneDay[]> {
  return db.rowsOf(
    zone_days,
    sql`SELECT * FROM zone_days WHERE tenant_id = ${db.tenant_id}
          AND store_id IN (SELECT value FROM json_each(${store_ids})) AND business_date = ${business_date}`,
  );
}
