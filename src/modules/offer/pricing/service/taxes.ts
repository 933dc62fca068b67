/** Use-cases of taxes, and of the discounts that staff may give; both belong to the whole tenant (rule P6). */

import { type AuditedPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import { pricingErrors } from "../domain/errors.ts";
import type { TaxRate } from "../domain/words.ts";
import { PRICING_CHANGED } from "../events.ts";
import {
  type Discount,
  findDiscount,
  findTax,
  insertDiscount,
  insertTax,
  listDiscountRows,
  listTaxRows,
  type Tax,
  updateDiscount,
  updateTax,
} from "../store/taxes.ts";

const UNTAXED: TaxRate = { rate_bps: 0, mode: "inclusive" };

/** The tax of each package: its own if active, else the tenant's default, else none. */
export async function taxRates(ctx: Context): Promise<(tax_id: string | null) => TaxRate> {
  const rates = await listTaxRows(ctx.db, true);
  const fallback = rates.find((tax) => tax.is_default) ?? UNTAXED;
  return (tax_id) => {
    const { rate_bps, mode } = rates.find((tax) => tax.tax_id === tax_id) ?? fallback;
    return { rate_bps, mode };
  };
}

/** A list of taxes: callers who may change them see all, or one kind; everybody sees active ones. */
export async function listTaxes(ctx: Context, active?: boolean): Promise<Tax[]> {
  if (active !== true) await requireEveryStore(ctx, "settings_write");
  return listTaxRows(ctx.db, active);
}

export type TaxInput = Omit<Tax, "tenant_id" | "tax_id">;

/** Creates a tax; a new default replaces the default before it. Error: E_PERMISSION. */
export async function createTax(ctx: Context, input: TaxInput): Promise<Tax> {
  await requireEveryStore(ctx, "settings_write");
  const { tax, part } = recordTax(ctx, input);
  await commit(ctx, { ...part, reply: tax });
  return tax;
}

/** The part of a commit that creates a tax, and the tax. */
export function recordTax(ctx: Context, input: TaxInput): { tax: Tax; part: AuditedPart } {
  const tax = { tenant_id: ctx.tenant_id, tax_id: ctx.newId(), ...input };
  const subject = ["tax", tax.tax_id] as const;
  return {
    tax,
    part: {
      writes: insertTax(tax),
      audit: [{ event: "tax.created", subject, changes: input, store_id: null }],
      events: [PRICING_CHANGED.of(subject, { tax_id: tax.tax_id }, { store_id: null })],
    },
  };
}

/** A tax, active or not. Error: E_NOT_FOUND. */
export async function getTax(ctx: Context, tax_id: string): Promise<Tax> {
  const tax = await findTax(ctx.db, tax_id);
  if (!tax) throw new AppError(errors.not_found);
  return tax;
}

/** Replaces a tax. Errors: E_NOT_FOUND, E_PERMISSION, E_TAX_DEFAULT when no default would be left. */
export async function replaceTax(ctx: Context, tax_id: string, input: TaxInput): Promise<Tax> {
  return changeTax(ctx, await getTax(ctx, tax_id), input);
}

/** Deactivates a tax: packages that name it have the default from then on. Errors as of `replaceTax`. */
export async function retireTax(ctx: Context, tax_id: string): Promise<Tax> {
  const before = await getTax(ctx, tax_id);
  if (!before.active) return before;
  return changeTax(ctx, before, { active: false, is_default: false });
}

async function changeTax(ctx: Context, before: Tax, input: Partial<TaxInput>): Promise<Tax> {
  await requireEveryStore(ctx, "settings_write");
  const tax = { ...before, ...input };
  const subject = ["tax", tax.tax_id] as const;
  await commit(ctx, {
    writes: updateTax(tax),
    audit: [{ event: "tax.changed", subject, changes: changesOf(before, tax), store_id: null }],
    events: [PRICING_CHANGED.of(subject, { tax_id: tax.tax_id }, { store_id: null })],
    reply: tax,
    refusals: [["taxes.is_default", pricingErrors.tax_default]],
  });
  return tax;
}

/** As `listTaxes`. */
export async function listDiscounts(ctx: Context, active?: boolean): Promise<Discount[]> {
  if (active !== true) await requireEveryStore(ctx, "settings_write");
  return listDiscountRows(ctx.db, active);
}

export type DiscountInput = Omit<Discount, "tenant_id" | "discount_id">;

/** Creates a discount that staff may give. Error: E_PERMISSION. */
export async function createDiscount(ctx: Context, input: DiscountInput): Promise<Discount> {
  await requireEveryStore(ctx, "settings_write");
  const discount = { tenant_id: ctx.tenant_id, discount_id: ctx.newId(), ...input };
  const subject = ["discount", discount.discount_id] as const;
  await commit(ctx, {
    writes: [insertDiscount(discount)],
    audit: [{ event: "discount.created", subject, changes: input, store_id: null }],
    reply: discount,
  });
  return discount;
}

/** A discount, active or not. Error: E_NOT_FOUND. */
export async function getDiscount(ctx: Context, discount_id: string): Promise<Discount> {
  const discount = await findDiscount(ctx.db, discount_id);
  if (!discount) throw new AppError(errors.not_found);
  return discount;
}

/** Replaces a discount; earlier sales do not change. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function replaceDiscount(ctx: Context, discount_id: string, input: DiscountInput): Promise<Discount> {
  return changeDiscount(ctx, await getDiscount(ctx, discount_id), input);
}

/** Deactivates a discount. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function retireDiscount(ctx: Context, discount_id: string): Promise<Discount> {
  const before = await getDiscount(ctx, discount_id);
  return before.active ? changeDiscount(ctx, before, { active: false }) : before;
}

async function changeDiscount(ctx: Context, before: Discount, input: Partial<DiscountInput>): Promise<Discount> {
  await requireEveryStore(ctx, "settings_write");
  const discount = { ...before, ...input };
  const subject = ["discount", discount.discount_id] as const;
  await commit(ctx, {
    writes: [updateDiscount(discount)],
    audit: [{ event: "discount.changed", subject, changes: changesOf(before, discount), store_id: null }],
    reply: discount,
  });
  return discount;
}
