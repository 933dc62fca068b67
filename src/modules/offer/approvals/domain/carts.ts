/** The cart of an approval: the server prices it and stores its lines, prices and totals with the grant (rule A1). */

import type { Action } from "./actions.ts";

/** The most lines of a cart in a request for an approval; so a stored cart stays below 64 kB. */
export const APPROVED_LINES = 100;

/** Satang throughout. */
export interface ApprovedCart {
  lines: {
    package_id: string;
    name: string;
    qty: number;
    unit_price: number;
    /** The price that the till set; `listed_price` is the listed one, unless the package has an open price. */
    override_price?: number;
    listed_price?: number;
    discount_total: number;
    total: number;
    discount?: { kind: "percent" | "amount"; value: number };
  }[];
  subtotal: number;
  discount_total: number;
  /** Discounts by hand; rules give the rest of `discount_total`. */
  given_by_hand: number;
  /** The sum by which prices by hand differ from the listed ones; absent in older carts. */
  overridden_by?: number;
  tax_total: number;
  grand_total: number;
}

type PricedAct = Omit<ApprovedCart, "given_by_hand" | "overridden_by">;

/** The stored form of a priced cart, whose items in order are `asked`. */
export function approvedCartOf(
  { lines, subtotal, discount_total, tax_total, grand_total }: PricedAct,
  asked: readonly { override_price?: number }[],
  by_hand: { given_by_hand: number; overridden_by: number },
): ApprovedCart {
  const told = lines.map(
    ({ package_id, name, qty, unit_price, listed_price, discount_total, total, discount }, index) => ({
      package_id,
      name,
      qty,
      unit_price,
      ...(asked[index]?.override_price !== undefined && { override_price: asked[index].override_price }),
      ...(listed_price !== undefined && { listed_price }),
      discount_total,
      total,
      ...(discount && { discount: { kind: discount.kind, value: discount.value } }),
    }),
  );
  return { lines: told, subtotal, discount_total, ...by_hand, tax_total, grand_total };
}

/**
 * The fault of an amount for a cart, as a field and a sentence; null for none. A discount must be requested at exactly
 * the server's sum of discounts by hand, and a price override at the server's difference, so that nobody approves
 * another sum than the till shows.
 */
export function problemWithAmount(action: Action, amount: number, { given_by_hand, overridden_by = 0 }: ApprovedCart) {
  if (action === "manual_discount" && amount !== given_by_hand)
    return { path: "amount", message: `must be ${given_by_hand}: the sum of the discounts by hand in this cart` };
  if (action === "price_override" && amount !== overridden_by)
    return { path: "amount", message: `must be ${overridden_by}: the difference of the prices by hand in this cart` };
  return null;
}
