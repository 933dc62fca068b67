/** The one function that prices a cart; preview, sale, checkout and sync call it and nothing else (rules P1, P4–P6). */

import { allocate, percentOf, scaleHalfUp, WHOLE_BPS } from "../../shared/money.ts";

export const TAX_MODES = ["inclusive", "exclusive"] as const;
export type TaxMode = (typeof TAX_MODES)[number];

export interface TaxRate {
  rate_bps: number;
  mode: TaxMode;
}

/** A discount that a person gives on a line: basis points, or satang off the whole line. */
export interface ManualDiscount {
  kind: "percent" | "amount";
  value: number;
  reason_code?: string;
}

export interface CartLine {
  package_id: string;
  name: string;
  qty: number;
  /** Satang for one. */
  unit_price: number;
  tax: TaxRate;
  discount?: ManualDiscount;
}

/** What a discount gave, for the one who asks why the price is what it is (rule P9). */
export interface Applied {
  rule_id?: string;
  name: string;
  amount: number;
}

/** All in satang: net + tax_total = total, and gross − discount_total is what the price list and discounts leave. */
export interface PricedLine {
  package_id: string;
  name: string;
  qty: number;
  unit_price: number;
  gross: number;
  discount_total: number;
  net: number;
  tax_total: number;
  total: number;
  tax: TaxRate;
  discount?: ManualDiscount;
  applied: Applied[];
}

/** Sums over the lines; grand_total is what the guest pays. */
export interface PricedCart {
  lines: PricedLine[];
  subtotal: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  grand_total: number;
  applied: Applied[];
  not_applied: { code: string; reason: string }[];
}

export interface Cart {
  lines: readonly CartLine[];
  promo_codes?: readonly string[];
}

/** Prices a cart. The same cart gives the same result on any machine; no amount is ever below zero (rule P4). */
export function priceCart(cart: Cart): PricedCart {
  return addUp(
    cart.lines.map(priceLine),
    (cart.promo_codes ?? []).map((code) => ({ code, reason: "unknown" })),
  );
}

/**
 * A priced cart as a guest paid for it, where a till asked another total (rule O7). The lines share what was paid by
 * their totals and add up to it; the tax inside each is reckoned anew.
 */
export function chargeAsPaid(cart: PricedCart, paid: number): PricedCart {
  const weights = cart.lines.map(({ total }) => total);
  const parts = allocate(paid, weights);
  return addUp(
    cart.lines.map((line, index) => chargeLine(line, parts[index] ?? 0)),
    cart.not_applied,
  );
}

function chargeLine(line: PricedLine, total: number): PricedLine {
  const net = scaleHalfUp(total, WHOLE_BPS, WHOLE_BPS + line.tax.rate_bps);
  const charged = line.tax.mode === "inclusive" ? total : net;
  // A guest who paid more than the price had no discount, and the price was what they paid.
  const gross = Math.max(line.gross, charged);
  const discount_total = gross - charged;
  const applied = discount_total > 0 ? [{ name: "Price at the till", amount: discount_total }] : [];
  return { ...line, gross, discount_total, net, tax_total: total - net, total, applied };
}

function addUp(lines: PricedLine[], not_applied: PricedCart["not_applied"]): PricedCart {
  return {
    lines,
    subtotal: sum(lines, "gross"),
    discount_total: sum(lines, "discount_total"),
    tax_total: sum(lines, "tax_total"),
    rounding: 0,
    grand_total: sum(lines, "total"),
    applied: lines.flatMap((line) => line.applied),
    not_applied,
  };
}

function priceLine(line: CartLine): PricedLine {
  const gross = line.unit_price * line.qty;
  const discount_total = line.discount ? Math.min(gross, discountOf(line.discount, gross)) : 0;
  const charged = gross - discount_total;
  const { net, total } = taxed(charged, line.tax);
  return {
    package_id: line.package_id,
    name: line.name,
    qty: line.qty,
    unit_price: line.unit_price,
    gross,
    discount_total,
    net,
    tax_total: total - net,
    total,
    tax: line.tax,
    ...(line.discount && { discount: line.discount }),
    applied: discount_total > 0 ? [{ name: "Manual discount", amount: discount_total }] : [],
  };
}

function discountOf(discount: ManualDiscount, gross: number): number {
  return discount.kind === "percent" ? percentOf(gross, discount.value) : discount.value;
}

/** Tax is the difference of two rounded amounts, so that net, tax and total always add up (rule P6). */
function taxed(charged: number, tax: TaxRate): { net: number; total: number } {
  if (tax.mode === "inclusive")
    return { net: scaleHalfUp(charged, WHOLE_BPS, WHOLE_BPS + tax.rate_bps), total: charged };
  return { net: charged, total: charged + percentOf(charged, tax.rate_bps) };
}

function sum(lines: readonly PricedLine[], field: "gross" | "discount_total" | "tax_total" | "total"): number {
  return lines.reduce((total, line) => total + line[field], 0);
}
