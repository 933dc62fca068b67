/** Reads and statements: ledger entries. Each act is one entry, and goes to the last customer of a chain of merges. */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { chainOf } from "../fragments.ts";
import { customer_entries } from "../tables.ts";

export type CustomerEntry = typeof customer_entries.$inferSelect;

/** The condition that no customer of the chain has the entry yet. */
function isNew({ tenant_id }: Database, entry_id: string): Statement {
  return sql`NOT EXISTS (
      SELECT 1 FROM customer_entries WHERE tenant_id = ${tenant_id} AND entry_id = ${entry_id}
        AND customer_id IN (SELECT customer_id FROM chain))`;
}

type Act = Pick<CustomerEntry, "customer_id" | "entry_id" | "kind" | "at">;

/** Inserts the entry of a sale; a repeat writes nothing. */
export function insertPurchase(
  db: Database,
  purchase: Omit<Act, "kind"> & Pick<CustomerEntry, "sale_id" | "spend" | "points" | "satang_per_point">,
): Statement {
  const { customer_id, entry_id, at, sale_id, spend, points, satang_per_point } = purchase;
  return sql`${chainOf(db, customer_id)}
    INSERT INTO customer_entries
      (tenant_id, customer_id, entry_id, kind, at, sale_id, spend, visits, points, satang_per_point)
    SELECT ${db.tenant_id}, customer_id, ${entry_id}, 'sale', ${at}, ${sale_id}, ${spend}, 1, ${points},
      ${satang_per_point} FROM chain
    WHERE merged_into IS NULL AND ${isNew(db, entry_id)}`;
}

/** Inserts the opposite of the entry `undone`, once; nothing if there is no such entry. */
export function insertOpposite(db: Database, act: Act & { undone: string; actor_id: string | null }): Statement {
  const { customer_id, entry_id, kind, at, undone, actor_id } = act;
  return sql`${chainOf(db, customer_id)}
    INSERT INTO customer_entries (tenant_id, customer_id, entry_id, kind, at, sale_id, spend, visits, points, actor_id)
    SELECT ${db.tenant_id}, (SELECT customer_id FROM chain WHERE merged_into IS NULL), ${entry_id}, ${kind}, ${at},
      sale_id, -spend, -visits, -points, ${actor_id}
    FROM customer_entries
    WHERE tenant_id = ${db.tenant_id} AND customer_id IN (SELECT customer_id FROM chain) AND entry_id = ${undone}
      AND ${isNew(db, entry_id)}`;
}

/**
 * Takes the refunded spend off a sale's entry, so that the rest of the spend keeps its points at the entry's rate. Without a
 * rate the points go back in proportion. It writes once for each entry_id, and nothing if the sale has no entry.
 */
export function insertRefund(
  db: Database,
  refund: Omit<Act, "kind"> & { of: string; spend: number; points_back: number; actor_id: string },
): Statement {
  const { customer_id, entry_id, at, of, spend, points_back, actor_id } = refund;
  const { tenant_id } = db;
  const back = sql`COALESCE((
    SELECT -SUM(r.spend) FROM customer_entries r WHERE r.tenant_id = ${tenant_id} AND r.kind = 'refund'
      AND r.customer_id IN (SELECT customer_id FROM chain) AND r.sale_id = s.sale_id), 0)`;
  const earnedAfter = (given_back: Statement) => sql`CASE
      WHEN satang_per_point > 0 THEN CAST(MAX(spend - (${given_back}), 0) / satang_per_point AS INTEGER)
      WHEN satang_per_point IS NULL AND spend > 0 THEN points - CAST(points * (${given_back}) / spend AS INTEGER)
      ELSE 0 END`;
  return sql`${chainOf(db, customer_id)}
    INSERT INTO customer_entries (tenant_id, customer_id, entry_id, kind, at, sale_id, spend, visits, points, actor_id)
    SELECT ${tenant_id}, (SELECT customer_id FROM chain WHERE merged_into IS NULL), ${entry_id}, 'refund', ${at},
      sale_id, -${spend}, 0,
      ${points_back} + ${earnedAfter(sql`back + ${spend}`)} - ${earnedAfter(sql`back`)}, ${actor_id}
    FROM (SELECT s.sale_id, s.spend, s.points, s.satang_per_point, ${back} AS back FROM customer_entries s
          WHERE s.tenant_id = ${tenant_id} AND s.customer_id IN (SELECT customer_id FROM chain) AND s.entry_id = ${of})
    WHERE ${isNew(db, entry_id)}`;
}

