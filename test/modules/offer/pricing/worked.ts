/** Reads an accountant's worked carts into carts, tariffs and figures in satang. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import {
  type Cart,
  type PricedCart,
  type PricedLine,
  type PriceList,
  RULE_KINDS,
  type Rule,
  type RuleTerms,
  type Tariff,
  type TaxRate,
} from "../../../../src/modules/offer/pricing/domain/words.ts";

const STORE = "this store";
const DEVICE = "this device";

const satang = z
  .string()
  .regex(/^-?\d+\.\d\d$/)
  .transform((baht) => Number(baht.replace(".", "")));
const count = z.string().regex(/^\d+$/).transform(Number);
const yes = z.enum(["yes", "no"]).transform((word) => word === "yes");
const bps = z
  .string()
  .regex(/^\d+ %$/)
  .transform((percent) => Number.parseInt(percent, 10) * 100);
const off = z.union([bps.transform((rate_bps) => ({ rate_bps })), satang.transform((amount) => ({ amount }))]);
const moment = z.string().transform((local) => Date.parse(`${local.replace(" ", "T")}+07:00`));
const names = z.array(z.string());
const tax = z.string().transform((words): TaxRate => {
  if (words === "none") return { rate_bps: 0, mode: "inclusive" };
  const [rate = "", mode] = words.split(/(?<=%) /);
  return { rate_bps: bps.parse(rate), mode: mode === "on top" ? "exclusive" : "inclusive" };
});

/** `unit 321.00 by Kiosk, gross 321.00, …` */
const figures = z.string().transform((text) => {
  const parts = text.split(", ").map((part) => /^(\w+) (-?[\d.]+)(?: by (.+))?$/.exec(part) ?? [part]);
  const source = parts.map(([, , , by]) => by).find((by) => by !== undefined);
  return { source, amounts: Object.fromEntries(parts.map(([, name = text, baht]) => [name, satang.parse(baht)])) };
});

const WorkedRule = z.strictObject({
  name: z.string(),
  kind: z.enum(RULE_KINDS),
  code: z.string().optional(),
  off: off.optional(),
  price: satang.optional(),
  buy: count.optional(),
  get: count.optional(),
  gives: names.optional(),
  parts: z.record(z.string(), count).optional(),
  packages: names.optional(),
  zones: names.optional(),
  from: moment.optional(),
  to: moment.optional(),
  weekdays: z.array(count).optional(),
  hours: z.string().optional(),
  min_qty: count.optional(),
  min_amount: satang.optional(),
  max_discount: satang.optional(),
  each_customer: count.optional(),
  priority: count.default(0),
  stacks: yes.default(true),
  active: yes.default(true),
  store: z.literal("other").optional(),
  used_up: yes.default(false),
});

const WorkedList = z.strictObject({
  name: z.string(),
  of: z.enum(["tenant", "store", "device", "other store", "other device"]),
  priority: count.default(0),
  from: moment.optional(),
  to: moment.optional(),
  prices: z.record(z.string(), satang),
});

const WorkedLine = z.strictObject({
  package: z.string(),
  qty: count,
  price: satang,
  tax: tax.default({ rate_bps: 700, mode: "inclusive" }),
  zones: names.default([]),
  by_hand: off.optional(),
  at_till: satang.optional(),
  open_price: yes.default(false),
});

const WorkedCart = z.strictObject({
  cart: z.string(),
  at: moment.default(Date.parse("2026-08-03T10:00:00+07:00")),
  cutoff_hour: count.default(0),
  lines: z.array(WorkedLine),
  price_lists: z.array(WorkedList).default([]),
  rules: z.array(WorkedRule).default([]),
  promo_codes: names.default([]),
  tax_level: z.enum(["line", "total"]).default("line"),
  cash_rounding: satang.default(0),
  customer: yes.default(false),
  tenders: z.strictObject({ cash: yes, other: satang }).optional(),
  expect: z.strictObject({
    lines: z.array(figures),
    totals: figures,
    given: z.record(z.string(), satang).default({}),
    given_by_line: z.array(z.record(z.string(), satang)).optional(),
    refused: z.record(z.string(), z.string()).default({}),
    paid_units: names.optional(),
  }),
  because: z.string(),
});
export type WorkedCart = z.infer<typeof WorkedCart>;

/** The worked carts by the rule that they show; every scalar is read as the text in the file. */
export function readWorkedCarts(): Record<string, WorkedCart[]> {
  const text = readFileSync(join(import.meta.dirname, "carts.yaml"), "utf8");
  return z.record(z.string(), z.array(WorkedCart)).parse(parse(text, { schema: "failsafe" }));
}

