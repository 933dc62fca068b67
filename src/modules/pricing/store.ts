/** Reads and statements of taxes and discounts. */

import type { Database } from "../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../platform/db/sql.ts";
import { discounts, taxes } from "./tables.ts";

export type Tax = typeof taxes.$inferSelect;
export type Discount = typeof discounts.$inferSelect;

export function listTaxRows(db: Database): Promise<Tax[]> {
  return db.rowsOf(taxes, sql`SELECT * FROM taxes WHERE tenant_id = ${db.tenant_id} AND active = 1 ORDER BY tax_id`);
}

export function insertTax(row: typeof taxes.$inferInsert): Statement {
  return insert(taxes, row);
}

export function listDiscountRows(db: Database): Promise<Discount[]> {
  return db.rowsOf(
    discounts,
    sql`SELECT * FROM discounts WHERE tenant_id = ${db.tenant_id} AND active = 1 ORDER BY discount_id`,
  );
}

export function insertDiscount(row: typeof discounts.$inferInsert): Statement {
  return insert(discounts, row);
}
