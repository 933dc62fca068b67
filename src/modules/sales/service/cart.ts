/** A cart meets the catalog, the taxes and the price function; preview and sale take this one way (rule P1). */

import { type Context, may } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { type ApprovalUse, useApproval } from "../../approvals/index.ts";
import { channelOf, isOnSale, type Package, packagesById } from "../../catalog/index.ts";
import { type PricedCart, priceCart, taxRates } from "../../pricing/index.ts";
import { type CartItem, type IssuePlan, planTickets, saleErrors } from "../domain.ts";

export interface Cart {
  items: CartItem[];
  promo_codes?: string[];
}

export interface OpenedCart {
  priced: PricedCart;
  plans: IssuePlan<Package>[];
}

/** Prices a cart at a store and moment. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS. */
export async function openCart(ctx: Context, cart: Cart, store_id: string, at: number): Promise<OpenedCart> {
  const { priced, offers } = await priceItems(ctx, cart);
  const channel = channelOf(ctx.device?.type);
  // A package may be meant for bundles alone and show on no till; it must be on sale all the same (rule S9).
  const sellable = (offer: Package, as_part: boolean) => isOnSale(offer, store_id, at, as_part ? undefined : channel);
  return { priced, plans: planCart(cart, priced, offers, sellable) };
}

/** What the items are and cost, on sale or not. Error: E_PACKAGE_UNAVAILABLE for a package that is not this park's. */
export async function priceItems(
  ctx: Context,
  cart: Cart,
): Promise<{ priced: PricedCart; offers: ReadonlyMap<string, Package> }> {
  const [offers, rateOf] = await Promise.all([
    packagesById(ctx, [...new Set(cart.items.map(({ package_id }) => package_id))]),
    taxRates(ctx),
  ]);
  const lines = cart.items.map((item, index) => {
    const offer = offers.get(item.package_id);
    if (!offer) throw unavailable(index);
    const { package_id, name, price, tax_id } = offer;
    return { package_id, name, qty: item.qty, unit_price: price, tax: rateOf(tax_id), discount: item.discount };
  });
  return { priced: priceCart({ lines, promo_codes: cart.promo_codes }), offers };
}

/** The tickets that a priced cart brings. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS. */
export function planCart(
  cart: Cart,
  priced: PricedCart,
  offers: ReadonlyMap<string, Package>,
  sellable: (offer: Package, as_part: boolean) => boolean,
): IssuePlan<Package>[] {
  const totals = priced.lines.map(({ total }) => total);
  const plan = planTickets(cart.items, totals, offers, sellable);
  if (plan.ok) return plan.value;
  if (plan.refusal.reason === "package") throw unavailable(plan.refusal.index);
  throw new AppError(saleErrors.too_many_tickets, { count: plan.refusal.count });
}

function unavailable(index: number): AppError {
  const fields = [{ path: `items.${index}.package_id`, message: "is not on sale here now" }];
  return new AppError(saleErrors.package_unavailable, { fields });
}

/**
 * A discount given by hand needs the permission, or a grant that is used up by the sale (rule P8).
 * Error: E_APPROVAL_REQUIRED.
 */
export async function allowDiscounts(
  ctx: Context,
  cart: Cart,
  priced: PricedCart,
  sale: { sale_id: string; store_id: string; approval_token?: string },
): Promise<ApprovalUse | null> {
  if (!cart.items.some(({ discount }) => discount)) return null;
  const { sale_id: subject_id, store_id, approval_token } = sale;
  if (!approval_token && may(ctx, "manual_discount", store_id)) return null;
  return useApproval(ctx, approval_token, {
    action: "manual_discount",
    store_id,
    subject_id,
    amount: priced.discount_total,
  });
}
