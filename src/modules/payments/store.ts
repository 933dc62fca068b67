/** Reads and statements of payments and payment types. */

import type { Database } from "../../platform/db/session.ts";
import { insertMany, type Statement, sql } from "../../platform/db/sql.ts";
import { payment_types, payments } from "./tables.ts";

export type PaymentType = typeof payment_types.$inferSelect;
export type Payment = typeof payments.$inferSelect;

export function listPaymentTypeRows(db: Database): Promise<PaymentType[]> {
  return db.rowsOf(
    payment_types,
    sql`SELECT * FROM payment_types WHERE tenant_id = ${db.tenant_id} AND active = 1 ORDER BY position, method`,
  );
}

export function insertPaymentTypes(rows: (typeof payment_types.$inferInsert)[]): Statement {
  return insertMany(payment_types, rows);
}

/** The payments of some sales. */
export function listPaymentRows(db: Database, sale_ids: readonly string[]): Promise<Payment[]> {
  return db.rowsOf(
    payments,
    sql`SELECT * FROM payments WHERE tenant_id = ${db.tenant_id}
        AND sale_id IN (SELECT value FROM json_each(${sale_ids})) ORDER BY sale_id, payment_no`,
  );
}

export function insertPayments(rows: (typeof payments.$inferInsert)[]): Statement {
  return insertMany(payments, rows);
}
