/**
 * The shapes of taxes, discounts, price lists and pricing rules on the wire; a request has all fields, also when it
 * replaces.
 */

import * as z from "zod";
import { BASES, clearableText, id, paging, sentMoney, text, time } from "../../../platform/http/fields.ts";
import { inPascalCase } from "../../../shared/names.ts";
import { promoCode } from "./domain/promo.ts";
import { RULE_KINDS, type RuleKind, TAX_MODES } from "./domain/words.ts";

const active = z.boolean().default(true).describe("false deactivates it, as DELETE does");

/** The kinds that are shown; only callers who may change them see inactive ones. */
const shown = z
  .enum(["true", "false", "all"])
  .default("true")
  .transform((which) => (which === "all" ? undefined : which === "true"));

export const ShownQuery = z.strictObject({ active: shown });

const tax = {
  name: text(100),
  rate_bps: z.number().int().min(0).max(10_000).describe("basis points: 700 is 7 %"),
  mode: z.enum(TAX_MODES).describe("inside prices, or on top of them"),
  is_default: z.boolean().default(false).describe("true: the tax of packages that name none"),
  active,
};
export const Tax = z.object({ tax_id: id, ...tax }).meta({ id: "Tax" });
export const TaxRequest = z
  .strictObject(tax)
  .refine(({ is_default, active }) => active || !is_default, { path: ["active"], message: "must be true of a default" })
  .meta({ id: "TaxRequest" });
export const TaxParams = z.object({ tax_id: id });

const rate_bps = z.number().int().min(1).max(10_000).describe("basis points off");
const amount = sentMoney.min(1).describe("satang off");

const discount = { name: text(100), active };
export const Discount = z
  .object({
    discount_id: id,
    ...discount,
    kind: z.enum(["percent", "amount"]),
    value: z.number().int().describe("basis points or satang, by kind"),
  })
  .meta({ id: "Discount" });
export const DiscountRequest = z
  .discriminatedUnion("kind", [
    z.strictObject({ ...discount, kind: z.literal("percent"), value: rate_bps }).meta({ id: "PercentDiscountRequest" }),
    z.strictObject({ ...discount, kind: z.literal("amount"), value: amount }).meta({ id: "AmountDiscountRequest" }),
  ])
  .meta({ id: "DiscountRequest" });
export const DiscountParams = z.object({ discount_id: id });

/** The stores and times of a price list or rule. */
const scope = {
  store_id: id.nullable().default(null).describe("null: in every store"),
  active_from: time.nullable().default(null).describe("inclusive"),
  active_to: time.nullable().default(null).describe("inclusive"),
  active,
};

function isWindow({ active_from, active_to }: { active_from: number | null; active_to: number | null }): boolean {
  return active_from === null || active_to === null || active_from <= active_to;
}
const NO_WINDOW = { path: ["active_to"], message: "must not be before active_from" };

const ScopedQuery = z.strictObject({ ...paging, store_id: id.optional(), active: shown });

const priceList = {
  name: text(100),
  ...scope,
  device_ids: z.array(id).min(1).max(100).nullable().default(null).describe("null: on every device"),
  priority: z.number().int().min(-1_000_000).max(1_000_000).default(0).describe("among equals the highest is first"),
};
const items = z.array(z.strictObject({ package_id: id, price: sentMoney })).max(1000);

export const PriceListSummary = z
  .object({ price_list_id: id, ...priceList, created_at: time })
  .meta({ id: "PriceListSummary" });
export const PriceList = z.object({ ...PriceListSummary.shape, items }).meta({ id: "PriceList" });
export const PriceListRequest = z
  .strictObject({ ...priceList, items })
  .refine(isWindow, NO_WINDOW)
  .refine(({ store_id, device_ids }) => device_ids === null || store_id !== null, {
    path: ["store_id"],
    message: "must be the store of device_ids",
  })
  .refine(({ items }) => new Set(items.map(({ package_id }) => package_id)).size === items.length, {
    path: ["items"],
    message: "must name each package once",
  })
  .meta({ id: "PriceListRequest" });
export const PriceListParams = z.object({ price_list_id: id });
export const PriceListQuery = ScopedQuery;

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM")
  .nullable()
  .default(null);
const cap = z.number().int().min(1).max(1_000_000_000).nullable().default(null);

