/** Reads and statements: payments and payment types. */

import type { Database } from "../../../platform/db/session.ts";
import { and, insertMany, type Statement, sql } from "../../../platform/db/sql.ts";
import type { PaymentStatus } from "./domain/life.ts";
import type { UniqueReference } from "./domain/references.ts";
import { payment_types, payments } from "./tables.ts";

export type TypeRow = typeof payment_types.$inferSelect;
export type Payment = typeof payments.$inferSelect;

export function listPaymentTypeRows(db: Database, active: "true" | "false" | "all"): Promise<TypeRow[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    active === "all" ? undefined : sql`active = ${active === "true"}`,
  ]);
  return db.rowsOf(payment_types, sql`SELECT * FROM payment_types WHERE ${where} ORDER BY position, method`);
}

export function findPaymentType(db: Database, method: string): Promise<TypeRow | undefined> {
  return db.rowOf(
    payment_types,
    sql`SELECT * FROM payment_types WHERE tenant_id = ${db.tenant_id} AND method = ${method}`,
  );
}

export function insertPaymentTypes(rows: (typeof payment_types.$inferInsert)[]): Statement {
  return insertMany(payment_types, rows);
}

/** Updates a type except its method and kind. */
export function updatePaymentType(type: TypeRow): Statement {
  return sql`UPDATE payment_types SET label_en = ${type.label_en}, label_th = ${type.label_th},
               position = ${type.position}, surcharge_bps = ${type.surcharge_bps},
               surcharge_amount = ${type.surcharge_amount}, active = ${type.active},
               requires_reference = ${type.requires_reference}, unique_reference = ${type.unique_reference}
             WHERE tenant_id = ${type.tenant_id} AND method = ${type.method}`;
}

/** The payments of some sales. */
export function listPaymentRows(db: Database, sale_ids: readonly string[]): Promise<Payment[]> {
  return db.rowsOf(
    payments,
    sql`SELECT * FROM payments WHERE tenant_id = ${db.tenant_id}
        AND sale_id IN (SELECT value FROM json_each(${sale_ids})) ORDER BY sale_id, payment_no`,
  );
}

/** The most payments of one reference that are read. */
const MOST_OF_REFERENCE = 100;

/** The payment that holds a reference in this scope, and the latest payments with the reference. */
export function listReferencedPayments(db: Database, key: string, scope: string | null): Promise<Payment[]> {
  const bear = sql`SELECT * FROM payments WHERE tenant_id = ${db.tenant_id} AND reference_key = ${key}`;
  return db.rowsOf(
    payments,
    sql`${bear} AND reference_scope = ${scope}
        UNION ALL SELECT * FROM (${bear} ORDER BY reference_scope DESC LIMIT ${MOST_OF_REFERENCE})`,
  );
}

export function insertPayments(rows: (typeof payments.$inferInsert)[]): Statement {
  return insertMany(payments, rows);
}

/**
 * Undoes the payments of a sale. A trigger aborts the batch when one of them changed since the sale: the void would then not
 * be the exact opposite of the sale.
 */
export function undoPayments(db: Database, sale_id: string): Statement {
  return sql`UPDATE payments
             SET status = CASE status WHEN 'captured' THEN 'refunded' WHEN 'pending' THEN 'failed' ELSE status END,
               settled = iif(status IN ('captured', 'pending') AND settled = 0, 0, amount + 1),
               surcharge_refunded = surcharge,
               reference_scope = iif(reference_key IS NULL, NULL, sale_id || '-' || payment_no)
             WHERE tenant_id = ${db.tenant_id} AND sale_id = ${sale_id} AND settles_no IS NULL`;
}

/**
 * Adds `amount`, which may be below zero, to the settled sum of an account. A trigger aborts the batch when the sum would
 * exceed the account, or when the sale was voided, so that it is no longer an account.
 */
export function settleAccount(account: Payment, amount: number): Statement {
  return sql`UPDATE payments SET settled = iif(status = 'pending', settled + ${amount}, amount + 1)
             WHERE tenant_id = ${account.tenant_id} AND sale_id = ${account.sale_id}
               AND payment_no = ${account.payment_no}`;
}

/** A part of a payment and of its surcharge in satang, by the payment's number within the sale. */
export interface PartOfPayment {
  payment_no: number;
  amount: number;
  surcharge?: number;
}

/**
 * Takes parts of a sale's payments for a refund. A trigger aborts the batch when a payment changed since it was read, or has
 * less left.
 */
