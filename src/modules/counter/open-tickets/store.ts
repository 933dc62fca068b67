/** Reads and statements: parked carts. */

import type { Env } from "../../../env.ts";
import { type ClockOffset, LEAPT, tenantsWith } from "../../../platform/db/leap.ts";
import type { Database } from "../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { CarriedCarts, OpenTicketStatus } from "./domain.ts";
import { open_tickets } from "./tables.ts";

export type OpenTicket = typeof open_tickets.$inferSelect;

export function findOpenTicket(db: Database, open_ticket_id: string): Promise<OpenTicket | undefined> {
  return db.rowOf(
    open_tickets,
    sql`SELECT * FROM open_tickets WHERE tenant_id = ${db.tenant_id} AND open_ticket_id = ${open_ticket_id}`,
  );
}

export interface OpenTicketFilter {
  store_ids: readonly string[];
  status: OpenTicketStatus;
  device_id?: string;
  employee_id?: string;
  before?: string;
  limit: number;
}

/** Parked carts of some stores, latest first, one more than `limit`; carts overdue at `now` count as expired. */
export function listOpenTicketRows(db: Database, filter: OpenTicketFilter, now: number): Promise<OpenTicket[]> {
  const open = sql`status = 'open' AND expires_at > ${now}`;
  const expired = sql`(status = 'expired' OR (status = 'open' AND expires_at <= ${now}))`;
  const other = sql`status = ${filter.status}`;
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.status === "open" ? open : filter.status === "expired" ? expired : other,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.employee_id ? sql`created_by = ${filter.employee_id}` : undefined,
    filter.before ? sql`open_ticket_id < ${filter.before}` : undefined,
  ]);
  return db.rowsOf(
    open_tickets,
    sql`SELECT * FROM open_tickets WHERE ${where} ORDER BY open_ticket_id DESC LIMIT ${filter.limit + 1}`,
  );
}

/** Every tenant that has an open cart past its `expires_at`, by the tenant's clock. `now` is epoch ms of the world's. */
export function listOverdueTenants(env: Env, now: number, offset: ClockOffset): Promise<string[]> {
  const earliest = sql`(SELECT MIN(expires_at) FROM open_tickets WHERE tenant_id = ${LEAPT} AND status = 'open')`;
  return tenantsWith(env, sql`open_tickets WHERE status = 'open'`, sql`${earliest} <= ${now} + ${offset(LEAPT)}`);
}

/** Open carts past their `expires_at`, the longest overdue first. */
export function listOverdue(db: Database, now: number, limit: number): Promise<OpenTicket[]> {
  return db.rowsOf(
    open_tickets,
    sql`SELECT * FROM open_tickets WHERE tenant_id = ${db.tenant_id} AND status = 'open' AND expires_at <= ${now}
        ORDER BY expires_at LIMIT ${limit}`,
  );
}

export async function sumOpen(db: Database, store_id: string, now: number): Promise<CarriedCarts> {
  const [row] = await db.all<CarriedCarts>(
    sql`SELECT COUNT(*) AS count, COALESCE(SUM(grand_total), 0) AS grand_total FROM open_tickets
        WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id} AND status = 'open' AND expires_at > ${now}`,
  );
  return row ?? { count: 0, grand_total: 0 };
}

export function insertOpenTicket(row: typeof open_tickets.$inferInsert): Statement {
  return insert(open_tickets, row);
}

/** All carts of customers, of any status. It reads every cart of the tenant, because such requests are rare. */
export function listCartsOfCustomers(db: Database, customer_ids: readonly string[]): Promise<OpenTicket[]> {
  return db.rowsOf(
    open_tickets,
    sql`SELECT * FROM open_tickets WHERE tenant_id = ${db.tenant_id}
          AND customer_id IN (SELECT value FROM json_each(${customer_ids})) ORDER BY open_ticket_id`,
  );
}

/** Empties the names and notes of the carts of customers; an open cart then has no customer. */
export function emptyNames({ tenant_id }: Database, customer_ids: readonly string[]): Statement {
  return sql`UPDATE open_tickets SET name = NULL, note = NULL, customer_id = iif(status = 'open', NULL, customer_id),
               version = version + (status = 'open')
             WHERE tenant_id = ${tenant_id} AND customer_id IN (SELECT value FROM json_each(${customer_ids}))`;
}

/**
 * Replaces a cart; triggers refuse a closed cart, and a version that is not the next one. A closed cart's version changes,
 * so that the same change in the same millisecond is refused, too.
 */
export function updateOpenTicket(row: OpenTicket): Statement {
  return sql`UPDATE open_tickets SET name = ${row.name}, items = ${row.items}, promo_codes = ${row.promo_codes},
               customer_id = ${row.customer_id}, note = ${row.note}, grand_total = ${row.grand_total},
               status = ${row.status}, version = iif(status = 'open', ${row.version}, version + 1), sale_id = ${row.sale_id},
               updated_at = ${row.updated_at}, updated_by = ${row.updated_by}, expires_at = ${row.expires_at}
             WHERE tenant_id = ${row.tenant_id} AND open_ticket_id = ${row.open_ticket_id}`;
}
