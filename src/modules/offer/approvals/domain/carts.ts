/** The cart that an approver sees is the server's: its lines, prices and totals are kept with the grant (rule A1). */

import type { Action } from "./actions.ts";

/** Most lines of a cart that somebody asks to approve; so a kept cart stays below 64 kB. */
export const APPROVED_LINES = 100;

/** Satang throughout. */
export interface ApprovedCart {
  lines: {
    package_id: string;
    name: string;
    qty: number;
    unit_price: number;
    /** Said at the till; `listed_price` is the park's own, where the package does not leave it to the till. */
    override_price?: number;
    listed_price?: number;
    discount_total: number;
    total: number;
    discount?: { kind: "percent" | "amount"; value: number };
  }[];
  subtotal: number;
  discount_total: number;
  /** What people take off; the rest of `discount_total` is what rules give. */
  given_by_hand: number;
  /** By how much prices that people say differ from the park's; absent in carts from before it was kept. */
  overridden_by?: number;
  tax_total: number;
  grand_total: number;
}

type PricedAct = Omit<ApprovedCart, "given_by_hand" | "overridden_by">;

/** What a kept cart tells of a priced one, whose items in their order are `asked`. */
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
 * Which field keeps an amount from being approved for a cart, and why; null when it fits. A discount is asked for at exactly
 * what the server takes off, and other prices at what they differ by, so that nobody approves another sum than the till shows.
 */
export function problemWithAmount(action: Action, amount: number, { given_by_hand, overridden_by = 0 }: ApprovedCart) {
  if (action === "manual_discount" && amount !== given_by_hand)
    return { path: "amount", message: `must be ${given_by_hand}: what the discounts by hand take off this cart` };
  if (action === "price_override" && amount !== overridden_by)
    return { path: "amount", message: `must be ${overridden_by}: what the prices by hand differ by in this cart` };
  return null;
}
