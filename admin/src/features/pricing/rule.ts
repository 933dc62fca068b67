/** A price rule as the editor has it: a rule of the API whose parameters may still be empty. */
import type { PricingRule, PricingRuleRequest } from "#client";
import type { FieldErrors } from "#kit/draft.ts";
import { formatMoney } from "#kit/format.ts";
import type { PackageCount } from "#kit/PackageCounts.tsx";
import type { Text } from "#kit/text.ts";

export type Kind = PricingRule["kind"];

/** In the order in which the server applies them. */
export const KINDS: readonly Kind[] = [
  "time_of_day",
  "line_percent",
  "line_amount",
  "bundle",
  "buy_n_get_m",
  "cart_percent",
  "cart_amount",
  "promo_code",
];

/** The parameters of all kinds together; null is an empty field, which the server refuses. */
export interface Params {
  rate_bps?: number | null;
  amount?: number | null;
  price?: number | null;
  code?: string;
  parts?: PackageCount[];
  buy_qty?: number | null;
  get_qty?: number | null;
  get_package_ids?: string[];
}

export type Draft = Omit<PricingRule, "rule_id" | "created_at" | "params"> & { params: Params };

const EMPTY: Readonly<Record<Kind, Params>> = {
  time_of_day: { price: null },
  bundle: { parts: [], price: null },
  buy_n_get_m: { buy_qty: 2, get_qty: 1, rate_bps: 10_000 },
  line_percent: { rate_bps: null },
  line_amount: { amount: null },
  promo_code: { code: "", rate_bps: null },
  cart_percent: { rate_bps: null },
  cart_amount: { amount: null },
};

/** The same rule as another kind. Fields that have no meaning for it are empty. */
export function asKind(draft: Draft, kind: Kind): Draft {
  return {
    ...draft,
    kind,
    params: EMPTY[kind],
    ...(kind === "bundle" && { package_ids: null }),
    ...(kind === "time_of_day" && { max_discount: null }),
  };
}

export const NEW_RULE: Draft = {
  name: "",
  name_th: null,
  kind: "line_percent",
  params: EMPTY.line_percent,
  store_id: null,
  active: true,
  active_from: null,
  active_to: null,
  priority: 0,
  stackable: true,
  package_ids: null,
  zone_ids: null,
  min_qty: null,
  min_amount: null,
  weekdays: null,
  clock_from: null,
  clock_to: null,
  max_discount: null,
  max_uses: null,
  max_uses_per_day: null,
  max_uses_per_customer: null,
};

/** A replacement sets every term, so the draft has all of them. */
export function draftOf(rule: PricingRule): Draft {
  const { kind, params } = rule;
  const terms = Object.fromEntries(Object.keys(NEW_RULE).map((field) => [field, rule[field as keyof PricingRule]]));
  return { ...(terms as unknown as Draft), kind, params };
}

/** The request; the server has the last word on parameters that are still empty. */
export function requestOf(draft: Draft): PricingRuleRequest {
  return { ...draft, name: draft.name.trim(), name_th: draft.name_th?.trim() || null } as PricingRuleRequest;
}

export function percentOf(bps: number): string {
  return `${bps / 100} %`;
}

/** The effect of a rule in a few words. */
export function effectOf({ params }: Pick<Draft, "params">, t: Text): string {
  const { rate_bps, amount, price, buy_qty, get_qty } = params;
  if (buy_qty && get_qty) return t("effect.buy", { buy: buy_qty, get: get_qty });
  if (price !== undefined && price !== null) return t("effect.price", { price: formatMoney(price) });
  if (amount) return t("effect.off", { off: formatMoney(amount) });
  return rate_bps ? t("effect.off", { off: percentOf(rate_bps) }) : "—";
}

export interface PartProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  error: FieldErrors;
}