const rule = {
  name: text(100),
  name_th: clearableText(100).default(null).describe("null: the other name is used"),
  ...scope,
  priority: z.number().int().min(-1_000_000).max(1_000_000).default(0).describe("the highest is first"),
  stackable: z.boolean().default(true).describe("true: other rules may also apply to the same line"),
  package_ids: z
    .array(id)
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe("the packages that it applies to; null: all"),
  zone_ids: z
    .array(id)
    .min(1)
    .max(100)
    .nullable()
    .default(null)
    .describe("it applies to packages that open one of these zones"),
  min_qty: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe("the least quantity of its lines, together"),
  min_amount: sentMoney.min(1).nullable().default(null).describe("the least satang of its lines, together"),
  weekdays: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .overwrite((days) => [...new Set(days)].sort())
    .nullable()
    .default(null)
    .describe("1 Monday to 7 Sunday"),
  clock_from: clock.describe("HH:MM of the store, inclusive"),
  clock_to: clock.describe("HH:MM of the store, exclusive; on the next day unless it is after clock_from"),
  max_discount: sentMoney.min(1).nullable().default(null).describe("the most satang off one cart"),
  max_uses: cap.describe("the most sales in total"),
  max_uses_per_day: cap.describe("the most sales of one store on a business date"),
  max_uses_per_customer: cap.describe("the most sales to one customer; a sale without a customer does not get it"),
};

BASES.add(z.object(rule).meta({ id: "PricingRuleTerms" }));

const percentOff = z.strictObject({ rate_bps });
const amountOff = z.strictObject({ amount });
const code = text(50).overwrite(promoCode).min(1).describe("case does not matter; stored in capitals");
const qty = z.number().int().min(1).max(100);

const paramsOf = {
  line_percent: percentOff,
  line_amount: amountOff,
  cart_percent: percentOff,
  cart_amount: amountOff,
  promo_code: z.union([z.strictObject({ code, rate_bps }), z.strictObject({ code, amount })], {
    error: "must be a code of at most 50 letters, with rate_bps or amount",
  }),
  bundle: z.strictObject({
    parts: z
      .array(z.strictObject({ package_id: id, qty }))
      .min(1)
      .max(50),
    price: sentMoney.describe("satang for one complete set"),
  }),
  time_of_day: z.union([z.strictObject({ price: sentMoney }), percentOff], { error: "must be a price, or rate_bps" }),
  buy_n_get_m: z.strictObject({
    buy_qty: qty,
    get_qty: qty,
    rate_bps: rate_bps.default(10_000),
    get_package_ids: z
      .array(id)
      .min(1)
      .max(100)
      .optional()
      .describe("free with buy_qty of package_ids; absent: the cheapest of package_ids"),
  }),
};

export const PricingRule = z
  .object({
    rule_id: id,
    ...rule,
    kind: z.enum(RULE_KINDS),
    params: z.union([
      percentOff,
      amountOff,
      paramsOf.promo_code,
      paramsOf.bundle,
      paramsOf.time_of_day,
      paramsOf.buy_n_get_m,
    ]),
    created_at: time,
  })
  .meta({ id: "PricingRule" });

export const UsedPricingRule = z
  .object({
    ...PricingRule.shape,
    uses_count: z.number().int().nullable().describe("sales so far; null without max_uses"),
  })
  .meta({ id: "UsedPricingRule" });

function ofKind<Kind extends RuleKind>(kind: Kind) {
  const id = `${inPascalCase(kind)}RuleRequest`;
  return z.strictObject({ ...rule, kind: z.literal(kind), params: paramsOf[kind] }).meta({ id });
}

function giftsOf({ params }: { params: object & { get_package_ids?: string[] } }): string[] {
  return params.get_package_ids ?? [];
}

export const PricingRuleRequest = z
  .discriminatedUnion("kind", [
    ofKind("line_percent"),
    ofKind("line_amount"),
    ofKind("cart_percent"),
    ofKind("cart_amount"),
    ofKind("promo_code"),
    ofKind("bundle"),
    ofKind("time_of_day"),
    ofKind("buy_n_get_m"),
  ])
  .refine(isWindow, NO_WINDOW)
  .refine(({ kind, package_ids }) => kind !== "bundle" || package_ids === null, {
    path: ["package_ids"],
    message: "has no meaning: a bundle means its parts",
  })
  .refine(({ kind, max_discount }) => kind !== "time_of_day" || max_discount === null, {
    path: ["max_discount"],
    message: "has no meaning: the rule is a price and takes nothing off",
  })
  .refine((rule) => giftsOf(rule).length === 0 || rule.package_ids !== null, {
    path: ["package_ids"],
    message: "must name what is bought where params.get_package_ids names what is given",
  })
  .refine((rule) => !giftsOf(rule).some((package_id) => rule.package_ids?.includes(package_id)), {
    path: ["params", "get_package_ids"],
    message: "must name other packages than package_ids",
  })
  .meta({ id: "PricingRuleRequest" });
export const RuleParams = z.object({ rule_id: id });
export const RuleQuery = ScopedQuery.extend({ kind: z.enum(RULE_KINDS).optional() });
