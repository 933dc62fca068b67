/** Use-cases of taxes and discounts. */

import { commit } from "../../platform/db/commit.ts";
import type { Context } from "../../platform/http/context.ts";
import type { TaxRate } from "./domain.ts";
import { type Discount, insertDiscount, insertTax, listDiscountRows, listTaxRows, type Tax } from "./store.ts";

const UNTAXED: TaxRate = { rate_bps: 0, mode: "inclusive" };

/** The tax of each package: the one it names, else the tenant's default, else none. */
export async function taxRates(ctx: Context): Promise<(tax_id: string | null) => TaxRate> {
  const rates = await listTaxRows(ctx.db);
  const fallback = rates.find((tax) => tax.is_default) ?? UNTAXED;
  return (tax_id) => {
    const { rate_bps, mode } = rates.find((tax) => tax.tax_id === tax_id) ?? fallback;
    return { rate_bps, mode };
  };
}

export function listTaxes(ctx: Context): Promise<Tax[]> {
  return listTaxRows(ctx.db);
}

export function listDiscounts(ctx: Context): Promise<Discount[]> {
  return listDiscountRows(ctx.db);
}

/** Makes a tax. Returns its id. */
export async function createTax(ctx: Context, input: Omit<Tax, "tenant_id" | "tax_id" | "active">): Promise<string> {
  const tax_id = ctx.newId();
  await commit(ctx, {
    writes: [insertTax({ tenant_id: ctx.tenant_id, tax_id, active: true, ...input })],
    audit: [{ event: "tax.created", subject: ["tax", tax_id], changes: input }],
  });
  return tax_id;
}

/** Makes a discount that staff may give. Returns its id. */
export async function createDiscount(
  ctx: Context,
  input: Omit<Discount, "tenant_id" | "discount_id" | "active">,
): Promise<string> {
  const discount_id = ctx.newId();
  await commit(ctx, {
    writes: [insertDiscount({ tenant_id: ctx.tenant_id, discount_id, active: true, ...input })],
    audit: [{ event: "discount.created", subject: ["discount", discount_id], changes: input }],
  });
  return discount_id;
}