export function addRefunded(
  { tenant_id }: Database,
  sale_id: string,
  taken: (PartOfPayment & { seen: Payment })[],
): Statement {
  const parts = taken.map(({ payment_no, amount, surcharge = 0, seen: { status, settled, refunded } }) => {
    return { payment_no, amount, surcharge, status, settled, refunded };
  });
  return sql`UPDATE payments AS p SET refunded = iif(
               p.status = part.value ->> '$.status' AND p.settled = part.value ->> '$.settled'
                 AND p.refunded = part.value ->> '$.refunded',
               p.refunded + (part.value ->> '$.amount'), p.amount + 1),
               surcharge_refunded = p.surcharge_refunded + (part.value ->> '$.surcharge')
             FROM json_each(${parts}) part
             WHERE p.tenant_id = ${tenant_id} AND p.sale_id = ${sale_id}
               AND p.payment_no = part.value ->> '$.payment_no'`;
}

/** Gives parts back to a sale's payments. */
export function subtractRefunded({ tenant_id }: Database, sale_id: string, parts: readonly PartOfPayment[]): Statement {
  return sql`UPDATE payments AS p SET refunded = p.refunded - (part.value ->> '$.amount'),
               surcharge_refunded = p.surcharge_refunded - COALESCE(part.value ->> '$.surcharge', 0)
             FROM json_each(${parts}) part
             WHERE p.tenant_id = ${tenant_id} AND p.sale_id = ${sale_id}
               AND p.payment_no = part.value ->> '$.payment_no'`;
}

/** Writes a payment's next status and reference. A trigger aborts the batch when the payment changed since it was read. */
export function updateStatus(
  seen: Payment,
  next: { status: PaymentStatus; reference: string | null } & UniqueReference,
): Statement {
  return sql`UPDATE payments SET status = ${next.status}, reference = ${next.reference},
               reference_key = ${next.reference_key}, reference_scope = ${next.reference_scope},
               settled = iif(status = ${seen.status} AND refunded = ${seen.refunded}, settled, amount + 1)
             WHERE tenant_id = ${seen.tenant_id} AND sale_id = ${seen.sale_id} AND payment_no = ${seen.payment_no}`;
}

/** `shownStatus` of the domain in SQL, for filters and sums. */
const TOLD_STATUS = sql`CASE WHEN refunded > 0 AND refunded = amount THEN 'refunded'
  WHEN status = 'pending' AND settles_no IS NULL AND settled + refunded = amount THEN 'captured' ELSE status END`;

export interface PaymentFilter {
  store_ids: readonly string[];
  device_id?: string;
  method?: string;
  status?: PaymentStatus;
  sale_id?: string;
  /** In the form of `referenceKey`. */
  reference_key?: string | null;
  /** Bounds of the payment's time, in epoch ms. */
  from?: number;
  to?: number;
}

function whereOf(db: Database, filter: PaymentFilter): Statement {
  return and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${filter.store_ids}))`,
    filter.device_id ? sql`device_id = ${filter.device_id}` : undefined,
    filter.method ? sql`method = ${filter.method}` : undefined,
    filter.status ? sql`${TOLD_STATUS} = ${filter.status}` : undefined,
    filter.sale_id ? sql`sale_id = ${filter.sale_id}` : undefined,
    filter.reference_key !== undefined ? sql`reference_key = ${filter.reference_key}` : undefined,
    filter.from !== undefined ? sql`paid_at >= ${filter.from}` : undefined,
    filter.to !== undefined ? sql`paid_at <= ${filter.to}` : undefined,
  ]);
}

/** Payments by sale, latest sale first, and by number within it; one more than `limit`. */
export function listFilteredPayments(
  db: Database,
  filter: PaymentFilter & { after?: readonly [sale_id: string, payment_no: number]; limit: number },
): Promise<Payment[]> {
  const { after, limit } = filter;
  const place = after ? sql`sale_id <= ${after[0]} AND (sale_id < ${after[0]} OR payment_no > ${after[1]})` : sql`1`;
  return db.rowsOf(
    payments,
    sql`SELECT * FROM payments WHERE ${whereOf(db, filter)} AND ${place}
        ORDER BY sale_id DESC, payment_no LIMIT ${limit + 1}`,
  );
}

/** Sums of payments by method and status; satang. */
export function sumPayments(db: Database, filter: PaymentFilter): Promise<PaymentSum[]> {
  return db.all(
    sql`SELECT method, ${TOLD_STATUS} AS status, COUNT(*) AS count,
          SUM(iif(${TOLD_STATUS} = 'captured', amount - refunded, amount)) AS amount,
          SUM(iif(${TOLD_STATUS} = 'refunded', surcharge_refunded, surcharge - surcharge_refunded)) AS surcharge,
          SUM(iif(${TOLD_STATUS} = 'refunded', surcharge - surcharge_refunded, 0)) AS surcharge_kept
        FROM payments WHERE ${whereOf(db, filter)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

export interface PaymentSum {
  method: string;
  status: PaymentStatus;
  count: number;
  amount: number;
  surcharge: number;
  /** The surcharges that stayed with the park although the amounts were refunded. */
  surcharge_kept: number;
}