/**
 * The points that a sale took, by its own entry `of` and its entry `burn`. A sale of an outage has no burn; its own entry has
 * fewer points than it earned. 0 if it took none.
 */
export async function burntBy(
  db: Database,
  customer_id: string,
  { of, burn }: Record<"of" | "burn", string>,
): Promise<number> {
  const earned = sql`CASE WHEN satang_per_point > 0 THEN MAX(spend, 0) / satang_per_point ELSE 0 END`;
  const [taken] = await db.all<{ points: number }>(
    sql`${chainOf(db, customer_id)}
        SELECT COALESCE(SUM(iif(entry_id = ${burn}, -points, iif(satang_per_point IS NULL, 0, (${earned}) - points))), 0) AS points
        FROM customer_entries WHERE tenant_id = ${db.tenant_id}
          AND customer_id IN (SELECT customer_id FROM chain) AND entry_id IN (${burn}, ${of})`,
  );
  return taken?.points ?? 0;
}

/** Takes points for a sale; a trigger aborts the batch when the active customer has fewer. */
export function insertBurn(entry: typeof customer_entries.$inferInsert): Statement {
  return insert(customer_entries, entry);
}

/** Gives or takes points by hand; aborts the batch, naming customer_entries.points, for an inactive customer or a balance below zero. */
export function insertAdjustment(entry: CustomerEntry): Statement {
  const { tenant_id, customer_id, points } = entry;
  const checked = sql`SELECT iif(${points} < 0 AND points + ${points} < 0, NULL, ${points}) FROM customers
                      WHERE tenant_id = ${tenant_id} AND customer_id = ${customer_id} AND active = 1`;
  return insert(customer_entries, { ...entry, points: checked });
}

/**
 * Moves all sums of one customer to another, as they are in the commit. Aborts the batch, naming
 * customer_entries.customer_id, if the other is no longer active, or if this one was already merged.
 */
export function moveSums(
  { tenant_id }: Database,
  move: { from: string; to: string; at: number; reason: string | null; actor_id: string },
): Statement[] {
  const { from, to, at, reason, actor_id } = move;
  const columns = sql`INSERT INTO customer_entries
      (tenant_id, customer_id, entry_id, kind, at, spend, visits, points, reason, actor_id)`;
  const source = sql`FROM customers WHERE tenant_id = ${tenant_id} AND customer_id = ${from}`;
  return [
    // The entry has the time of the moved last visit, so the other's last visit becomes the later of both.
    sql`${columns} SELECT ${tenant_id}, (
          SELECT customer_id FROM customers WHERE tenant_id = ${tenant_id} AND customer_id = ${to} AND active = 1),
          ${`merge:${from}`}, 'merge', COALESCE(last_visit_at, ${at}), spend_total, visits_count, points, ${reason},
          ${actor_id} ${source}`,
    sql`${columns} SELECT ${tenant_id}, customer_id, 'merged', 'merge', ${at}, -spend_total, -visits_count, -points,
          ${reason}, ${actor_id} ${source}`,
  ];
}

/** A customer's entries, latest first, one more than `limit`; `before` is the place of an entry. */
export function listEntryRows(
  db: Database,
  customer_id: string,
  { before, limit }: { before?: { at: number; entry_id: string }; limit: number },
): Promise<CustomerEntry[]> {
  const rest = before ? sql`AND (at, entry_id) < (${before.at}, ${before.entry_id})` : sql``;
  return db.rowsOf(
    customer_entries,
    sql`SELECT * FROM customer_entries WHERE tenant_id = ${db.tenant_id} AND customer_id = ${customer_id} ${rest}
        ORDER BY at DESC, entry_id DESC LIMIT ${limit + 1}`,
  );
}