export function cartOf({ lines, promo_codes, tenders }: WorkedCart): Cart {
  return {
    lines: lines.map(({ package: name, qty, price, tax, zones, by_hand, at_till, open_price }) => ({
      package_id: name,
      name,
      qty,
      base_price: price,
      zone_ids: zones,
      tax,
      ...(by_hand && { discount: byHand(by_hand) }),
      ...(at_till !== undefined && { override_price: at_till, open_price }),
    })),
    promo_codes,
    ...(tenders && { tenders: { cash: tenders.cash, non_cash: tenders.other } }),
  };
}

function byHand(off: { rate_bps: number } | { amount: number }) {
  if ("rate_bps" in off) return { kind: "percent" as const, value: off.rate_bps };
  return { kind: "amount" as const, value: off.amount };
}

export function tariffOf({
  at,
  cutoff_hour,
  price_lists,
  rules,
  tax_level,
  cash_rounding,
  customer,
}: WorkedCart): Tariff {
  return {
    at,
    store: { store_id: STORE, time_zone: "Asia/Bangkok", cutoff_hour },
    device_id: DEVICE,
    price_lists: price_lists.map(listOf),
    rules: rules.map(ruleOf),
    customer_named: customer,
    used_up: new Set(rules.flatMap(({ used_up }, index) => (used_up ? [idOf(index)] : []))),
    tax_level,
    tax_regime: "th_vat",
    cash_rounding,
  };
}

const WHOSE: Record<WorkedCart["price_lists"][number]["of"], Pick<PriceList, "store_id" | "device_ids">> = {
  tenant: { store_id: null, device_ids: null },
  store: { store_id: STORE, device_ids: null },
  device: { store_id: STORE, device_ids: [DEVICE] },
  "other store": { store_id: "another store", device_ids: null },
  "other device": { store_id: STORE, device_ids: ["another device"] },
};

function listOf({ name, of, priority, from, to, prices }: WorkedCart["price_lists"][number], index: number) {
  const list: PriceList = {
    price_list_id: idOf(index),
    name,
    ...WHOSE[of],
    active_from: from ?? null,
    active_to: to ?? null,
    priority,
    prices,
  };
  return list;
}

function idOf(index: number): string {
  return String(index).padStart(2, "0");
}

function ruleOf(worked: WorkedCart["rules"][number], index: number): Rule {
  const [clock_from = null, clock_to = null] = worked.hours?.split("-") ?? [];
  const terms: RuleTerms = {
    rule_id: idOf(index),
    store_id: worked.store === "other" ? "another store" : null,
    name: worked.name,
    name_th: worked.name,
    priority: worked.priority,
    stackable: worked.stacks,
    package_ids: worked.packages ?? null,
    zone_ids: worked.zones ?? null,
    min_qty: worked.min_qty ?? null,
    min_amount: worked.min_amount ?? null,
    active_from: worked.from ?? null,
    active_to: worked.to ?? null,
    weekdays: worked.weekdays ?? null,
    clock_from,
    clock_to,
    max_discount: worked.max_discount ?? null,
    max_uses: null,
    max_uses_per_day: null,
    max_uses_per_customer: worked.each_customer ?? null,
    active: worked.active,
  };
  return { ...terms, kind: worked.kind, params: paramsOf(worked) } as Rule;
}

function paramsOf({ kind, code, off, price, buy, get, gives, parts }: WorkedCart["rules"][number]) {
  if (kind === "bundle")
    return { parts: Object.entries(parts ?? {}).map(([package_id, qty]) => ({ package_id, qty })), price };
  if (kind === "buy_n_get_m") return { buy_qty: buy, get_qty: get, ...off, ...(gives && { get_package_ids: gives }) };
  if (kind === "promo_code") return { code, ...off };
  return price === undefined ? off : { price };
}

/** A priced cart in the words of the worked ones. */
export function told(priced: PricedCart): WorkedCart["expect"] {
  const { lines, subtotal, discount_total, tax_total, rounding, grand_total } = priced;
  return {
    lines: lines.map((line) => ({
      source: line.price_source.name ?? line.price_source.kind,
      amounts: {
        unit: line.unit_price,
        gross: line.gross,
        discount: line.discount_total,
        net: line.net,
        tax: line.tax_total,
        total: line.total,
      },
    })),
    totals: {
      source: undefined,
      amounts: { subtotal, discount: discount_total, tax: tax_total, rounding, to_pay: grand_total },
    },
    given: Object.fromEntries(priced.applied.map(({ name, amount }) => [name, amount])),
    given_by_line: lines.map((line) => Object.fromEntries(line.applied.map(({ name, amount }) => [name, amount]))),
    refused: Object.fromEntries(priced.not_applied.map(({ code, reason }) => [code, reason])),
    paid_units: lines.map(paidUnits),
  };
}

function paidUnits({ paid_units }: PricedLine): string {
  const baht = (amount: number) => (amount / 100).toFixed(2);
  return paid_units.map(({ qty, total, tax_total }) => `${qty} × ${baht(total)} (tax ${baht(tax_total)})`).join(" + ");
}
