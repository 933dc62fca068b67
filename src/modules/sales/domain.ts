/** A sale is a paid, closed cart; what it brings to guests, drawer and books is decided here (rules S1, S2, S7). */

import { defineErrors } from "../../shared/errors.ts";
import { allocate } from "../../shared/money.ts";
import { accept, type Result, refuse } from "../../shared/result.ts";

export interface CartItem {
  package_id: string;
  qty: number;
  discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
}

interface Offered {
  package_id: string;
  quota_or_minutes: number;
  type: string;
  parts: readonly { package_id: string; qty: number }[];
}

/** Tickets that a line brings: of its package, or of each part of a bundle. */
export interface IssuePlan<Offer extends Offered> {
  line_no: number;
  offer: Offer;
  qty: number;
  /** Satang for each ticket; those of a line add up to what was paid for it (rule P5). */
  prices: number[];
}

const MAX_TICKETS = 1000;

export type PlanRefusal = { reason: "package"; index: number } | { reason: "too_many"; count: number };

/**
 * Which tickets a cart brings. Refuses a package that is not on sale, and carts of more than a thousand tickets.
 * `totals` are the lines' totals, in the order of the items.
 */
export function planTickets<Offer extends Offered>(
  items: readonly CartItem[],
  totals: readonly number[],
  offers: ReadonlyMap<string, Offer>,
  sellable: (offer: Offer, as_part: boolean) => boolean,
): Result<IssuePlan<Offer>[], PlanRefusal> {
  const plans: IssuePlan<Offer>[] = [];
  for (const [index, item] of items.entries()) {
    const offer = offers.get(item.package_id);
    if (!offer || !sellable(offer, false)) return refuse({ reason: "package", index });
    const parts = offer.type === "bundle" ? offer.parts : [{ package_id: offer.package_id, qty: 1 }];
    const tickets_each = parts.reduce((sum, part) => sum + part.qty, 0);
    const prices = allocate(totals[index] ?? 0, Array<number>(item.qty * tickets_each).fill(1));
    for (const part of parts) {
      const part_offer = offers.get(part.package_id);
      if (!part_offer || !sellable(part_offer, true)) return refuse({ reason: "package", index });
      const qty = part.qty * item.qty;
      plans.push({ line_no: index + 1, offer: part_offer, qty, prices: prices.splice(0, qty) });
    }
  }
  const count = plans.reduce((sum, plan) => sum + plan.qty, 0);
  return count > MAX_TICKETS ? refuse({ reason: "too_many", count }) : accept(plans);
}

/** The number on the receipt: gapless per store and device prefix (rule S7). */
export function receiptNo(receipt_prefix: string, receipt_seq: number | string): string {
  return `${receipt_prefix}-${receipt_seq}`;
}

export const saleErrors = defineErrors({
  device_required: {
    code: "E_DEVICE_REQUIRED",
    status: 403,
    message: "Only a till or kiosk sells. Log in on one.",
  },
  package_unavailable: {
    code: "E_PACKAGE_UNAVAILABLE",
    status: 422,
    message: "A package in the cart is not on sale here now; details.fields names the line.",
  },
  too_many_tickets: {
    code: "E_TOO_MANY_TICKETS",
    status: 422,
    message: "One sale brings at most 1,000 tickets. Split the cart.",
  },
  price_changed: {
    code: "E_PRICE_CHANGED",
    status: 409,
    message: "The total is not the one you expected; details say both. Nothing was sold.",
  },
  sale_exists: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This sale_id was used for another sale. Make a new one for each sale.",
  },
});
