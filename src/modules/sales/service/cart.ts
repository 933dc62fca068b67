/** A cart meets the catalog, the taxes, the tariff and the price function; preview, sale and checkout take this one way (rule P1). */

import { type Context, may } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { MOST_SATANG } from "../../../shared/money.ts";
import { type ApprovalUse, isApprovalNeeded, reasonFor, requireApproval } from "../../approvals/index.ts";
import {
  type Cart,
  type CartFacts,
  cartErrors,
  cartMark,
  givenByHand,
  priceItems,
  type Tenders,
} from "../../carts/index.ts";
import { channelOf, isOnSale, type Package, slotOf } from "../../catalog/index.ts";
import { type PricedCart, priceByList, tellGuest } from "../../pricing/index.ts";
import { type IssuePlan, type PlanRefusal, planTickets, saleErrors } from "../domain.ts";

export interface OpenedCart {
  priced: PricedCart;
  plans: IssuePlan<Package>[];
}

/**
 * What a cart costs and brings, for those who sell it now. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT,
 * E_TOTAL_TOO_LARGE.
 */
export function openCart(ctx: Context, cart: Cart, facts: CartFacts, tenders?: Tenders): OpenedCart {
  const priced = priceItems(cart, facts, tenders);
  const { grand_total } = priced;
  if (grand_total > MOST_SATANG) throw new AppError(saleErrors.total_too_large, { grand_total });
  const { store, tariff } = facts;
  const channel = channelOf(ctx.device?.type);
  // A package may be meant for bundles alone and show on no till; it must be on sale all the same (rule S9).
  const sellable = (offer: Package, as_part: boolean) =>
    isOnSale(offer, store.store_id, tariff.at, as_part ? undefined : channel);
  return { priced, plans: planCart(cart, priced, facts, sellable) };
}

/** Why promo codes gave nothing, as the caller may know it: a guest at a kiosk is told less (rule P8). */
export function toldTo(ctx: Context, { not_applied }: PricedCart): PricedCart["not_applied"] {
  return ctx.employee ? not_applied : tellGuest(not_applied);
}

/** The tickets that a priced cart brings. Errors: E_PACKAGE_UNAVAILABLE, E_SLOT. */
export function planCart(
  cart: Cart,
  priced: PricedCart,
  { offers, store, tariff }: CartFacts,
  sellable: (offer: Package, as_part: boolean) => boolean,
): IssuePlan<Package>[] {
  const totals = priced.lines.map(({ total }) => total);
  const priceOf = priceByList(tariff);
  const plan = planTickets(cart.items, totals, offers, {
    sellable,
    priceOf: ({ package_id, price: base_price }) => priceOf({ package_id, base_price }),
    slotAt: (offer, at) => slotOf(offer, at, store),
    now: tariff.at,
  });
  if (plan.ok) return plan.value;
  throw refused(plan.refusal);
}

const FIELD_OF = { package: "package_id", slot: "slot_start", slot_unwanted: "slot_start", slot_over: "slot_start" };
const MESSAGE_OF = {
  package: "is not on sale here now",
  slot: "is not the beginning of one of the package's slots",
  slot_unwanted: "has no meaning: the package has no slots",
  slot_over: "is over",
};

function refused(refusal: PlanRefusal): AppError {
  const { reason, index } = refusal;
  const fields = [{ path: `items.${index}.${FIELD_OF[reason]}`, message: MESSAGE_OF[reason] }];
  return new AppError(reason === "package" ? cartErrors.package_unavailable : saleErrors.slot, { fields });
}

/**
 * A discount given by hand needs the permission, or a grant that is used up by the sale, as the park requires (rules P8,
 * A6). Errors: E_APPROVAL_REQUIRED, E_REASON_REQUIRED, E_REASON_UNKNOWN.
 */
export async function allowDiscounts(
  ctx: Context,
  cart: Cart,
  priced: PricedCart,
  sale: { sale_id: string; parked_id?: string; store_id: string; approval_token?: string; reason_code?: string },
): Promise<ApprovalUse | null> {
  if (!isDiscounted(cart)) return null;
  const { sale_id: subject_id, parked_id, store_id, approval_token, reason_code } = sale;
  await reasonFor(ctx, "manual_discount", store_id, reason_code);
  const discount = { ...discountOf(priced, store_id), subject_id, parked_id, cart_mark: cartMark(cart.items) };
  return requireApproval(ctx, approval_token, discount, may(ctx, "manual_discount", store_id));
}

/** Whether what was taken off by hand during an outage needed no approval; `held` is whether its giver may do it alone. */
export async function areDiscountsAllowed(
  ctx: Context,
  cart: Pick<Cart, "items">,
  priced: PricedCart,
  { store_id, held }: { store_id: string; held: boolean },
): Promise<boolean> {
  if (!isDiscounted(cart)) return true;
  return !(await isApprovalNeeded(ctx, discountOf(priced, store_id), held));
}

/** The same cart without what was taken off by hand. */
export function undiscounted(cart: Cart): Cart {
  return { ...cart, items: cart.items.map(({ discount, ...item }) => item) };
}

function isDiscounted({ items }: Pick<Cart, "items">): boolean {
  return items.some(({ discount }) => discount);
}

function discountOf(priced: PricedCart, store_id: string) {
  return { action: "manual_discount", store_id, amount: givenByHand(priced) } as const;
}
