/**
 * Reads and statements of taxes and of discounts by staff. A tenant's default tax stays until another becomes the
 * default.
 */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { discounts, taxes } from "../tables.ts";

export type Tax = typeof taxes.$inferSelect;
export type Discount = typeof discounts.$inferSelect;

/** Taxes, oldest first; both kinds unless `active` is given. */
export function listTaxRows({ tenant_id, ...db }: Database, active?: boolean): Promise<Tax[]> {
  return db.rowsOf(
    taxes,
    sql`SELECT * FROM taxes WHERE tenant_id = ${tenant_id} ${onlyActive(active)} ORDER BY tax_id`,
  );
}

export function findTax(db: Database, tax_id: string): Promise<Tax | undefined> {
  return db.rowOf(taxes, sql`SELECT * FROM taxes WHERE tenant_id = ${db.tenant_id} AND tax_id = ${tax_id}`);
}

/** Inserts a tax; a new default replaces the default before it. */
export function insertTax(row: Tax): Statement[] {
  return [...unsetDefault(row), insert(taxes, row)];
}

/** Aborts the batch, naming taxes.is_default, if the tenant's default would no longer be the default. */
export function updateTax(row: Tax): Statement[] {
  const { tenant_id, tax_id, name, rate_bps, mode, is_default, active } = row;
  return [
    ...unsetDefault(row),
    sql`UPDATE taxes SET name = ${name}, rate_bps = ${rate_bps}, mode = ${mode}, active = ${active},
          is_default = iif(is_default > ${is_default}, NULL, ${is_default})
        WHERE tenant_id = ${tenant_id} AND tax_id = ${tax_id}`,
  ];
}

function unsetDefault({ tenant_id, tax_id, is_default }: Tax): Statement[] {
  if (!is_default) return [];
  return [
    sql`UPDATE taxes SET is_default = 0 WHERE tenant_id = ${tenant_id} AND is_default = 1 AND tax_id <> ${tax_id}`,
  ];
}

/** Discounts, oldest first; both kinds unless `active` is given. */
export function listDiscountRows({ tenant_id, ...db }: Database, active?: boolean): Promise<Discount[]> {
  return db.rowsOf(
    discounts,
    sql`SELECT * FROM discounts WHERE tenant_id = ${tenant_id} ${onlyActive(active)} ORDER BY discount_id`,
  );
}

export function findDiscount(db: Database, discount_id: string): Promise<Discount | undefined> {
  return db.rowOf(
    discounts,
    sql`SELECT * FROM discounts WHERE tenant_id = ${db.tenant_id} AND discount_id = ${discount_id}`,
  );
}

export function insertDiscount(row: Discount): Statement {
  return insert(discounts, row);
}

export function updateDiscount({ tenant_id, discount_id, name, kind, value, active }: Discount): Statement {
  return sql`UPDATE discounts SET name = ${name}, kind = ${kind}, value = ${value}, active = ${active}
             WHERE tenant_id = ${tenant_id} AND discount_id = ${discount_id}`;
}

function onlyActive(active: boolean | undefined): Statement {
  return active === undefined ? sql`` : sql`AND active = ${active}`;
}
